"""The gate lets a demonstration out: real reports through the whole door raise no false alarm."""

from pathlib import Path

from minhbach.config import Settings
from minhbach.demo import make_demo
from minhbach.privacy.disclosure.gate import guard
from minhbach.privacy.disclosure.residue import residue
from minhbach.privacy.door import open_door
from minhbach.public.counting.current import Current
from minhbach.public.showroom import Showroom
from minhbach.records.office import Office
from minhbach.release.bundle import write_release


def test_a_demonstration_is_let_out(settings: Settings, tmp_path: Path) -> None:
    make_demo(settings, 300, seed=7)
    room = Showroom.open(settings)
    release = open_door(Office.open(settings), room.public).release
    figures = guard(room.public, room.city, tmp_path / "build", release).figures
    assert figures["unique"] == 0
    assert int(figures["crowded"]) + int(figures["public_space"]) > 200
    with room.public.reading() as session:
        write_release(tmp_path / release.id, session, Current(room, session).now()[0], release)
    assert list(residue(tmp_path / release.id)) == []
    assert (tmp_path / release.id / "risk.md").is_file()
