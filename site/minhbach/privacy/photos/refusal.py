"""Why a photo is not taken: one exception, one short code a reason."""

from minhbach.errors import BadInput

REASONS = {
    "empty": "the file is empty",
    "too_big": "the file is larger than {limit} MB; send a smaller photo",
    "not_a_photo": "the file is not a JPEG, PNG, WebP or HEIC photo",
    "bomb": "the picture has more than {limit} million pixels; send a smaller photo",
    "too_small": "the picture is less than {limit} pixels wide or high; send a larger one",
    "truncated": "the file is cut off or damaged; send it again",
    "too_slow": "the photo took more than {limit} seconds to clean; send a smaller one",
    "too_heavy": "cleaning the photo takes more memory than allowed; send a smaller one",
}


class PhotoRefused(BadInput):
    """A photo that cannot be made safe to publish, so it is not published; `code` is a key of REASONS."""

    def __init__(self, code: str, limit: int | None = None) -> None:
        super().__init__(f"photo refused: {REASONS[code].format(limit=limit)}")
        self.code = code
        self.limit = limit
