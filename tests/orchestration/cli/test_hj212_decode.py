"""`hj212 decode` prints a fixed object a frame, and says why a frame is rejected."""

import json

import pytest

from ecolake.hj212.crc import crc16

FORM = {
    *("line", "status", "reason", "reason_zh", "reason_en", "readings", "qn", "st", "cn", "mn", "data_time"),
    *("flag", "pnum", "pno", "deviations"),
}
READING = {"pollutant_code", "statistic", "value", "flag", "unit", "sample_time"}


def framed(segment):
    data = segment.encode()
    return f"##{len(data):04d}{segment}{crc16(data):04X}"


HEAD = "QN=20260302080000001;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&"
FRAME = framed(f"{HEAD}DataTime=20260302080000;a21026-Rtd=12.50,a21026-Flag=N&&")


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_frame_becomes_one_object_of_the_fixed_form(ecolake, given):
    result = ecolake("hj212", "decode", given("frames.log", f"{FRAME}\n".encode()), "--json")
    (frame,) = objects(result)
    assert result.exit_code == 0
    assert set(frame) == FORM
    assert (frame["line"], frame["status"], frame["reason"], frame["qn"]) == (
        1,
        "accepted",
        None,
        "20260302080000001",
    )
    assert frame["data_time"] == "2026-03-02T08:00:00+08:00"
    (reading,) = frame["readings"]
    assert set(reading) == READING
    assert reading == {
        "pollutant_code": "a21026", "statistic": "Rtd", "value": 12.5, "flag": "N", "unit": "mg/m3", "sample_time": None,
    }  # fmt: skip


def test_glued_frames_share_their_line_and_blank_lines_count(ecolake, given):
    result = ecolake("hj212", "decode", given("frames.log", f"\n{FRAME}{FRAME}\n{FRAME}".encode()), "--json")
    assert [frame["line"] for frame in objects(result)] == [2, 2, 3]


def test_a_segment_without_envelope_is_read_from_the_standard_input(ecolake):
    bare = f"{HEAD}DataTime=20260302080000;a21026-Rtd=12.5&&"
    (frame,) = objects(ecolake("hj212", "decode", "-", "--json", stdin=bare))
    assert (frame["status"], frame["deviations"]) == ("accepted", ["unframed"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [(FRAME[:60], "truncated"), (FRAME[:-4] + "0000", "crc_mismatch"), ("hello", "no_header")],
)
def test_a_rejected_frame_has_a_code_and_a_reason_in_both_languages(ecolake, line, reason):
    (frame,) = objects(ecolake("hj212", "decode", "-", "--json", stdin=line))
    assert (frame["status"], frame["reason"], frame["readings"]) == ("rejected", reason, [])
    assert frame["reason_zh"]
    assert frame["reason_en"]


def test_a_line_without_end_is_rejected_and_the_next_is_read(ecolake):
    frames = objects(ecolake("hj212", "decode", "-", "--json", stdin="##" + "9" * 200_000 + f"\n{FRAME}\n"))
    assert [(frame["line"], frame["status"]) for frame in frames] == [(1, "rejected"), (2, "accepted")]


def test_a_person_sees_readings_and_a_total(ecolake):
    shown = ecolake("hj212", "decode", "-", stdin=f"{FRAME}\nhello\n").stdout
    assert "a21026" in shown
    assert "no_header" in shown
    assert "1 通过 accepted, 1 退回 rejected" in shown


def test_the_samples_met_in_the_wild_end_as_their_category_says(ecolake, real_data):
    lines = (real_data / "hj212_samples.jsonl").read_text("utf-8").splitlines()
    samples = [sample for sample in map(json.loads, lines) if sample["kind"] == "frame"]
    result = ecolake("hj212", "decode", "-", "--json", stdin="\n".join(sample["frame"] for sample in samples))
    found = objects(result)
    assert [frame["line"] for frame in found] == list(range(1, len(samples) + 1))
    assert [frame["reason"] or "valid" for frame in found] == [sample["category"] for sample in samples]
