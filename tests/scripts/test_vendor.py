"""The pages' third-party files are those that their authors published, and a change is noticed."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what scripts/vendor reads, to be tampered with."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(CHECKOUT / "scripts" / "vendor", tmp_path / "scripts" / "vendor")
    shutil.copytree(CHECKOUT / "site" / "static" / "vendor", tmp_path / "site" / "static" / "vendor")
    return tmp_path


def vendor_check(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(checkout / "scripts" / "vendor"), "--check"]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 our own script


def test_every_vendored_file_is_as_published() -> None:
    done = vendor_check(CHECKOUT)
    assert (done.returncode, done.stderr) == (0, "")


def change(vendor: Path) -> None:
    script = vendor / "htmx-2.0.11" / "htmx.min.js"
    script.write_bytes(script.read_bytes() + b"\n")


def remove(vendor: Path) -> None:
    (vendor / "leaflet-1.9.4" / "leaflet.css").unlink()


def add(vendor: Path) -> None:
    (vendor / "leaflet-1.9.4" / "extra.js").write_text("1")


def drop_licence(vendor: Path) -> None:
    manifest = vendor / "manifest.toml"
    kept = [line for line in manifest.read_text("utf-8").splitlines() if "MIT-LICENCE" not in line]
    manifest.write_text("\n".join(kept), "utf-8")


def spoil_manifest(vendor: Path) -> None:
    (vendor / "manifest.toml").write_text("[[package", "utf-8")


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (change, "htmx.min.js was changed"),
        (remove, "leaflet.css is missing"),
        (add, "extra.js is not in manifest.toml"),
        (drop_licence, "leaflet.markercluster has no licence file"),
        (spoil_manifest, "manifest.toml can't be read"),
    ],
)
def test_tampering_is_named_in_one_line(checkout: Path, tamper: Callable[[Path], None], named: str) -> None:
    tamper(checkout / "site" / "static" / "vendor")
    done = vendor_check(checkout)
    assert done.returncode == 2
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_only_tests_run_is_pinned_too(checkout: Path) -> None:
    shutil.copytree(CHECKOUT / "tests" / "vendor", checkout / "tests" / "vendor")
    (checkout / "tests" / "vendor" / "axe-core-4.14.1" / "axe.min.js").write_text("axe = {}")
    done = vendor_check(checkout)
    assert done.returncode == 2
    assert "tests/vendor/axe-core-4.14.1/axe.min.js was changed" in done.stderr


def test_stylesheets_ask_for_nothing_that_is_not_here() -> None:
    """A url() in a vendored stylesheet that leads nowhere would be a broken image on every page."""
    leaflet = CHECKOUT / "site" / "static" / "vendor" / "leaflet-1.9.4"
    asked = {part.split(")")[0] for part in (leaflet / "leaflet.css").read_text("utf-8").split("url(")[1:]}
    asked = {target for target in asked if not target.startswith("#")}
    assert asked
    assert all((leaflet / target).is_file() for target in asked)
