"""The wheel carries all that an installation needs, works away from the checkout, and holds no home."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PARTS = ("site", "geo", "data", "pyproject.toml", "README.md", "LICENSE")
# Where each folder of the checkout stands inside the installed package.
CARRIED = {
    "site/minhbach": "minhbach",
    "site/templates": "minhbach/templates",
    "site/static": "minhbach/static",
    "site/translations": "minhbach/translations",
    "geo": "minhbach/pack/geo",
    "data": "minhbach/pack/data",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which somebody runs an installation."""
    copy = tmp_path_factory.mktemp("checkout")
    skipped = shutil.ignore_patterns("__pycache__", "var", "var.part")
    for part in PARTS:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=skipped)
        else:
            shutil.copy(source, copy / part)
    (copy / "data" / "var").mkdir()
    (copy / "data" / "var" / "private.db").write_text("canary")
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv, "uv is not on PATH: run scripts/test, which gets it"
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", "dist"], cwd=checkout, check=True)  # noqa: S603
    (built,) = (checkout / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked elsewhere, to be found before the checkout."""
    elsewhere = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(elsewhere)
    return elsewhere


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_code_pages_translations_and_city_pack(checkout: Path, wheel: Path) -> None:
    wanted = {
        f"{CARRIED[folder]}/{path.relative_to(checkout / folder).as_posix()}"
        for folder in CARRIED
        for path in (checkout / folder).rglob("*")
        if path.is_file() and "var" not in path.parts
    }
    assert "minhbach/pack/data/city.toml" in wanted
    assert wanted - names(wheel) == set()


def test_the_wheel_holds_no_home_and_no_tests(wheel: Path) -> None:
    strays = {name for name in names(wheel) if name.endswith((".db", ".pyc")) or "/var/" in name}
    assert strays == set()
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"minhbach"}


def test_the_installed_package_uses_its_own_pack(installed: Path, tmp_path: Path) -> None:
    told = "from minhbach import config as c; print(c.DEFAULT_PACK, c.TEMPLATES, c.STATIC, c.CHECKOUT)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", told],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True, text=True, check=True,
    )
    package = installed / "minhbach"
    assert done.stdout.split() == [
        str(package / "pack"), str(package / "templates"), str(package / "static"), "None",
    ]
