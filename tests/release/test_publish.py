"""Publishing through publish_site: what a reader finds, before, during and after."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from minhbach.errors import BadInput, UnsafeState
from minhbach.public.app import create_public_app, serve_published
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom
from minhbach.release import publish, staging, swap
from minhbach.release.publish import publish_site


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_mtime_ns for p in folder.rglob("*")}


def beside(out: Path) -> list[str]:
    """What a publish left beside the site."""
    return sorted(p.name for p in out.parent.iterdir() if p.name.startswith(f".{out.name}"))


def test_a_site_and_its_data_are_published(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    result = publish_site(room, out)
    assert result.changed
    assert result.reports == 30
    for name in ("index.html", "en/index.html", "404.html", "data/index.html", "data/latest/reports.geojson",
                 "data/latest/wards.geojson", "data/latest/districts.geojson", "data/2025-05-31/reports.csv",
                 "data/latest/LICENSE.txt", "wards/2025-03-01/index.html"):  # fmt: skip
        assert (out / name).is_file(), name
    assert json.loads((out / "data/index.json").read_bytes())["latest"] == "2025-05-31"
    assert beside(out) == []


def test_every_language_is_frozen_in_its_own_words(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    for language, word in (("", "Gửi phản ánh"), ("en/", "Send a report")):
        for page in ("", "about/", "categories/", "data/"):
            assert word in (out / language / page / "index.html").read_text(), f"{language}{page}"


def test_nothing_new_changes_no_byte_and_no_time(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    before = tree(out), times(out)
    result = publish_site(room, out)
    assert not result.changed
    assert "nothing new" in result.lines()[0]
    assert (tree(out), times(out)) == before


def test_two_builds_are_the_same_bytes(room: Showroom, tmp_path: Path) -> None:
    publish_site(room, tmp_path / "one")
    publish_site(room, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_forced_build_over_itself_is_the_same_bytes(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    before = tree(out)
    assert publish_site(room, out, force=True).changed
    assert tree(out) == before


def test_a_changed_byte_is_mended(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    before = tree(out)
    for name in ("index.html", "data/latest/reports.csv"):
        content = (out / name).read_bytes()
        (out / name).unlink()  # not in place: data/latest shares its bytes with the release
        (out / name).write_bytes(content[:-1] + b"?")
    assert publish_site(room, out).changed
    assert tree(out) == before


def test_older_releases_are_kept_as_they_were(
    room: Showroom, later: Callable[[], Showroom], tmp_path: Path
) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    first = tree(out / "data/2025-05-31")
    later()
    assert publish_site(room, out).release == "2025-06-01"
    assert tree(out / "data/2025-05-31") == first
    assert tree(out / "data/latest") == tree(out / "data/2025-06-01") != first
    listed = json.loads((out / "data/index.json").read_bytes())
    assert [r["id"] for r in listed["releases"]] == ["2025-05-31", "2025-06-01"]
    assert "2025-05-31" in (out / "data/index.html").read_text()


def test_a_release_that_is_out_is_not_written_again(
    room: Showroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    before = tree(out / "data/2025-05-31")
    monkeypatch.setattr("minhbach.release.dictionary.as_json", lambda: b"a newer version of the code\n")
    publish_site(room, out, force=True)
    assert tree(out / "data/2025-05-31") == before


def test_a_withdrawn_report_has_no_page_any_more(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    with room.public.writing() as session:
        report = session.exec(select(PublicReport).where(PublicReport.status == "resolved")).first()
        assert report
        page = out / "reports" / report.public_id / "index.html"
        assert page.is_file()
        session.delete(report)
        date_release(session, date(2025, 6, 2))
    publish_site(room, out)
    assert not page.exists()


def test_what_others_put_beside_the_pages_stays(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    (out / "CNAME").write_text("example.org\n")
    (out / ".well-known").mkdir()
    (out / ".well-known/security.txt").write_text("Contact: mailto:a@example.org\n")
    publish_site(room, out, force=True)
    assert (out / "CNAME").read_text() == "example.org\n"
    assert (out / ".well-known/security.txt").is_file()


def test_a_folder_of_somebody_else_is_refused(room: Showroom, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/dear.txt").write_text("Dear")
    with pytest.raises(BadInput, match="not empty and holds no published site"):
        publish_site(room, tmp_path / "letters")
    assert (tmp_path / "letters/dear.txt").read_text() == "Dear"


def test_a_file_as_target_is_refused(room: Showroom, tmp_path: Path) -> None:
    (tmp_path / "build").write_text("x")
    with pytest.raises(BadInput, match="is a file: give a folder"):
        publish_site(room, tmp_path / "build")


def test_nothing_to_publish_is_said(town_settings: object, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing has passed the door"):
        publish_site(Showroom.open(town_settings), tmp_path / "build")  # type: ignore[arg-type]
    assert not (tmp_path / "build").exists()


def test_a_page_that_fails_leaves_the_last_site(
    room: Showroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    before = tree(out)
    with room.public.writing() as session:
        report = session.exec(select(PublicReport).where(PublicReport.status == "resolved")).first()
        assert report
        report.photo = "missing.jpg"
    with pytest.raises(UnsafeState, match=r"missing\.jpg"):
        publish_site(room, out, force=True)
    assert tree(out) == before
    assert beside(out) == []


def test_two_publishers_do_not_race(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    with staging.staging(out), pytest.raises(BadInput, match="another publish is at work"):
        publish_site(room, out)
    assert publish_site(room, out).changed


def test_what_a_killed_run_left_is_cleaned(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    left = tmp_path / ".build.staging-0badcafe"
    (left / "data").mkdir(parents=True)
    (tmp_path / ".build.lock").touch()
    publish_site(room, out)
    assert beside(out) == []


def test_a_full_disk_is_one_line_and_the_last_site_stays(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    before = tree(out)
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from minhbach.config import Settings; from minhbach.errors import BadInput\n"
        "from minhbach.public.showroom import Showroom; from minhbach.release.publish import publish_site\n"
        "room = Showroom.open(Settings.from_environment())\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: publish_site(room, Path(sys.argv[1]), force=True)\n"
        "except BadInput as wrong: print(wrong); sys.exit(2)\n"
    )
    environment = os.environ | {
        "MINHBACH_HOME": str(room.settings.home),
        "MINHBACH_PUBLIC_DATABASE_URL": room.settings.public_url,
    }
    command = [sys.executable, "-c", code, str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603  (our own)
    assert (done.returncode, done.stderr) == (2, "")
    assert "no space left" in done.stdout
    assert tree(out) == before
    assert beside(out) == []


def test_a_mount_point_is_filled_from_inside(
    room: Showroom, later: Callable[[], Showroom], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, plain = tmp_path / "build", tmp_path / "plain"
    publish_site(room, plain)
    out.mkdir()
    (out / "lost+found").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == out)
    handle = os.stat(out).st_ino
    publish_site(room, out)
    assert tree(out) == tree(plain)
    later()
    publish_site(room, out)
    publish_site(room, plain)
    assert tree(out) == tree(plain)
    assert os.stat(out).st_ino == handle
    assert sorted(p.name for p in out.iterdir() if p.name.startswith(".")) == []


def test_a_file_system_without_exchange_still_swaps(
    room: Showroom, later: Callable[[], Showroom], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(one: Path, other: Path) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(swap, "_renameat2", unsupported)
    out = tmp_path / "build"
    publish_site(room, out)
    later()
    publish_site(room, out)
    assert tree(out / "data/latest") == tree(out / "data/2025-06-01")
    assert beside(out) == []


def test_readers_never_meet_half_a_site(
    room: Showroom, later: Callable[[], Showroom], tmp_path: Path
) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    seen: list[str] = []
    real = publish.freeze

    def freeze_and_look(*given: object, **named: object) -> int:
        done = real(*given, **named)  # type: ignore[arg-type]
        seen.append(json.loads((out / "data/latest/release.json").read_bytes())["id"])
        return done

    later()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "freeze", freeze_and_look)
        publish_site(room, out)
    assert seen == ["2025-05-31"]
    assert json.loads((out / "data/latest/release.json").read_bytes())["id"] == "2025-06-01"


def test_live_pages_hand_out_the_published_files(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    (out / "secret.txt").write_text("not data")
    app = create_public_app(room.settings, published=out, opened=room)
    serve_published(app, out)
    client = app.test_client()
    assert "/data/2025-05-31/reports.csv" in client.get("/data/").text
    for name in ("latest/reports.geojson", "2025-05-31/SHA256SUMS"):
        assert client.get(f"/data/{name}", buffered=True).data == (out / "data" / name).read_bytes()
    for name in ("../secret.txt", "%2e%2e/secret.txt", "nope.csv"):
        assert client.get(f"/data/{name}").status_code == 404
