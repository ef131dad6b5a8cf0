"""The inspection report of a period as a PDF and as a CSV, both from the same tables."""

import csv
import io

from flask import Response
from flask_babel import get_locale
from flask_babel import gettext as _

from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.inspect.asked import asked_period, asked_sample
from minhbach.desk.inspect.document import Cover, print_sections
from minhbach.desk.inspect.findings import gather
from minhbach.desk.inspect.tables import Section
from minhbach.desk.words import show_moment
from minhbach.pages import show_day
from minhbach.records.office import office
from minhbach.records.oversight import Period
from minhbach.records.workflow import INSPECTOR
from minhbach.spreadsheets import harmless


@for_roles(INSPECTOR)
def inspect_pdf() -> Response:
    """The report for printing and filing."""
    period, sections = _gathered()
    language = office().city.languages[0]
    cover = Cover(
        office().city.publisher.within(language),
        _("Báo cáo kiểm tra"),
        _("Từ %(first)s đến %(last)s", first=show_day(period.first), last=show_day(period.last)),
        _("Lập lúc %(at)s bởi %(who)s.", at=show_moment(office().now()), who=current_actor().name),
        _("Chỉ có số đếm và mã phản ánh: không chứa lời, tên hay liên hệ của người dân."),
        _("Không có dòng nào."),
        str(get_locale()),
    )
    return _file(print_sections(cover, sections), "application/pdf", period, "pdf")


@for_roles(INSPECTOR)
def inspect_csv() -> Response:
    """The same tables in one file: section, column by column."""
    period, sections = _gathered()
    return _file(write_csv(sections), "text/csv; charset=utf-8", period, "csv")


def write_csv(sections: list[Section]) -> bytes:
    """RFC 4180, UTF-8 with a mark that spreadsheets look for: each row with its section and line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["section", "row", "column", "value"])
    for section in sections:
        for number, row in enumerate(section.rows, start=1):
            for name, value in zip(section.head, row, strict=True):
                writer.writerow([section.code, number, name, harmless(value)])
        if section.note:
            writer.writerow([section.code, "", "note", harmless(section.note)])
    return out.getvalue().encode("utf-8-sig")


def _gathered() -> tuple[Period, list[Section]]:
    period, (seed, size) = asked_period(), asked_sample()
    with office().private.reading() as session:
        return period, gather(session, period, seed, size)


def _file(content: bytes, kind: str, period: Period, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"inspection-{period.first}-{period.last}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
