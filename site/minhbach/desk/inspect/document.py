"""Print tables as a PDF with Vietnamese letters embedded (reportlab; Be Vietnam Pro, OFL-1.1)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from minhbach.config import STATIC
from minhbach.desk.inspect.tables import Section

FONTS = {"Text": "BeVietnamPro_400Regular.ttf", "Bold": "BeVietnamPro_700Bold.ttf"}
FOLDER = STATIC / "vendor" / "be-vietnam-pro-0.4.1"
MARGIN, PADDING = 18 * mm, 6
WIDTH = A4[0] - 2 * (MARGIN + PADDING)
NARROWEST, SHORT, LETTER, GAP = 4, 16, 5.2, 13
"""In letters: what a column has room for at least, and what counts as short; then the points
that a letter takes, and those between two columns."""
INK, SOFT, LINE = colors.HexColor("#17242a"), colors.HexColor("#4b5b62"), colors.HexColor("#d5dddf")


@dataclass(frozen=True)
class Cover:
    """What stands before the tables."""

    publisher: str
    title: str
    period: str
    made: str
    promise: str
    nothing: str
    """Said in place of a table without rows."""
    language: str


def print_sections(cover: Cover, sections: Sequence[Section]) -> bytes:
    """The report as bytes of a PDF; the same tables give the same bytes."""
    _fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
                                 bottomMargin=MARGIN, title=f"{cover.title}. {cover.period}",
                                 author=cover.publisher, lang=cover.language, invariant=1)  # fmt: skip
    story: list[Flowable] = [
        Paragraph(escape(cover.publisher), _style("publisher", 9, color=SOFT)),
        Paragraph(escape(cover.title), _style("title", 20, "Bold", after=2)),
        Paragraph(escape(cover.period), _style("period", 12, after=6)),
        Paragraph(escape(cover.made), _style("made", 9, color=SOFT)),
        Paragraph(escape(cover.promise), _style("promise", 9, color=SOFT, after=8)),
    ]
    for section in sections:
        story += _section(section, cover.nothing)
    number = _numbered(f"{cover.title} · {cover.period}")
    document.build(story, onFirstPage=number, onLaterPages=number)
    return out.getvalue()


def _section(section: Section, nothing: str) -> list[Flowable]:
    heading = Paragraph(escape(section.title), _style("h2", 12.5, "Bold", before=12, after=3, keep=True))
    parts: list[Flowable] = [heading]
    if section.note:
        parts.append(Paragraph(escape(section.note), _style("note", 8.5, color=SOFT, after=3, keep=True)))
    parts.append(_table(section) if section.rows else Paragraph(escape(nothing), _style("cell", 9)))
    return [*parts, Spacer(1, 2 * mm)]


def _table(section: Section) -> Table:
    first = len(section.head) - section.figures
    rows = [[_cell(text, at >= first, bold=True) for at, text in enumerate(section.head)]]
    rows += [[_cell(text, at >= first) for at, text in enumerate(row)] for row in section.rows]
    table = Table(rows, colWidths=_widths(section), repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _widths(section: Section) -> list[float]:
    """Short columns get what their longest text needs; the long ones share the rest."""
    columns = list(zip(section.head, *section.rows, strict=True))
    longest = [max(max(map(len, column)), NARROWEST) for column in columns]
    short = [one <= SHORT for one in longest]
    if all(short):
        return [WIDTH * one / sum(longest) for one in longest]
    wanted = [LETTER * one + GAP if narrow else 0 for one, narrow in zip(longest, short, strict=True)]
    rest = max(WIDTH - sum(wanted), WIDTH / 3)
    lengths = [0 if narrow else min(one, 60) for one, narrow in zip(longest, short, strict=True)]
    widths = [own or rest * one / sum(lengths) for own, one in zip(wanted, lengths, strict=True)]
    return [one * min(1, WIDTH / sum(widths)) for one in widths]


def _cell(text: str, figure: bool, bold: bool = False) -> Paragraph:
    name = f"cell-{figure}-{bold}"
    return Paragraph(escape(text), _style(name, 8.5, "Bold" if bold else "Text", right=figure))


def _numbered(line: str) -> Any:
    def draw(canvas: Canvas, _document: object) -> None:
        canvas.saveState()
        canvas.setFont("Text", 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN + PADDING, 10 * mm, line)
        canvas.drawRightString(A4[0] - MARGIN - PADDING, 10 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()

    return draw


def _style(
    name: str, size: float, font: str = "Text", *, color: Any = INK, before: float = 0, after: float = 0,
    right: bool = False, keep: bool = False,
) -> ParagraphStyle:  # fmt: skip
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.35, textColor=color,
                          spaceBefore=before, spaceAfter=after, alignment=2 if right else 0,
                          keepWithNext=int(keep), splitLongWords=1)  # fmt: skip


@cache
def _fonts() -> None:
    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))
