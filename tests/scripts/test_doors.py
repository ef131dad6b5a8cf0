"""scripts/serve and scripts/test: what they do step by step, seen from a person's shell."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# Stands in for the package: says how it was called, and makes and remembers a home as the real one does.
MINHBACH = """#!/bin/sh
echo "$*" >> "$CALLS"
case $1 in
    demo) echo made > "$MINHBACH_HOME/private.db"; exit "${DEMO_EXIT:-0}" ;;
esac
"""
FIRST = ["boundaries build", "demo --reports 600", "publish", "serve --port 9000"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment is already what its lock says."""
    root = tmp_path / "checkout"
    shutil.copytree(CHECKOUT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("uv.lock", "pyproject.toml"):
        (root / name).write_text(f"# {name}\n")
    binaries = root / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("python", "minhbach"):
        (binaries / name).write_text(MINHBACH)
        (binaries / name).chmod(0o755)
    locked = hashlib.sha256(b"# uv.lock\n# pyproject.toml\n").hexdigest()
    (root / ".venv" / ".set-up-serve").write_text(f"{locked}  -\n")
    return root


def run(checkout: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MINHBACH_")}
    variables = clean | {"HOME": str(checkout), "CALLS": str(checkout / "calls")} | environment
    script, *arguments = command
    return subprocess.run(  # noqa: S603 our own scripts
        [str(checkout / "scripts" / script), *arguments],
        env=variables, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
    )


def calls(checkout: Path) -> list[str]:
    said = (checkout / "calls").read_text().splitlines()
    (checkout / "calls").unlink()
    return said


def test_serve_makes_a_home_once_and_then_keeps_it(checkout: Path) -> None:
    first = run(checkout, "serve", "--port", "9000")
    assert first.returncode == 0
    assert "http://127.0.0.1:9000/" in first.stderr
    assert calls(checkout) == FIRST
    home = checkout / "data" / "var"
    assert [path.name for path in home.iterdir()] == ["private.db"]
    (home / "private.db").write_text("mine")

    assert run(checkout, "serve").returncode == 0
    assert calls(checkout) == ["db upgrade", "boundaries build", "publish", "serve"]
    assert (home / "private.db").read_text() == "mine"


def test_a_demo_cut_short_is_not_taken_for_a_home(checkout: Path, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    assert run(checkout, "serve", "--port", "9000", MINHBACH_HOME=home, DEMO_EXIT="2").returncode == 2
    assert calls(checkout) == FIRST[:2]
    assert run(checkout, "serve", "--port", "9000", MINHBACH_HOME=home).returncode == 0
    assert calls(checkout) == FIRST
    assert not Path(f"{home}.part").exists()


def test_a_home_with_its_own_database_server_gets_no_demo(checkout: Path) -> None:
    run(checkout, "serve", MINHBACH_DATABASE_URL="postgresql://localhost/minhbach")
    assert calls(checkout)[0] == "db upgrade"


@pytest.mark.parametrize("script", ["serve", "test"])
def test_help_says_what_the_script_is_for_and_does_nothing(checkout: Path, script: str) -> None:
    done = run(checkout, script, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Set up everything")
    assert f"scripts/{script}" in done.stdout
    assert "set -euo" not in done.stdout
    assert not (checkout / "calls").exists()


@pytest.mark.parametrize("script", ["serve", "test"])
def test_without_python_one_line_says_what_to_install(checkout: Path, tmp_path: Path, script: str) -> None:
    (checkout / ".venv" / ".set-up-serve").unlink()
    only = tmp_path / "bin"
    only.mkdir()
    for tool in ("bash", "cat", "dirname", "env", "sha256sum"):
        (only / tool).symlink_to(shutil.which(tool) or tool)
    done = run(checkout, script, PATH=str(only))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or later" in done.stderr
