"""The risk report of a release: risk.json for machines, risk.md for citizens, from public.db alone."""

from pathlib import Path

import orjson
from sqlmodel import Session

from minhbach.public.models import PublicRelease
from minhbach.public.risk import Figure, risk_figures

INTRODUCTION = """# Đợt {release}: báo cáo rủi ro lộ danh tính / release {release}: how well people are hidden

Trước khi công bố, phần mềm đo xem đợt này có làm lộ ai không. Nếu có phản ánh về nhà ở hoặc việc nhạy cảm
đứng một mình ở một nơi, một kỳ, hoặc nếu còn sót số điện thoại, thư điện tử, số giấy tờ, biển số xe trong
bất cứ tệp nào, thì không tệp nào được công bố.

Before a release goes out, it is measured for whether it gives anybody away. Where a report about a home or a
sensitive matter stands alone in a place and period, or where a telephone number, e-mail address, identity
number or number plate is left in any file, nothing is published.

| | nghĩa | meaning |
|---:|---|---|
"""


def write_risk(folder: Path, session: Session, release: PublicRelease) -> None:
    """Write risk.json and risk.md into a release; neither where the gate did not measure it."""
    figures = risk_figures(session, release.id)
    if not figures:
        return
    told = {"release": release.id, "figures": [_as_json(figure) for figure in figures]}
    (folder / "risk.json").write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    lines = (f"| {f.value} | {f.meaning.within('vi')} | {f.meaning.within('en')} |\n" for f in figures)
    text = INTRODUCTION.format(release=release.id) + "".join(lines)
    (folder / "risk.md").write_text(text, encoding="utf-8")


def _as_json(figure: Figure) -> dict[str, object]:
    value: object = int(figure.value) if figure.value.isdigit() else figure.value
    return {"key": figure.key, "value": value, "meaning": dict(figure.meaning)}
