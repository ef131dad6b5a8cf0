"""Every file is there, as its checksum says, and none that no checksum names; the checksums are signed."""

import re
from collections.abc import Callable, Iterator

from minhbach.errors import BadInput
from minhbach.files import sha256_of
from minhbach.ledger.keys import KEYS, WrongSignature, check_signature
from minhbach.ledger.layout import SUMS, SUMS_SIGNED
from minhbach.verify.findings import Finding
from minhbach.verify.package import Package, read_json

LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def read_sums(text: str) -> dict[str, str]:
    """File names and their checksums; BadInput on a line that is none, or a name that leads outside."""
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        found = LINE.fullmatch(line)
        if not found or not _inside(found[2]):
            raise BadInput(f"{SUMS}, line {number}, is no checksum of a file in the release")
        sums[found[2]] = found[1]
    return sums


def sums_of(package: Package) -> dict[str, str]:
    """The checksums that a release brings along."""
    try:
        return read_sums((package.folder / SUMS).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{SUMS} cannot be read") from None


def check_sums(package: Package, progress: Callable[[int, int], None] | None = None) -> Iterator[Finding]:
    """What is missing, changed, or too much."""
    sums = sums_of(package)
    for number, (name, digest) in enumerate(sums.items()):
        if progress:
            progress(number, len(sums))
        path = package.folder / name
        if not path.is_file() or path.is_symlink():
            yield Finding("checksums", name, "is missing")
        elif sha256_of(path) != digest:
            yield Finding("checksums", name, "was changed since the release was made")
    for path in sorted(package.folder.rglob("*")):
        name = path.relative_to(package.folder).as_posix()
        if path.is_file() and name not in sums and name not in (SUMS, SUMS_SIGNED):
            yield Finding("checksums", name, "does not belong to the release")


def check_signed(package: Package, pinned: str | None) -> Iterator[Finding]:
    """Whether the city's key signed the checksums; the pinned one, or one that it vouches for."""
    signature = package.folder / SUMS_SIGNED
    if not signature.is_file():
        yield Finding("signature", SUMS_SIGNED, "is missing: nothing says who made this release")
        return
    listed = read_json(package.data / KEYS).get("keys", []) if package.data else []
    if not listed and not pinned:
        yield Finding("signature", KEYS, "is not at hand: give the city's key with --key")
        return
    try:
        check_signature((package.folder / SUMS).read_bytes(), signature.read_bytes(), listed, pinned)
    except WrongSignature as wrong:
        yield Finding("signature", SUMS_SIGNED, str(wrong))


def _inside(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and "\\" not in name and not {"", ".", ".."} & set(parts)
