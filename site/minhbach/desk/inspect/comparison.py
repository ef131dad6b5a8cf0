"""Agencies side by side as tables, from what is public."""

from flask_babel import gettext as _

from minhbach.desk.inspect.tables import Section, in_words, said_agency, said_quantile, said_share
from minhbach.desk.words import KINDS
from minhbach.public.counting.fairness import Comparison, Standing, least_reports
from minhbach.records.office import office


def compared(one: Comparison) -> Section:
    """One kind of agency in one vintage; those with too few reports are only counted."""
    title = _("So sánh: %(kind)s, kỳ địa giới %(vintage)s", kind=str(KINDS.get(one.kind, one.kind or "–")),
              vintage=one.vintage)  # fmt: skip
    head = (_("Đơn vị"), "n", _("Đúng hạn"), _("Trung vị ngày"), _("9/10 xong trong (ngày)"), _("Mở lại"),
            _("Hài lòng"))  # fmt: skip
    note = _(
        "Từ dữ liệu công bố. Trong ngoặc: khoảng tin cậy 95%%. %(few)d đơn vị có dưới %(least)d phản ánh"
        " nên không so sánh.",
        few=len(one.too_few), least=least_reports(office().city.facts),
    )  # fmt: skip
    rows = in_words(_standing(row) for row in one.compared)
    return Section(f"agencies-{one.kind}-{one.vintage}", title, head, rows, note, 6)


def _standing(row: Standing) -> tuple[object, ...]:
    return (said_agency(row.agency), row.judged, said_share(row.on_time), said_quantile(row.median_days),
            said_quantile(row.slow_days), said_share(row.reopened),
            said_share(row.satisfaction))  # fmt: skip
