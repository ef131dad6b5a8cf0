"""Plant every kind of personal data through every channel, go the whole way, search all that came of it."""

import contextlib
import io
import logging
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from sqlmodel import col, select

from minhbach.backup import back_up
from minhbach.config import Settings
from minhbach.demo import make_demo
from minhbach.demo.home import CANARIES
from minhbach.installation import upgrade
from minhbach.intake.bulk import import_file
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom
from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.models import Contact, Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original, open_original
from minhbach.records.work import Actor, NewReport, Step, act, choose_photos, receive
from minhbach.release.publish import publish_site
from minhbach.web import create_service_app

SPOT = (10.7725, 106.6981)
ADDRESS = "203.0.113.77"  # of a documentation network: nobody's
MAPPING = """
source = "old-portal"
[columns]
source_id = "id"
text = ["what"]
category = "kind"
received_at = "received"
lat = "lat"
lon = "lon"
name = "name"
phone = "phone"
email = "email"
[time]
timezone = "Asia/Ho_Chi_Minh"
[category]
values = { hole = "giao-thong" }
"""


@dataclass(frozen=True)
class Plant:
    """What one channel carries in; every value is its own, so that a leak tells where it began."""

    channel: str
    number: int
    name: str

    @property
    def text(self) -> str:
        n = self.number
        return (
            f"Trước chợ có ổ gà lớn. Tôi là {self.name}, điện thoại 0900 000 0{n}, "
            f"thư {self.channel}{n}@example.org, CCCD 0791900000{n}, xe 59X1-000.{n}, "
            f"số tài khoản 01234567890{n} ngân hàng Vietcombank, "
            f"nhà số 123/45/{n} Lê Văn Sỹ. Mong sửa sớm."
        )

    @property
    def said(self) -> list[str]:
        """What of the text must not come out, as it was written and as a machine might rewrite it."""
        n = self.number
        return [
            self.name, f"0900 000 0{n}", f"09000000{n}", f"{self.channel}{n}@example.org", f"0791900000{n}",
            f"000.{n}", f"01234567890{n}", f"123/45/{n}",
        ]  # fmt: skip

    @property
    def reach(self) -> Reach:
        n = self.number
        return Reach(f"Canary Sender{n}", f"0900 100 0{n}", f"canary-sender{n}@example.org")

    @property
    def reached(self) -> list[str]:
        n = self.number
        return [f"Canary Sender{n}", f"0900 100 0{n}", f"09001000{n}", f"canary-sender{n}@example.org"]

    @property
    def photo(self) -> bytes:
        exif = Image.Exif()
        exif[Base.ImageDescription] = f"Canary-Exif{self.number}"
        exif.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N",
                GPS.GPSLatitude: (10.0, 46.0, 21.0),
                GPS.GPSMapDatum: f"Canary-Gps{self.number}",
            }
        )
        data = BytesIO()
        picture = Image.linear_gradient("L").resize((320, 240 + self.number)).convert("RGB")
        picture.save(data, "JPEG", exif=exif, comment=f"Canary-Comment{self.number}".encode())
        return data.getvalue()

    @property
    def pictured(self) -> list[str]:
        n = self.number
        return [
            f"Canary-Exif{n}",
            f"Canary-Gps{n}",
            f"Canary-Comment{n}",
            f"Canary-File{n}",
            f"Canary-Agent{n}",
        ]


FORM, BULK, DIRECT = (
    Plant("form", 11, "Lý Thị Kim Xuyến"),
    Plant("bulk", 22, "Đoàn Quốc Khởi"),
    Plant("phone", 33, "Phùng Bá Thịnh"),
)
PLANTS = (FORM, BULK, DIRECT)


