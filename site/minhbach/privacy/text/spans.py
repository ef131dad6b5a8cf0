"""What redaction finds and what stands in its place."""

from dataclasses import dataclass

from minhbach.privacy.text.reasons import Reason

HIDDEN = "HIDDEN"
"""What a sender hides and need not give a name to; no rule finds it."""
PLACEHOLDERS = {
    "PERSON": "[tên]",
    "PHONE": "[số điện thoại]",
    "EMAIL": "[thư điện tử]",
    "ID": "[số giấy tờ]",
    "PLATE": "[biển số xe]",
    "BANK": "[số tài khoản]",
    "ADDRESS": "[số nhà]",
    "SOCIAL": "[tài khoản mạng xã hội]",
    "URL": "[liên kết]",
    HIDDEN: "[đã che]",
}
KINDS = tuple(kind for kind in PLACEHOLDERS if kind != HIDDEN)


@dataclass(frozen=True)
class Span:
    """A piece of the input that is hidden: offsets in code points, and the rule that found it."""

    start: int
    end: int
    kind: str
    text: str
    reason: Reason


@dataclass(frozen=True)
class Redaction:
    """The text that may be shown, and what was hidden from it, in order and without overlap."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Found:
    """A hit in the folded view. Where hits overlap, the higher weight is kept, then the longer."""

    start: int
    end: int
    kind: str
    reason: Reason
    weight: int


def without_overlaps(hits: list[Found], text: str, closed: set[int]) -> list[Found]:
    """The strongest hits that do not touch one another's characters nor the `closed` ones, in order.

    A weaker hit that sticks out is cut back to its uncovered ends, so that nothing found is shown.
    """
    kept: list[Found] = []
    taken = set(closed)
    for hit in sorted(hits, key=lambda h: (-h.weight, h.start - h.end, h.start)):
        free = [at for at in range(hit.start, hit.end) if at not in taken]
        taken.update(free)
        kept.extend(
            Found(start, end, hit.kind, hit.reason, hit.weight) for start, end in _stretches(free, text, hit)
        )
    return sorted(kept, key=lambda h: h.start)


def _stretches(places: list[int], text: str, hit: Found) -> list[tuple[int, int]]:
    """Runs of neighbouring places, without space at their ends.

    A run shows a letter or digit; one cut from a longer hit must show a digit or be a name, for `số` alone is
    nobody's address.
    """
    stretches: list[tuple[int, int]] = []
    for at in places:
        if stretches and stretches[-1][1] == at:
            stretches[-1] = (stretches[-1][0], at + 1)
        else:
            stretches.append((at, at + 1))
    trimmed = []
    for start, end in stretches:
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
        whole = hit.kind == "PERSON" or len(piece) == hit.end - hit.start
        if any(map(str.isalnum if whole else str.isdigit, piece)):
            trimmed.append((start, end))
    return trimmed
