"""What the classifier advises at the desk: shown with its words, chosen only where nothing else was."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from tests.conftest import NOON

from minhbach.records.models import Report

NOISE = "Hàng xóm hát karaoke bằng loa kéo tới khuya, ồn ào không ai ngủ được"


@pytest.mark.parametrize(
    ("sent", "chosen", "said"),
    [
        pytest.param("khac", "tieng-on", "Máy gợi ý lĩnh vực: Tiếng ồn", id="nothing chosen"),
        pytest.param("cap-nuoc", "cap-nuoc", "Máy gợi ý lĩnh vực: Tiếng ồn", id="something else chosen"),
        pytest.param("tieng-on", "tieng-on", "Máy cũng đọc ra lĩnh vực này: Tiếng ồn", id="the same chosen"),
    ],
)
def test_a_category_is_suggested(
    operator: FlaskClient, make_report: Callable[..., Report], sent: str, chosen: str, said: str
) -> None:
    report = make_report(text=NOISE, category=sent, received_at=NOON)
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert said in page
    assert f'<option value="{chosen}" selected>' in page
    assert "<mark>" in page


def test_nothing_is_suggested_of_what_says_nothing(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    report = make_report(text="Xin chào anh chị.", category="khac", received_at=NOON)
    page = operator.get(f"/desk/reports/{report.id}/").text
    assert 'id="advice"' not in page
    assert '<option value="khac" selected>' in page


def test_what_was_taken_in_needs_no_advice(operator: FlaskClient, assigned: Callable[..., Report]) -> None:
    report = assigned(text=NOISE)
    assert 'id="advice"' not in operator.get(f"/desk/reports/{report.id}/").text
