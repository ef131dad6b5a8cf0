"""Names of places in the words of a report whose place is not told."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from minhbach.privacy.door import open_door
from minhbach.privacy.place.places_said import PlaceNames, folded
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

NAMES = PlaceNames(["Cầu Tre", "Đồng Xanh", "Võ Văn Mẫu", "1"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Karaoke ở phường Đồng Xanh ồn quá.", "Karaoke ở [địa điểm] ồn quá."),
        ("karaoke o phuong dong xanh on qua", "karaoke o phuong [địa điểm] on qua"),
        ("Hát ở đường Võ Văn Mẫu tới khuya", "Hát ở [địa điểm] tới khuya"),
        ("hat o duong vo van mau toi khuya", "hat o duong [địa điểm] toi khuya"),
        ("Nhà ở P.5, Q. 3 và quận 10", "Nhà ở [địa điểm], [địa điểm] và [địa điểm]"),
        ("Địa chỉ [số nhà] Chiến Lược, gọi trước", "Địa chỉ [địa điểm], gọi trước"),
        ("Cả nhà đông xanh xao", "Cả nhà đông xanh xao"),
        ("gần p5 q10", "gần [địa điểm] [địa điểm]"),
        ("Hẻm Sáu Nhà hát suốt đêm", "[địa điểm] hát suốt đêm"),
        ("Ồn từ 22 giờ, hai nhà kế bên, đường hẹp", "Ồn từ 22 giờ, hai nhà kế bên, đường hẹp"),
        ("Nhà bên 1 tuần nay đục tường", "Nhà bên 1 tuần nay đục tường"),
        ("Gọi 1022, [số điện thoại] không ai nghe", "Gọi 1022, [số điện thoại] không ai nghe"),
        ("", ""),
    ],
)
def test_places_that_are_said(text: str, shown: str) -> None:
    assert NAMES.hidden(text) == shown


@given(st.text(alphabet="aăÂđĐ ộ1.pPqQ\u0301\n", max_size=40))
def test_hiding_twice_hides_no_more(text: str) -> None:
    once = NAMES.hidden(text)
    assert NAMES.hidden(once) == once


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(("reports", "said"), [(1, False), (3, True)], ids=["alone", "in a crowd"])
def test_words_name_the_place_only_where_the_crowd_does(
    office: Office, make_report: Callable[..., Report], reports: int, said: bool
) -> None:
    public = public_database(office.settings.public_url)
    ward = office.atlas.wards(office.atlas.in_force(office.today()).id)[0].name
    for _ in range(reports):
        report = make_report(text=f"Quán hát tới khuya ở {ward}, mong xử lý sớm.")
        step = Step("accept", Actor("lan", "operator"), office.now(),
                    given={"category": "tieng-on", "agency": "so-xay-dung"})  # fmt: skip
        with office.private.writing() as session:
            act(session, report.id or 0, step)
    open_door(office, public)
    with public.reading() as session:
        texts = [row.text for row in session.exec(select(PublicReport))]
    assert all((ward in text) is said for text in texts)
    assert all("mong xử lý sớm" in text for text in texts)
