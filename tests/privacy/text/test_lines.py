"""The streams behind `minhbach redact` and `minhbach screen`."""

import io
import json

from minhbach.privacy.text import redact_lines, screen_lines


def test_each_line_becomes_one_json_object() -> None:
    out = io.StringIO()
    assert redact_lines(iter(["gọi 0900000001\r\n", "\n", "không số"]), out) == 3
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert rows[0] == {
        "text": "gọi [số điện thoại]",
        "spans": [{"start": 4, "end": 14, "kind": "PHONE", "text": "0900000001"}],
    }
    assert rows[1:] == [{"text": "", "spans": []}, {"text": "không số", "spans": []}]


def test_a_lone_surrogate_can_be_written() -> None:
    out = io.StringIO()
    redact_lines(["\ud800 0900000001"], out)
    out.getvalue().encode("utf-8")
    assert json.loads(out.getvalue())["text"] == "\ud800 [số điện thoại]"


def test_screening_writes_decision_reason_and_words() -> None:
    out = io.StringIO()
    assert screen_lines(["Đường ngập.\n", "Tôi tố cáo cán bộ nhận hối lộ.\n"], out) == 2
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert first == {"decision": "accept", "reason": None, "words": []}
    assert (second["decision"], second["reason"]) == ("review", "complaint-denunciation")
    assert second["words"]
