"""The page that says what each release changed, and leads to the data as published then and as known now."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson
from flask import render_template
from flask_babel import gettext

from minhbach.public.downloads import published_data, release_names
from minhbach.public.pages.views import pages

SHOWN = 100
"""Reports named on the page; the file names all."""


@dataclass(frozen=True)
class Changed:
    """What a release changed."""

    release: str
    previous: str | None
    kinds: Mapping[str, Mapping[str, int]]
    """added, changed and withdrawn: how many reports by cause."""

    def total(self, kind: str) -> int:
        """How many reports were added, changed or withdrawn."""
        return sum(self.kinds[kind].values())


@pages.get("/data/changes/")
def changes() -> str:
    """Every release with what it changed, newest first; of the newest, the reports themselves."""
    data = published_data()
    names = release_names(data) if data else []
    told = [found for name in names if data and (found := _changed(data / name))]
    newest = data / told[0].release / "changes.csv" if data and told else None
    rows = _rows(newest) if newest else []
    return render_template("public/changes.html", releases=told, rows=rows, shown=SHOWN, cause=cause_name)


def _changed(folder: Path) -> Changed | None:
    """None for a release of before changes were told."""
    path = folder / "changes.json"
    if not path.is_file():
        return None
    told = orjson.loads(path.read_bytes())
    kinds = {kind: told[kind]["causes"] for kind in ("added", "changed", "withdrawn")}
    return Changed(folder.name, told["previous"], kinds)


def _rows(path: Path) -> list[dict[str, str]]:
    """The first reports that were changed or withdrawn; what is new is listed elsewhere."""
    with path.open(encoding="utf-8", newline="") as table:
        telling = (row for row in csv.DictReader(table) if row["change"] != "added")
        return list(islice(telling, SHOWN))


def cause_name(code: str) -> str:
    """Why a report changed, in the reader's language."""
    return {
        "new": gettext("vừa công bố"),
        "resolved": gettext("đã giải quyết"),
        "reopened": gettext("mở lại"),
        "answered": gettext("có trả lời hoặc trả lời được sửa"),
        "privacy": gettext("nơi, ngày hoặc nội dung được kể khác đi để bảo vệ người gửi"),
        "boundaries": gettext("chỉ đổi kỳ địa giới"),
        "corrected": gettext("sửa khác"),
        "withdrawn": gettext("người gửi rút lại"),
        "erased": gettext("đã xóa theo yêu cầu"),
        "rule": gettext("một quy tắc bảo vệ riêng tư giữ lại"),
    }.get(code, gettext("không rõ"))
