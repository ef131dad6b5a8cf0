"""The page that says how the classifier does adds up, and says nothing where none was trained."""

from flask.testing import FlaskClient

from minhbach.config import Settings
from minhbach.public.confusion import Advised, classifier
from minhbach.public.models import PublicConfusion
from minhbach.public.store import public_database

ROWS = (
    ("giao-thong", "giao-thong", 7),
    ("giao-thong", "cap-nuoc", 2),
    ("giao-thong", "", 4),
    ("y-te", "", 3),
)


def test_it_counts_right_wrong_and_silent(settings: Settings) -> None:
    database = public_database(settings.public_url)
    with database.reading() as session:
        assert classifier(session) is None
    with database.writing() as session:
        for right, said, count in ROWS:
            session.add(PublicConfusion(trained="2026-11-24", category=right, suggested=said, reports=count))
        session.add(PublicConfusion(trained="2025-01-01", category="y-te", suggested="", reports=99))
    with database.reading() as session:
        found = classifier(session)
    assert found is not None
    assert found.trained == "2026-11-24"
    assert found.categories == [Advised("giao-thong", 13, 7, 2, 4), Advised("y-te", 3, 0, 0, 3)]


def test_without_one_the_page_is_silent(public_app: object) -> None:
    client: FlaskClient = public_app.test_client()  # type: ignore[attr-defined]
    assert "Máy gợi ý lĩnh vực" not in client.get("/protect/").text
