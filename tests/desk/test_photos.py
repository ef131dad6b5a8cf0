"""The operator's eye on photos: what is drawn at the desk is gone from what is published."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from minhbach.desk import photos
from minhbach.privacy.door import open_door
from minhbach.privacy.photos import FACE, Box, cleaner, read_boxes
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records.models import Event, Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.work import choose_photos

SIDE = 200
SECRET = (50, 50, 150, 100)
"""Where the picture has thin black and white stripes, in pixels."""
DRAWN = {"left": "25", "top": "25", "right": "75", "bottom": "50"}


@pytest.fixture(autouse=True)
def no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether this machine has the models must not matter here."""
    monkeypatch.setattr(cleaner, "models_at", lambda cache: None)
    monkeypatch.setattr(photos, "models_at", lambda cache: None)


@pytest.fixture
def report(assigned: Callable[..., Report]) -> Report:
    """An accepted report."""
    return assigned()


@pytest.fixture
def photo(report: Report, office: Office) -> int:
    """The number of its photo, which may be published: grey, with stripes where the secret is."""
    picture = Image.new("RGB", (SIDE, SIDE), "grey")
    draw = ImageDraw.Draw(picture)
    draw.rectangle(SECRET, "white")
    for x in range(SECRET[0], SECRET[2], 8):
        draw.rectangle((x, SECRET[1], x + 3, SECRET[3]), "black")
    data = io.BytesIO()
    picture.save(data, "PNG")
    with office.private.writing() as session:
        kept = keep_original(
            session, office.keyring, office.settings.originals, report, data.getvalue(), office.now()
        )
        session.flush()
        choose_photos(session, report.id or 0, [kept.id or 0])
        return kept.id or 0


@pytest.fixture
def address(report: Report, photo: int) -> str:
    """The page to draw on."""
    return f"/desk/reports/{report.id}/photos/{photo}/"


@pytest.fixture
def published(office: Office, report: Report) -> Callable[[], Image.Image]:
    """published() opens the door and reads the photo that came out."""

    def read() -> Image.Image:
        public = public_database(office.settings.public_url)
        open_door(office, public)
        with public.reading() as session:
            name = session.exec(select(PublicReport.photo)).one()
        return Image.open(io.BytesIO((office.settings.public_photos / str(name)).read_bytes()))

    return read


def contrast(picture: Image.Image, spot: tuple[int, int, int, int]) -> int:
    low, high = picture.convert("L").crop(spot).getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]


def boxes_of(office: Office, photo: int) -> list[Box]:
    with office.private.reading() as session:
        return list(read_boxes(session.get_one(Photo, photo).boxes))


def test_a_drawn_box_is_blurred_in_the_published_file(
    operator: FlaskClient, address: str, published: Callable[[], Image.Image], office: Office
) -> None:
    inside = (60, 55, 140, 95)
    assert contrast(published(), inside) > 200
    assert operator.post(address, data=DRAWN | {"version": "2"}).status_code == 303
    assert contrast(published(), inside) < 60
    assert len(list(office.settings.public_photos.iterdir())) == 1  # the one without the box is gone


def test_the_preview_is_the_published_file(
    operator: FlaskClient, address: str, published: Callable[[], Image.Image]
) -> None:
    operator.post(address, data=DRAWN | {"version": "2"})
    preview = Image.open(io.BytesIO(operator.get(f"{address}public.jpg").data))
    assert preview.tobytes() == published().tobytes()


def test_drawing_stands_in_the_trail(
    operator: FlaskClient, address: str, report: Report, trail: Callable[[Report], list[Event]]
) -> None:
    operator.post(address, data=DRAWN | {"version": "2"})
    last = trail(report)[-1]
    assert (last.actor, last.action, last.note) == ("operator.chung", "boxes", "Số ô che: 1.")


def test_many_boxes_and_empty_rows(operator: FlaskClient, address: str, photo: int, office: Office) -> None:
    rows = [("0", "0", "10,5", "10"), ("", "", "", ""), ("50", "50", "100", "100")]
    pairs = [pair for row in rows for pair in zip(("left", "top", "right", "bottom"), row, strict=True)]
    operator.post(address, data=MultiDict([*pairs, ("version", "2")]))
    assert boxes_of(office, photo) == [Box(0, 0, 0.105, 0.1), Box(0.5, 0.5, 1, 1)]
    page = operator.get(address).text
    assert 'name="right" value="10.5"' in page
    assert '<rect x="50" y="50" width="50.0" height="50.0">' in page


@pytest.mark.parametrize(
    "wrong",
    [{"left": "80"}, {"top": "-1"}, {"right": "101"}, {"bottom": ""}, {"left": "nan"}, {"left": "<b>"}],
)
def test_a_box_that_is_none_is_shown_again(
    operator: FlaskClient, address: str, photo: int, office: Office, wrong: dict[str, str]
) -> None:
    answer = operator.post(address, data=DRAWN | wrong | {"version": "2"})
    assert answer.status_code == 422
    assert "bốn số từ 0 đến 100" in answer.text
    assert "<b>" not in answer.text
    assert boxes_of(office, photo) == []


@pytest.mark.parametrize("version", ["1", "", "abc", "3"])
def test_an_older_page_draws_nothing(
    operator: FlaskClient, address: str, photo: int, office: Office, version: str
) -> None:
    answer = operator.post(address, data=DRAWN | {"version": version})
    assert answer.status_code == 409
    assert 'name="left" value="25"' in answer.text
    assert boxes_of(office, photo) == []


def test_an_agency_cannot_draw_on_a_senders_photo(agency: FlaskClient, address: str) -> None:
    assert agency.get(address).status_code == 404
    assert agency.post(address, data=DRAWN | {"version": "2"}).status_code == 404
    assert agency.post(address + "let", data={"publish": "yes", "version": "2"}).status_code == 403


def test_a_photo_of_another_report_is_not_found(
    operator: FlaskClient, photo: int, make_report: Callable[..., Report]
) -> None:
    other = f"/desk/reports/{make_report().id}/photos/{photo}/"
    for path in ("", "public.jpg", "detected.json"):
        assert operator.get(other + path).status_code == 404
    assert operator.post(other, data=DRAWN | {"version": "1"}).status_code == 404


def test_what_the_detector_finds_is_told(
    operator: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    assert operator.get(f"{address}detected.json").json == []

    class Finds(cleaner.PhotoCleaner):
        def __call__(self, data: bytes, *, boxes: object = ()) -> cleaner.CleanPhoto:
            return cleaner.CleanPhoto(b"", 9, 9, "", (Box(0.1, 0.2, 0.3, 0.4, FACE),), False)

    monkeypatch.setattr(photos, "models_at", lambda cache: cache)
    monkeypatch.setattr(photos, "PhotoCleaner", Finds)
    told = operator.get(f"{address}detected.json").json
    assert told == [{"left": 0.1, "top": 0.2, "right": 0.3, "bottom": 0.4, "kind": "face"}]
    assert "detected.json" in operator.get(address).text
