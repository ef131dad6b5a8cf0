"""What the writer of an e-mail said: plain words, without the letters that they answer or a signature."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Marks:
    """How mail programs set off what a person wrote from what stands around it."""

    device: re.Pattern[str]
    citing: tuple[re.Pattern[str], ...]
    subject: re.Pattern[str]

    @classmethod
    def of(cls, said: Mapping[str, Sequence[str]]) -> "Marks":
        """Those of English, and a pack's own."""
        one = {name: "|".join(map(re.escape, (*_ENGLISH[name], *said.get(name, ())))) for name in _ENGLISH}
        return cls(
            re.compile(rf"(?:{one['device']}) .{{1,40}}", re.I),
            (
                re.compile(rf"-{{2,}} ?(?:{one['original']}) ?-{{2,}}", re.I),
                re.compile(rf"(?:{one['on']}) .{{6,120}}(?:{one['wrote']}) ?:", re.I),
                re.compile(rf"(?:{one['from']}) ?: .{{3,200}}@.{{2,100}}", re.I),
            ),
            re.compile(rf"(?:\s*(?:{one['subject']})\s*:)+", re.I),
        )


_ENGLISH: Mapping[str, tuple[str, ...]] = {
    "device": ("sent from my", "get outlook for"),
    "original": ("original message", "forwarded message"),
    "on": ("on",),
    "wrote": ("wrote",),
    "from": ("from",),
    "subject": ("re", "fw", "fwd", "aw"),
}
KINDS = tuple(_ENGLISH)


def plain_of_html(html: str) -> str:
    """The words of an HTML message, a line for each block; nothing of it is ever shown as HTML."""
    reader = _Words()
    reader.feed(html[:MOST_HTML])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(text: str, marks: Marks) -> str:
    """A message's text up to its signature or to the letter that it answers; quoted lines are left out."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.strip()
        if bare.startswith(">"):
            continue
        # A word at the very beginning is no signature: whoever wrote below a quotation said something too.
        if any(kept) and _ends(line, bare, marks):
            break
        if not _cites(bare, marks):
            kept.append(line)
    return "\n".join(kept).strip()


def own_subject(subject: str, marks: Marks) -> str:
    """A subject without "Re:" and "Fwd:"."""
    return (
        marks.subject.sub("", subject, count=1).strip() if marks.subject.match(subject) else subject.strip()
    )


def _ends(line: str, bare: str, marks: Marks) -> bool:
    if _SIGNATURE.fullmatch(line.rstrip("\n")) or marks.device.fullmatch(bare):
        return True
    return _cites(bare, marks)


def _cites(bare: str, marks: Marks) -> bool:
    return len(bare) < 400 and any(pattern.fullmatch(bare) for pattern in marks.citing)


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
