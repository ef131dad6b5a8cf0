"""Whatever hides something, the desk has words for it."""

from minhbach.desk.reasons import DETAILS, RULES
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import PLACEHOLDERS


def test_every_reason_and_every_kind_has_words() -> None:
    assert set(RULES) == set(Reason)
    assert set(DETAILS) == set(PLACEHOLDERS)
