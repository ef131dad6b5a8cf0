"""The list of what became no report, with the reasons, beside the file that it was read from."""

from pathlib import Path
from typing import IO

from minhbach.errors import BadInput
from minhbach.files import replacing


def keep_rejects(file: Path, rejects: IO[str], count: int) -> Path | None:
    """Put the list beside what was read; a list from an earlier run must not stay and mislead."""
    path = file.with_name(f"{file.name}.rejected.csv")
    try:
        if not count:
            path.unlink(missing_ok=True)
            return None
        rejects.seek(0)
        with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as written:
            for chunk in iter(lambda: rejects.read(1 << 16), ""):
                written.write(chunk)
    except PermissionError:
        raise BadInput(
            f"{path} cannot be written: copy the file to a folder of yours and run it again"
        ) from None
    return path
