"""Agencies side by side as tables, from what is public."""

from flask_babel import gettext as _

from minhbach.desk.inspect.tables import Section, in_words, said_agency, said_quantile, said_share
from minhbach.desk.words import KINDS
from minhbach.public.fairness import Comparison, Standing, least_reports
from minhbach.records.office import office


def compared(one: Comparison) -> Section:
    rows = [_standing(row) for row in one.compared] + [_standing(row, few=True) for row in one.too_few]
    title = _("So sánh: %(kind)s, kỳ địa giới %(vintage)s", kind=str(KINDS.get(one.kind, one.kind or "–")),
              vintage=one.vintage)  # fmt: skip
    head = (_("Đơn vị"), "n", _("Đúng hạn"), _("Trung vị ngày"), _("90% trong"), _("Mở lại"), _("Hài lòng"))
    note = _(
        "Từ dữ liệu công bố. Trong ngoặc: khoảng tin cậy 95%%. Dưới %(least)d phản ánh (*) không so sánh.",
        least=least_reports(office().city.facts),
    )
    return Section(f"agencies-{one.kind}-{one.vintage}", title, head, in_words(rows), note, 6)


def _standing(row: Standing, few: bool = False) -> tuple[object, ...]:
    return (said_agency(row.agency) + (" *" if few else ""), row.judged, said_share(row.on_time),
            said_quantile(row.median_days), said_quantile(row.slow_days), said_share(row.reopened),
            said_share(row.satisfaction))  # fmt: skip