@dataclass(frozen=True)
class Aftermath:
    """A home after everything happened, and what was written outside it."""

    office: Office
    out: Path
    backup: Path
    elsewhere: tuple[Path, ...]
    logged: str

    def public(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of everything that the public can get, and of public.db."""
        home = self.office.settings.home
        yield from _files(self.out)
        yield from _files(self.office.settings.public_photos)
        yield from ((path.name, path.read_bytes()) for path in home.glob("public.db*"))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def _found(values: list[str], content: bytes) -> list[str]:
    return [value for value in values if value.encode() in content]


def _send_form(office: Office, plant: Plant) -> None:
    app = create_service_app(office.settings, office)
    app.config.update(WTF_CSRF_ENABLED=False)
    browser = app.test_client()
    fields = {
        "point": f"{SPOT[0]}, {SPOT[1]}", "category": "giao-thong", "text": plant.text,
        "photos": [(BytesIO(plant.photo), f"Canary-File{plant.number}.jpg")],
        "name": plant.reach.name, "phone": plant.reach.phone, "email": plant.reach.email,
    }  # fmt: skip
    answer = browser.post(
        "/report/", data=fields, headers={"User-Agent": f"Canary-Agent{plant.number}"},
        environ_base={"REMOTE_ADDR": ADDRESS},
    )  # fmt: skip
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 303, answer.text


def _import(office: Office, plant: Plant, folder: Path) -> None:
    rows, mapping = folder / "old.csv", folder / "old.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    cells = ["1", f'"{plant.text}"', "hole", f"{office.now():%Y-%m-%d %H:%M:%S}", *map(str, SPOT)]
    cells += [str(plant.reach.name), str(plant.reach.phone), str(plant.reach.email)]
    rows.write_text(
        "id,what,kind,received,lat,lon,name,phone,email\n" + ",".join(cells) + "\n", encoding="utf-8"
    )
    import_file(office, rows, mapping)


def _enter(office: Office, plant: Plant) -> None:
    places = tuple(office.atlas.locate(*SPOT))
    new = NewReport(plant.text, "giao-thong", office.now(), *SPOT, places, plant.reach, channel=plant.channel)
    with office.private.writing() as session:
        report = receive(session, new, office.keyring)
        keep_original(session, office.keyring, office.settings.originals, report, plant.photo, office.now())


def _work(office: Office) -> None:
    """Accept and answer what came in; the answer says once more what it should not."""
    with office.private.writing() as session:
        reports = session.exec(
            select(Report).where(col(Report.made_up).is_(False)).order_by(col(Report.id))
        ).all()
        for report in reports:
            plant = next(plant for plant in PLANTS if plant.name in report.text)
            photos = session.exec(select(Photo.id).where(Photo.report_id == report.id)).all()
            choose_photos(session, report.id, list(photos))
            given = {"category": "giao-thong", "agency": "so-xay-dung"}
            act(session, report.id, Step("accept", Actor("lan", "operator"), office.now(), given=given))
            answer = {"answer": f"Đã vá. {plant.text}", "outcome": "fixed_stated"}
            act(
                session,
                report.id,
                Step("resolve", Actor("m", "agency", "so-xay-dung"), office.now(), given=answer),
            )


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory, boundaries: Path) -> Iterator[Aftermath]:
    """Made-up reports, then one by each channel, worked on, published, backed up."""
    folder = tmp_path_factory.mktemp("canaries")
    home, out, cache, temporary = (folder / name for name in ("home", "build", "cache", "temporary"))
    temporary.mkdir()
    home.mkdir(mode=0o700)
    (home / "boundaries").symlink_to(boundaries)
    settings = Settings.from_environment({"MINHBACH_HOME": str(home), "MINHBACH_CACHE": str(cache)})
    heard, log = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    root, level = logging.getLogger(), logging.getLogger().level
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(heard):
        patch.setattr(tempfile, "tempdir", str(temporary))
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        upgrade(settings)
        make_demo(settings, 50, seed=5)
        office = Office.open(settings)
        _send_form(office, FORM)
        _import(office, BULK, folder)
        _enter(office, DIRECT)
        _work(office)
        room = Showroom.open(settings)
        open_door(office, room.public)
        publish_site(room, out)
        back_up(settings, folder / "backup.tar")
        root.removeHandler(handler)
        root.setLevel(level)
    yield Aftermath(office, out, folder / "backup.tar", (cache, temporary), heard.getvalue() + log.getvalue())
    for database in (office.private, room.public):
        database.engine.dispose()


def test_every_channel_is_public_and_says_what_matters(aftermath: Aftermath) -> None:
    """Without this the other tests could pass because nothing came out at all."""
    with Showroom.open(aftermath.office.settings).public.reading() as session:
        rows = session.exec(select(PublicReport).where(col(PublicReport.made_up).is_(False))).all()
    assert len(rows) == len(PLANTS)
    for row in rows:
        assert "ổ gà lớn" in row.text
        assert "Mong sửa sớm" in row.text
        assert "Đã vá" in (row.answer or "")
    assert sum(row.photo is not None for row in rows) == 2


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.channel)
def test_nothing_planted_comes_out(aftermath: Aftermath, plant: Plant) -> None:
    values = [*plant.said, *plant.reached, *plant.pictured, ADDRESS]
    for name, content in aftermath.public():
        assert _found(values, content) == [], name
        assert _found(values, name.encode()) == []


def test_nothing_that_the_demo_planted_comes_out(aftermath: Aftermath) -> None:
    lines = (aftermath.office.settings.home / CANARIES).read_text(encoding="utf-8").splitlines()
    values = [value for _, _, value in (line.partition("\t") for line in lines)]
    assert len(values) > 10
    leaks = {name: found for name, content in aftermath.public() if (found := _found(values, content))}
    assert leaks == {}


def test_published_photos_carry_no_metadata(aftermath: Aftermath) -> None:
    photos = list(_files(aftermath.office.settings.public_photos))
    assert photos
    for name, content in photos:
        with Image.open(BytesIO(content)) as picture:
            assert dict(picture.getexif()) == {}, name
        assert b"Exif" not in content


def test_nothing_planted_is_logged_cached_or_left_in_temporary_files(aftermath: Aftermath) -> None:
    values = [value for plant in PLANTS for value in (*plant.said, *plant.reached, *plant.pictured, ADDRESS)]
    assert _found(values, aftermath.logged.encode()) == []
    for folder in aftermath.elsewhere:
        for name, content in _files(folder):
            assert _found(values, content) == [], name


def test_contacts_and_photos_are_sealed_at_rest(aftermath: Aftermath) -> None:
    """Also where the form's sender came from is in no file of the home, in clear."""
    values = [value for plant in PLANTS for value in (*plant.reached, *plant.pictured, ADDRESS)]
    settings = aftermath.office.settings
    kept = [*settings.home.glob("private.db*"), *settings.originals.iterdir()]
    assert len(kept) > len(PLANTS)
    for path in kept:
        assert _found(values, path.read_bytes()) == [], path.name
        assert _found(values, path.name.encode()) == []
    assert all(not path.read_bytes().startswith(b"\xff\xd8") for path in settings.originals.iterdir())


def test_the_backup_holds_them_sealed_only(aftermath: Aftermath) -> None:
    values = [value for plant in PLANTS for value in (*plant.reached, *plant.pictured, ADDRESS)]
    assert _found(values, aftermath.backup.read_bytes()) == []
    with tarfile.open(aftermath.backup) as tar:
        names = tar.getnames()
    assert not [name for name in names if "key" in name]
    assert sum(name.startswith("photos/originals/") for name in names) >= 2


def test_who_may_open_them_still_can(aftermath: Aftermath) -> None:
    """Sealed is not lost: contact and original come back bit by bit."""
    office = aftermath.office
    with office.private.reading() as session:
        sealed = select(Report).join(Contact).where(col(Report.made_up).is_(False)).order_by(col(Report.id))
        reports = session.exec(sealed).all()
        assert [reveal_contact(session, office.keyring, report) for report in reports] == [
            p.reach for p in PLANTS
        ]
        photo = session.exec(select(Photo).where(Photo.report_id == reports[0].id)).one()
        assert open_original(office.keyring, office.settings.originals, reports[0], photo) == FORM.photo
