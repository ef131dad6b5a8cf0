"""Photos that come with a report: each is proved to be one before anything of it is kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from minhbach.privacy.photos import CleanPhoto, PhotoRefused, clean_photo

MOST_PHOTOS = 5
MOST_BYTES = 15 * 1024 * 1024
Clean = Callable[[bytes], CleanPhoto]


class PhotosRefused(Exception):
    """The photos cannot be taken; the message is a sentence for the citizen, at the field."""


@dataclass(frozen=True)
class Upload:
    """A photo as it came, and as the public may see it."""

    original: bytes
    shown: bytes


def read_photos(files: Sequence[FileStorage], most: int = MOST_PHOTOS) -> list[bytes]:
    """The bytes of up to `most` photos, each of which can be cleaned; raises PhotosRefused."""
    return [upload.original for upload in read_uploads(files, most=most)]


def read_uploads(
    files: Sequence[FileStorage], there: int = 0, most: int = MOST_PHOTOS, clean: Clean = clean_photo
) -> list[Upload]:
    """Photos that come to `there` others, each as it came and cleaned by `clean`; raises PhotosRefused.

    File names are the sender's own and are not kept.
    """
    given = [file for file in files if file.filename]
    if len(given) + there > most:
        raise PhotosRefused(_("Bạn chọn %(has)s ảnh, tối đa %(most)s.", has=len(given) + there, most=most))
    return [_read(file, number, clean) for number, file in enumerate(given, start=1)]


@contextmanager
def undoing() -> Iterator[list[Path]]:
    """A list for the photo files of one writing; where that fails they are taken away again."""
    kept: list[Path] = []
    try:
        yield kept
    except BaseException:
        for path in kept:
            path.unlink(missing_ok=True)
        raise


def _read(file: FileStorage, number: int, clean: Clean) -> Upload:
    data = file.stream.read(MOST_BYTES + 1)
    try:
        return Upload(data, clean(data).data)
    except PhotoRefused as refused:
        reason = _reason(refused.code)
        raise PhotosRefused(_("Ảnh thứ %(number)s: %(reason)s", number=number, reason=reason)) from None


def _reason(code: str) -> str:
    """A refusal in the citizen's words."""
    return {
        "empty": _("tệp rỗng. Hãy chọn lại ảnh."),
        "too_big": _("tệp lớn hơn %(most)s MB. Hãy gửi ảnh nhỏ hơn.", most=MOST_BYTES // 1024**2),
        "not_a_photo": _("tệp không phải ảnh JPEG, PNG, WebP hoặc HEIC. Hãy chọn ảnh khác."),
        "bomb": _("ảnh có quá nhiều điểm ảnh. Hãy gửi ảnh nhỏ hơn."),
        "too_small": _("ảnh quá nhỏ để thấy rõ sự việc. Hãy chọn ảnh lớn hơn."),
        "truncated": _("tệp bị hỏng hoặc chưa tải hết. Hãy gửi lại."),
    }.get(code, _("không xử lý được ảnh này. Hãy gửi ảnh nhỏ hơn."))
