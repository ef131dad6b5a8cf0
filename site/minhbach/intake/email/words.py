"""What the writer of an e-mail said: plain words, without the letters that they answer or a signature."""

import re
from html.parser import HTMLParser

MOST_HTML = 200_000
"""Characters of HTML that are looked at."""
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4",
     "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg"})
_QUOTED = frozenset({"gmail_quote", "moz-cite-prefix", "yahoo_quoted", "gmail_signature", "moz-signature"})
_SIGNATURE = re.compile(r"--\s?|__{4,}")
_DEVICE = re.compile(r"(sent from my|get outlook for|gửi từ|đã gửi từ|được gửi từ) .{1,40}", re.I)
_CITING = (
    re.compile(r"-{2,} ?(original message|forwarded message|thư gốc|thư được chuyển tiếp) ?-{2,}", re.I),
    re.compile(r"(on|vào) .{6,120}(wrote|đã viết|viết) ?:", re.I),
    re.compile(r"(từ|from) ?: .{3,200}@.{2,100}", re.I),
)
_SUBJECT_MARKS = re.compile(r"(?:\s*(?:re|fw|fwd|tr|aw|trả lời|chuyển tiếp)\s*:)+", re.I)


def plain_of_html(html: str) -> str:
    """The words of an HTML message, a line for each block; nothing of it is ever shown as HTML."""
    reader = _Words()
    reader.feed(html[:MOST_HTML])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(text: str) -> str:
    """A message's text up to its signature or to the letter that it answers; quoted lines are left out."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.strip()
        if bare.startswith(">"):
            continue
        # A word at the very beginning is no signature: whoever wrote below a quotation said something too.
        if any(kept) and _ends(line, bare):
            break
        if not _cites(bare):
            kept.append(line)
    return "\n".join(kept).strip()


def own_subject(subject: str) -> str:
    """A subject without "Re:" and "Fwd:"."""
    return (
        _SUBJECT_MARKS.sub("", subject, count=1).strip() if _SUBJECT_MARKS.match(subject) else subject.strip()
    )


def _ends(line: str, bare: str) -> bool:
    if _SIGNATURE.fullmatch(line.rstrip("\n")) or _DEVICE.fullmatch(bare):
        return True
    return _cites(bare)


def _cites(bare: str) -> bool:
    return len(bare) < 400 and any(pattern.fullmatch(bare) for pattern in _CITING)


class _Words(HTMLParser):
    """Collects text outside what is silent or quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._skipped: list[str] = []
        """Open elements from the one on that is left out."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        if self._skipped:
            if tag == self._skipped[0]:
                self._skipped.append(tag)
        elif tag in _SILENT or classes & _QUOTED:
            self._skipped = [tag]
        if tag in _BLOCKS and not self._skipped:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and tag == self._skipped[0]:
            self._skipped.pop()
        elif tag in _BLOCKS and not self._skipped:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            # Line ends in HTML are blanks.
            self.found.append(re.sub(r"\s+", " ", data))
