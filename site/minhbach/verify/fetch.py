"""Bring a release from a web address into a folder, so that it is checked like any other."""

import http.client
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import orjson

from minhbach.errors import BadInput
from minhbach.ledger.keys import KEYS
from minhbach.ledger.layout import INDEX, LEDGER, SUMS, SUMS_SIGNED
from minhbach.verify.checksums import read_sums
from minhbach.verify.package import is_plain

LARGEST = 8 * 2**30
"""Bytes of one file."""
PIECE = 1 << 20


def is_address(where: str) -> bool:
    """Whether it is a web address and no folder."""
    return urlsplit(where).scheme in ("http", "https")


def fetch(
    address: str, folder: Path, release: str | None = None, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Copy a release with its neighbours' ledgers into `folder`/data; gives `folder`, or BadInput."""
    base = address.rstrip("/")
    index_file = folder / "data" / INDEX
    data = next((at for at in (f"{base}/data", base) if _copy(f"{at}/{INDEX}", index_file)), None)
    if data is None:
        raise BadInput(f"{address} has no data/{INDEX}: give the address of a published site")
    index = orjson.loads(index_file.read_bytes())
    chosen = release or index.get("latest")
    _copy(f"{data}/{KEYS}", folder / "data" / KEYS)
    for name in {str(one.get("id")) for one in index.get("releases", [])} - {chosen}:
        if is_plain(name):
            _copy(f"{data}/{name}/{LEDGER}", folder / "data" / name / LEDGER)
    place = folder / "data" / str(chosen)
    if not is_plain(str(chosen)) or not _copy(f"{data}/{chosen}/{SUMS}", place / SUMS):
        raise BadInput(f"{address} has no release {chosen}")
    _copy(f"{data}/{chosen}/{SUMS_SIGNED}", place / SUMS_SIGNED)
    names = read_sums((place / SUMS).read_text(encoding="utf-8"))
    for number, name in enumerate(names):
        if progress:
            progress(number, len(names))
        _copy(f"{data}/{chosen}/{quote(name)}", place / name)  # what is missing is told by the checksums
    return folder


def _copy(address: str, path: Path) -> bool:
    """False where the host has no such file; BadInput where it does not answer."""
    request = Request(address, headers={"User-Agent": "minhbach-verify", "Accept-Encoding": "identity"})  # noqa: S310
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310  (http and https alone: is_address)
            path.parent.mkdir(parents=True, exist_ok=True)
            taken = 0
            with path.open("wb") as out:
                while piece := answer.read(PIECE):
                    taken += len(piece)
                    if taken > LARGEST:
                        raise BadInput(f"{address} is too large to be part of a release")
                    out.write(piece)
    except URLError as wrong:
        if getattr(wrong, "code", None) in (403, 404, 410):
            return False
        raise BadInput(f"{address} does not answer ({wrong.reason}): try again later") from None
    except (OSError, http.client.HTTPException, ValueError) as wrong:
        raise BadInput(f"{address} cannot be fetched ({wrong})") from None
    return True
