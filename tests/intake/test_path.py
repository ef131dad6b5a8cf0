"""The form step by step: each an address of its own, its state sealed, and what its sender hides."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select

from minhbach.intake.drafts import KEPT, Drafts
from minhbach.intake.hiding import CELLS, boxes_of, carry_over, read_cells, read_hidden
from minhbach.privacy.photos import read_boxes
from minhbach.privacy.wording.edits import TEXT, redact_parts
from minhbach.records.models import Photo, RedactionEdit
from minhbach.records.office import Office
from minhbach.web import create_service_app

from .conftest import FILLED, Citizen

Make = Callable[..., tuple[BytesIO, str]]
SAID = "Nắp cống trước quán của cô Tư bị vỡ, xe máy dễ sụp bánh."


def draft_files(office: Office) -> list[Path]:
    return [path for path in (office.settings.home / "drafts").rglob("*") if path.is_file()]


def value_of(page: str, word: str) -> str:
    """What the form sends to hide this word of the text."""
    found = re.search(rf'name="hide" value="([0-9]+-[0-9]+)"[^>]*><span>{word}</span>', page)
    assert found, f"{word} is no word to choose"
    return found[1]


def test_each_step_leads_to_the_next_and_the_last_to_a_receipt(citizen: Citizen) -> None:
    form = citizen.open_form()
    assert citizen.step("place", form).location == "/report/what/"
    assert citizen.step("what", form).location == "/report/details/"
    assert citizen.step("details", form, phone="0900 000 001").location == "/report/preview/"
    assert citizen.send({"key": form["key"], "step": "preview"}).location == "/report/receipt/"
    (report,) = citizen.reports()
    assert (report.text, report.category, report.lat) == (FILLED["text"], FILLED["category"], 10.7725)


def test_going_back_shows_what_was_filled_in(citizen: Citizen) -> None:
    form, _ = citizen.open_preview()
    assert 'value="10.7725, 106.6981"' in citizen.browser.get("/report/").text
    assert FILLED["text"] in citizen.browser.get("/report/what/").text
    assert citizen.step("what", form, back="1", text="ngắn").location == "/report/place/"
    assert "ngắn" in citizen.browser.get("/report/what/").text


def test_a_step_cannot_be_jumped_to(citizen: Citizen) -> None:
    assert citizen.browser.get("/report/preview/").location == "/report/place/"
    form = citizen.open_form()
    citizen.step("place", form)
    assert citizen.browser.get("/report/preview/").location == "/report/what/"
    assert citizen.browser.get("/report/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("step", "changes", "field"),
    [
        ("place", {"point": "21.0285, 105.8542"}, "point"),
        ("what", {"text": "Hư"}, "text"),
        ("what", {"category": "none"}, "category"),
        ("details", {"email": "canary"}, "email"),
        ("details", {"phone": "x"}, "phone"),
    ],
)
def test_a_step_tells_its_own_faults_and_no_other_s(
    citizen: Citizen, step: str, changes: dict[str, str], field: str
) -> None:
    answer = citizen.step(step, citizen.open_form(), **changes)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error">[^<]', answer.text)
    assert answer.text.count('aria-invalid="true"') == 1
    assert f'data-step="{step}"' in answer.text


def test_a_draft_on_disk_says_nothing(citizen: Citizen, office: Office, photo: Make) -> None:
    citizen.open_preview(text="Canary text trước chợ", name="Canary Nguyen", photos=[photo()])
    files = draft_files(office)
    assert len(files) == 3
    assert not [path for path in files if b"Canary" in path.read_bytes() or b"JFIF" in path.read_bytes()]
    assert not [path for path in files if path.parent.parent.stat().st_mode & 0o077]


def test_another_browser_sees_nothing_of_a_draft(
    citizen: Citizen, service_app: Flask, office: Office, photo: Make
) -> None:
    _, page = citizen.open_preview(photos=[photo()])
    picture = re.search(r'src="(/report/photo/[0-9a-f]{32}\.jpg)"', page)
    assert picture
    assert citizen.browser.get(picture[1]).mimetype == "image/jpeg"
    other = service_app.test_client()
    assert other.get(picture[1]).status_code == 404
    assert FILLED["text"] not in other.get("/report/").text
    assert other.get("/report/preview/").location == "/report/place/"


def test_a_draft_can_be_given_up(citizen: Citizen, office: Office) -> None:
    citizen.open_preview()
    citizen.browser.post("/report/restart/")
    assert draft_files(office) == []
    assert "10.7725" not in citizen.browser.get("/report/").text


def test_a_draft_that_nobody_touches_goes(citizen: Citizen, office: Office, service_app: Flask) -> None:
    citizen.open_preview()
    drafts = Drafts.of(office)
    written = max(path.stat().st_mtime for path in draft_files(office))
    soon = office.now().fromtimestamp(written, office.now().tzinfo) + KEPT - timedelta(minutes=1)
    assert drafts.sweep(soon) == 0
    service_app.extensions["minhbach.office"] = replace(office, now=lambda: soon + timedelta(hours=1))
    Citizen(service_app.test_client(), office).open_preview()
    assert len(draft_files(office)) == 1, "who begins a draft sweeps the old ones"


def test_a_browser_s_own_draft_is_taken_over(citizen: Citizen, photo: Make) -> None:
    form = citizen.open_form()
    answer = citizen.browser.post("/report/draft/", data=form | {"photos": photo()})
    assert answer.location == "/report/preview/"
    assert "/report/photo/" in citizen.browser.get("/report/preview/").text
    incomplete = citizen.open_form() | {"text": ""}
    assert citizen.browser.post("/report/draft/", data=incomplete).location == "/report/what/"


def test_words_that_the_sender_hides_are_hidden_for_good(citizen: Citizen, office: Office) -> None:
    form, page = citizen.open_preview(text=SAID)
    values = [value_of(page, word) for word in ("quán", "của")]
    shown = citizen.browser.post(
        "/report/shown", data={"key": form["key"], "hide": values}, headers={"HX-Request": "true"}
    ).text
    assert "trước <mark>[đã che]</mark>" in shown
    assert "quán của" not in shown
    citizen.send({"key": form["key"], "step": "preview"}, hide=values)
    (report,) = citizen.reports()
    assert report.text == SAID, "who works on it reads all"
    with office.private.reading() as session:
        (edit,) = session.exec(select(RedactionEdit)).all()
        assert (edit.hide, edit.actor, SAID[edit.start : edit.end]) == (True, "citizen", "quán của")
        assert "quán" not in redact_parts({TEXT: report.text}, [edit])[TEXT].text


def test_what_is_hidden_stays_hidden_when_the_text_is_changed(citizen: Citizen) -> None:
    form, page = citizen.open_preview(text=SAID)
    citizen.step("preview", form, hide=value_of(page, "quán"))
    citizen.step("what", form, text="Xin báo: " + SAID)
    again = citizen.browser.get("/report/preview/").text
    assert re.search(r'name="hide" value="[0-9-]+" checked><span>quán</span>', again)


@pytest.mark.parametrize(
    "asked", [["0-5000"], ["-1-4"], ["1-2"], ["0-3x"], ["4-0"], ["9" * 50], ["0-3\x00"], ["٠-٣"], ["<b>"]]
)
def test_only_whole_words_of_the_text_can_be_hidden(asked: list[str]) -> None:
    assert read_hidden(asked, "Nắp cống vỡ") == ()


def test_a_forged_field_shows_nothing_that_the_rules_hide(citizen: Citizen, office: Office) -> None:
    form, _ = citizen.open_preview(text="Nắp cống vỡ, gọi 0900 000 001 để biết.")
    citizen.send({"key": form["key"], "step": "preview"}, show="16-28", hide="16-28")
    with office.private.reading() as session:
        assert all(edit.hide for edit in session.exec(select(RedactionEdit)))
    (report,) = citizen.reports()
    assert "0900" not in redact_parts({TEXT: report.text})[TEXT].text


def test_words_are_found_again_in_another_text() -> None:
    assert carry_over([(0, 3)], "Lan bán chè", "Chị Lan bán chè") == ((4, 7),)
    assert carry_over([(0, 3)], "Lan bán chè", "Chị Mai bán chè") == ()


def test_cells_of_a_photo_become_its_boxes(citizen: Citizen, office: Office, photo: Make) -> None:
    form, page = citizen.open_preview(photos=[photo()])
    name = re.search(r'name="cells\.([0-9a-f]{32})"', page)
    assert name
    citizen.step("preview", form, **{f"cells.{name[1]}": ["0", "9"]})
    citizen.send({"key": form["key"], "step": "preview"}, **{f"cells.{name[1]}": ["0", "9"]})
    with office.private.reading() as session:
        boxes = read_boxes(session.exec(select(Photo)).one().boxes)
    assert [(box.left, box.top, box.kind) for box in boxes] == [(0, 0, "sender"), (0.125, 1 / 6, "sender")]


def test_cells_beyond_the_photo_are_none() -> None:
    assert read_cells(["0", str(CELLS), "-1", "x", "47"]) == (0, 47)
    assert boxes_of(()) is None


def test_a_photo_can_be_left_out_and_five_are_the_most(citizen: Citizen, photo: Make) -> None:
    form, page = citizen.open_preview(photos=[photo(width=320 + number) for number in range(4)])
    assert citizen.step("details", form, photos=[photo(width=400), photo(width=401)]).status_code == 422
    assert "6 ảnh" in citizen.answers[-1].text
    names = set(re.findall(r"/report/photo/([0-9a-f]{32})\.jpg", page))
    assert len(names) == 4
    citizen.step("details", form, drop=list(names)[:3])
    assert (
        len(set(re.findall(r"/report/photo/([0-9a-f]{32})", citizen.browser.get("/report/preview/").text)))
        == 1
    )


def test_a_step_of_a_sent_form_leads_to_its_receipt(citizen: Citizen) -> None:
    form = citizen.open_form()
    citizen.send(form)
    for step in ("place", "what", "details", "preview"):
        assert citizen.step(step, form).location == "/report/receipt/"
    assert len(citizen.reports()) == 1


def test_no_address_of_the_path_takes_anything_from_another_site(office: Office) -> None:
    strict = create_service_app(office.settings, office).test_client()
    steps = [
        f"/report/{step}/" for step in ("place", "what", "details", "preview", "draft", "restart", "pin")
    ]
    for address in ["/report/", *steps, "/report/spot", "/report/hint", "/report/nearby", "/report/shown"]:
        assert strict.post(address, data=FILLED).status_code == 400
    assert Citizen(strict, office).reports() == []
    assert draft_files(office) == []


def test_what_belongs_elsewhere_is_said_before_a_word_is_written(citizen: Citizen, office: Office) -> None:
    citizen.step("place", citizen.open_form())
    page = citizen.browser.get("/report/what/").text
    told = [refusal.go["vi"] for refusal in office.city.refusals.values() if refusal.go]
    assert len(told) >= 3
    assert all(page.index(words) < page.index("<textarea") for words in told)


def test_a_personal_detail_is_told_while_one_writes(citizen: Citizen) -> None:
    said = {"text": "Gọi chị Lan 0900 000 001 để biết."}
    assert "Có 2 chỗ là thông tin cá nhân" in citizen.browser.post("/report/hint", data=said).text
    assert citizen.browser.post("/report/hint", data={"text": FILLED["text"]}).text.strip() == ""
