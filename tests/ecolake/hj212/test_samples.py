"""Frames met in the wild decode to the values they print."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ecolake.hj212.decode import decode_line


def only(line, **options):
    (frame,) = decode_line(line, **options)
    return frame


def values(frame):
    return {(reading.pollutant_code, reading.statistic): reading.value for reading in frame.readings}


def test_annex_a_command(annex_a):
    frame = only(annex_a)
    assert frame.status == "accepted"
    assert frame.reason is None
    assert (frame.qn, frame.st, frame.cn, frame.flag) == ("20160801085857223", "32", "1062", 5)
    assert frame.mn == "010000A8900016F000169DC0"
    assert frame.protocol_edition == "HJ 212-2017"
    assert frame.parameters == (("RtdInterval", "30"),)
    assert frame.readings == ()
    assert frame.deviations == ()


def test_air_hourly_values_and_time(air_hourly):
    frame = only(air_hourly)
    assert frame.data_time == datetime(2019, 9, 24, 14, tzinfo=UTC)
    assert values(frame)["a34049", "Avg"] == Decimal("10.66300")
    assert {reading.flag for reading in frame.readings} == {"N"}
    assert frame.deviations == ("nonstandard_code", "nonstandard_mn", "nonstandard_pw")


def test_waste_water_with_sample_times_and_units(waste_water):
    frame = only(waste_water)
    first, ammonia, *_ = frame.readings
    assert (first.pollutant_code, first.value, first.unit, first.sample_time) == (
        "w00000",
        Decimal("181.682"),
        "L/s",
        None,
    )
    assert ammonia.unit == "mg/L"
    assert ammonia.sample_time == datetime(2021, 3, 19, 16, 54, tzinfo=UTC)
    assert len(frame.readings) == 6


def test_edition_of_2005_takes_units_of_the_successor_codes(edition_2005):
    frame = only(edition_2005)
    assert values(frame) == {
        ("B01", "Rtd"): Decimal("36.91"),
        ("011", "Rtd"): Decimal("231.0"),
        ("060", "Rtd"): Decimal("1.803"),
    }
    assert [reading.unit for reading in frame.readings] == ["L/s", "mg/L", "mg/L"]
    assert frame.data_time == datetime(2016, 8, 23, 16, 38, 17, tzinfo=UTC)
    assert frame.deviations == ("code_2005", "data_time_17", "missing_flag", "missing_qn")


# HJ 212-2017 annex C; the comma behind QN, the blanks and the ellipsis are the standard's own.
HEAD = "QN=20160801085857223;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
ANNEX_C = [
    ("CP=&&SB1-RS=1;SB2-RS=0…&&", {("SB1", "RS"): "1", ("SB2", "RS"): "0"}, {"ellipsis"}),
    ("CP=&&DataTime=20160801000000;SB1-RT=1.1&&", {("SB1", "RT"): "1.1"}, set()),
    ("CP=&&DataTime=20160801084000;L5-Data=53.0;Leq-Data=50.0;LMx-Data=54.0&&",
     {("L5", "Data"): "53.0", ("Leq", "Data"): "50.0", ("LMx", "Data"): "54.0"}, set()),
    ("CP=&&DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Flag=N;…&&",
     {("w00000", "Cou"): "63.0", ("w00000", "Min"): "16.4"}, {"ellipsis"}),
    ("CP=&& DataTime=20160801085857;VaseNo=1 &&", {}, {"blank"}),
    ("CP=&& &&", {}, {"blank"}),
]  # fmt: skip


@pytest.mark.parametrize(("area", "expected", "deviations"), ANNEX_C)
def test_annex_c_segments_decode_to_the_values_printed(area, expected, deviations):
    frame = only(HEAD + area, bare_segments=True)
    assert frame.status == "accepted"
    assert {key: str(value) for key, value in values(frame).items()} == expected
    assert set(frame.deviations) == deviations | {"unframed"}


def test_a_bare_segment_needs_to_be_asked_for():
    assert only(HEAD + "CP=&&&&").reason == "no_header"


def test_information_text_keeps_its_separators():
    frame = only(HEAD + "CP=&&PolId=w01018;i11001-Info=//清洗,管路;a=b//&&", bare_segments=True)
    assert frame.parameters == (("PolId", "w01018"), ("i11001-Info", "//清洗,管路;a=b//"))


def test_digest_names_the_data_segment_whatever_the_envelope(annex_a):
    bare = annex_a[6:-4]
    assert only(annex_a).digest == only(b"2026-03-02T08:00:05+08:00 10.1.1.1 " + annex_a + b"\r\n").digest
    assert only(annex_a).digest == only(bare, bare_segments=True).digest


def test_gateway_prefix_gives_receipt_and_address(annex_a):
    frame = only(b"2026-03-02T08:00:05.120+08:00 10.20.3.7 " + annex_a)
    assert frame.received_at == datetime(2026, 3, 2, 0, 0, 5, 120000, tzinfo=UTC)
    assert frame.device_address == "10.20.3.7"
    assert frame.deviations == ()


def test_glued_frames_are_split_by_their_lengths(annex_a, edition_2005, modbus):
    frames = decode_line(annex_a + edition_2005 + modbus + annex_a)
    assert [frame.reason for frame in frames] == [None, None, "modbus_crc", None]
    assert frames[1].readings[0].pollutant_code == "B01"


def test_a_frame_cut_off_by_the_next_does_not_take_it_along(annex_a, waste_water):
    for cut in (3, 6, 40, 200):
        frames = decode_line(waste_water[:cut] + annex_a)
        assert [frame.reason for frame in frames] == ["truncated", None]


def test_every_collected_frame_ends_as_its_category_says(real_data):
    text = (real_data / "hj212_samples.jsonl").read_text(encoding="utf-8")
    for sample in map(json.loads, text.splitlines()):
        if sample["kind"] == "frame":
            expected = None if sample["category"] == "valid" else sample["category"]
            assert only(sample["frame"]).reason == expected, sample["id"]
        else:
            frame = only(sample["data_segment"], bare_segments=True)
            assert frame.status == "accepted", sample["id"]
            assert (frame.qn, frame.st, frame.cn) == (sample["QN"], sample["ST"], sample["CN"])
            assert all(reading.value is not None for reading in frame.readings), sample["id"]
