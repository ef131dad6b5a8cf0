"""The inspector's doors: every one is for reading. Breaches and records of merit have doors of their own."""

from collections.abc import Callable
from typing import Any

from minhbach.desk import breaches, merit
from minhbach.desk.inspect import pages, papers, trails

_ID = "<int(max=9223372036854775807):id>"

INSPECTION: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/inspect/", pages.inspect),
    ("GET", "/inspect/late/", pages.inspect_late),
    ("GET", "/inspect/refusals/", pages.inspect_refusals),
    ("GET", "/inspect/sample/", pages.inspect_sample),
    ("GET", "/inspect/agencies/", pages.inspect_agencies),
    ("GET", "/inspect/access/", trails.inspect_access),
    ("GET", "/inspect/find/", trails.inspect_find),
    ("GET", f"/inspect/reports/{_ID}/", trails.inspect_report),
    ("GET", "/inspect/trails/", trails.inspect_trails),
    ("GET", "/inspect/report.pdf", papers.inspect_pdf),
    ("GET", "/inspect/report.csv", papers.inspect_csv),
    ("GET", "/breaches/", breaches.breaches),
    ("POST", "/breaches/", breaches.record),
    ("GET", f"/breaches/{_ID}/", breaches.breach),
    ("POST", f"/breaches/{_ID}/", breaches.add),
    ("GET", "/merit/", merit.merit),
    ("POST", "/merit/", merit.add_record),
    ("POST", f"/merit/{_ID}/public", merit.publish_record),
)
