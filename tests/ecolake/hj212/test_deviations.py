"""Departures from the standard that right length and checksum excuse, each of them marked."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from ecolake.hj212.decode import decode_line
from ecolake.hj212.encode import encode_frame

CODES = Path(__file__).parents[3] / "standards" / "codelists"
MN = "MN=010000A8900016F000169DC0;"
HEAD = f"QN=20160801085857223;ST=32;CN=2011;PW=123456;{MN}Flag=4;"
AREA = "CP=&&DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=N&&"

CASES = [
    (HEAD + AREA, set()),
    (HEAD.replace("QN=20160801085857223;", "") + AREA, {"missing_qn"}),
    (HEAD.replace("QN=20160801085857223;", "QN=20180507000558;") + AREA, {"nonstandard_qn"}),
    (HEAD.replace("ST=32;", "") + AREA, {"missing_st"}),
    (HEAD.replace("ST=32", "ST=101") + AREA, {"nonstandard_st"}),
    (HEAD.replace("ST=32", "ST=null") + AREA, {"nonstandard_st"}),
    (HEAD.replace("CN=2011;", "") + AREA, {"missing_cn"}),
    (HEAD.replace("CN=2011", "CN=9021") + AREA, {"nonstandard_cn"}),
    (HEAD.replace("PW=123456", "PW=BF470F88957588DE902D1A52") + AREA, {"nonstandard_pw"}),
    (HEAD.replace("PW=123456", "PW=") + AREA, {"nonstandard_pw"}),
    (HEAD.replace(MN, "") + AREA, {"missing_mn"}),
    (HEAD.replace(MN, "MN=;") + AREA, {"missing_mn"}),
    (HEAD.replace("ST=32", "ST=").replace("CN=2011", "CN=") + AREA, {"missing_st", "missing_cn"}),
    (HEAD.replace(MN, "MN=NM100000_0005;") + AREA, {"nonstandard_mn"}),
    (HEAD.replace("Flag=4;", "") + AREA, {"missing_flag"}),
    (HEAD.replace("Flag=4", "Flag=x") + AREA, {"unreadable_flag"}),
    (HEAD.replace("Flag=4", "FLAG=4") + AREA, {"field_case"}),
    (HEAD.replace(";MN", ";,MN") + AREA, {"comma_in_header", "stray_separator"}),
    (HEAD.replace("223;", "223,") + AREA, {"comma_in_header"}),
    (HEAD[:-1] + AREA, {"missing_separator"}),
    (HEAD.replace("Flag=4;", "Flag=4;Flag=4;") + AREA, {"repeated_field"}),
    (HEAD.replace("Flag=4;", "Flag=6;PNUM=2;PNO=1;") + AREA, set()),
    (HEAD.replace("Flag=4;", "Flag=6;PNO=0002;PNUM=0002;") + AREA, {"packet_order", "packet_padding"}),
    (HEAD.replace("Flag=4;", "Flag=6;") + AREA, {"missing_packet_number"}),
    (HEAD.replace("Flag=4;", "Flag=6;PNUM=a;PNO=1;") + AREA, {"unreadable_packet_number"}),
    (HEAD.replace("Flag=4;", "Flag=4;RF=1;") + AREA, {"extension_field"}),
    (HEAD.replace("Flag=4;", "Flag=4;DataTime=20160801085857;") + "CP=&&&&", {"misplaced_field"}),
    (HEAD.replace("ST=32", "ST= 32") + AREA, {"blank"}),
    (HEAD + "CP=&&DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=N;&&", {"trailing_separator"}),
    (HEAD + "CP=&&DataTime=20160801085857;;w01018-Rtd=40.1&&", {"stray_separator"}),
    (HEAD + "CP=&&DataTime=20160801085857,w01018-Rtd=40.1&&", set()),
    (HEAD + "CP=&&DataTime=20160801085857 ; w01018-Rtd=40.1&&", {"blank"}),
    (HEAD + "CP=&&DataTime=20160801085857000;w01018-Rtd=40.1&&", {"data_time_17"}),
    (HEAD + "CP=&&DataTime=20161301085857;w01018-Rtd=40.1&&", {"unreadable_data_time"}),
    (HEAD + "CP=&&DataTime=20160801085857;DataTime=20160801085957&&", {"several_data_times"}),
    (HEAD + "CP=&&w01018-SampleTime=0,w01018-Rtd=40.1&&", {"unreadable_sample_time"}),
    (HEAD + "CP=&&w01018-rtd=40.1&&", {"field_case"}),
    (HEAD + "CP=&&W01018-Rtd=40.1&&", {"field_case"}),
    (HEAD + "CP=&&011-Rtd=40.1&&", {"code_2005"}),
    (HEAD + "CP=&&ele01-Rtd=1;O3-Rtd=1;831-Rtd=1;PMD-Rtd=1;a010061-Rtd=1&&", {"nonstandard_code"}),
    (HEAD + "CP=&&w01018-ZsCou=1,w01018-ValidNum=5,w01018-TotalNum=6&&", {"extension_field"}),
    (HEAD + "CP=&&Lng=118.1;Lat=24.4;w01018-Rtd=40.1&&", {"extension_field"}),
    (HEAD + "CP=&&w01018-Rtd=40.1,w01018-Flag=Q&&", {"unknown_data_flag"}),
    (HEAD + "CP=&&PolId=w01018,w01001&&", {"value_list"}),
    (HEAD + "CP=&&w01018-Rtd=--;w01001-Rtd=7&&", {"unreadable_value"}),
    (HEAD + "CP=&&w01018-Rtd=1e20&&", {"unreadable_value"}),
    (HEAD + "CP=&&w01018-Rtd=1.2E-5;w01001-Rtd=.5&&", set()),
    (HEAD + "CP=&&w01018-Rtd=1,w01018-Flag=N,w01018-Rtd=2&&", {"repeated_item"}),
    (HEAD + "CP=&&w01018-Rtd=1;w01018-Rtd=2&&", set()),
    (HEAD + "CP=&&" + ";".join(f"w01018-Rtd={number}" for number in range(80)) + "&&", {"over_1024"}),
]  # fmt: skip


@pytest.mark.parametrize(("segment", "deviations"), CASES)
def test_departure_is_tolerated_and_marked(segment, deviations):
    (frame,) = decode_line(encode_frame(segment))
    assert frame.reason_en is None
    assert set(frame.deviations) == deviations


def test_departures_of_the_envelope_are_marked(annex_a):
    assert decode_line(annex_a[:-4] + annex_a[-4:].lower())[0].deviations == ("lower_case_crc",)
    assert decode_line(annex_a + b"xyz")[0].deviations == ("trailing_bytes",)
    assert decode_line(b"!? " + annex_a)[0].deviations == ("unreadable_prefix",)


def test_text_that_is_not_utf8_is_shown_not_lost():
    from ecolake.hj212.crc import crc16

    segment = f"{HEAD}CP=&&i11001-Info=//".encode() + "清洗".encode("gbk") + b"//&&"
    (frame,) = decode_line(b"##%04d%b%04X" % (len(segment), segment, crc16(segment)))
    assert frame.deviations == ("non_utf8",)
    assert frame.parameters == (("i11001-Info", "//\\xc7\\xe5ϴ//"),)


@pytest.mark.parametrize("raw", ["", "--", "NaN", "1e999", "12.3.4", "9" * 15, "１"])
def test_unreadable_value_is_kept_as_text(raw):
    (frame,) = decode_line(encode_frame(f"{HEAD}CP=&&w01018-Rtd={raw},w01018-Flag=D&&"))
    (reading,) = frame.readings
    assert reading.value is None
    assert (reading.raw, reading.flag) == (raw, "D")
    assert frame.deviations == ("unreadable_value",)


@pytest.mark.parametrize(
    ("raw", "value"), [("-0.041", "-0.041"), ("+3", "3"), (".5", "0.5"), ("1.2E-5", "0.000012")]
)
def test_value_is_read_exactly(raw, value):
    (frame,) = decode_line(encode_frame(f"{HEAD}CP=&&w01018-Rtd={raw}&&"))
    assert frame.readings[0].value == Decimal(value)


# HJ 212-2017 annex C prints `…` as an item of its own and right behind a value (tables C.15, C.23).
@pytest.mark.parametrize(
    ("area", "values"),
    [
        ("SB1-RS=1;SB2-RS=0…", ["1", "0"]),
        ("w01001-Rtd=1.1;w01018-Rtd=2.2…", ["1.1", "2.2"]),
        ("w01018-Avg=40.1,w01018-Flag=N;…", ["40.1"]),
        ("w01018-Avg=40.1;...;w01001-Avg=7.5", ["40.1", "7.5"]),
        ("…;w01018-Avg=40.1", ["40.1"]),
        ("…", []),
    ],
)
def test_an_ellipsis_stands_for_left_out_items_framed_or_not(area, values):
    segment = f"{HEAD}CP=&&{area}&&"
    (framed,), (bare,) = decode_line(encode_frame(segment)), decode_line(segment, bare_segments=True)
    assert [str(reading.value) for reading in framed.readings] == values
    assert framed.readings == bare.readings
    assert framed.deviations == ("ellipsis",)
    assert bare.deviations == ("ellipsis", "unframed")


def test_an_ellipsis_within_an_information_text_stays():
    (frame,) = decode_line(encode_frame(f"{HEAD}CP=&&i11001-Info=//清洗…;管路//;w01018-Rtd=1…&&"))
    assert frame.parameters == (("i11001-Info", "//清洗…;管路//"),)
    assert frame.deviations == ("ellipsis",)


def test_a_field_without_text_is_absent():
    (frame,) = decode_line(encode_frame(HEAD.replace(MN, "MN=;") + AREA))
    assert frame.mn is None


def test_flag_as_an_item_of_its_own_holds_for_its_factor():
    (frame,) = decode_line(encode_frame(f"{HEAD}CP=&&w01018-Rtd=1;w01018-Flag=D;w01001-Rtd=7&&"))
    assert [reading.flag for reading in frame.readings] == ["D", None]


def test_an_empty_flag_is_no_flag():
    (frame,) = decode_line(encode_frame(f"{HEAD}CP=&&w01018-Rtd=1,w01018-Flag=&&"))
    assert frame.readings[0].flag is None
    assert frame.deviations == ("unknown_data_flag",)


def test_totals_take_the_unit_of_an_amount_and_process_factors_their_own():
    (frame,) = decode_line(
        encode_frame(f"{HEAD}CP=&&w00000-Cou=1,w00000-Avg=2;w01018-Cou=3;e10102-Rtd=4;SB1-RT=5&&")
    )
    assert [reading.unit for reading in frame.readings] == ["m3", "L/s", "kg", "L/s", "h"]


def test_every_deviation_is_explained_in_the_code_list():
    with (CODES / "hj212_deviation.csv").open(encoding="utf-8") as text:
        known = {row["code"] for row in csv.DictReader(text)}
    seen = set().union(*(deviations for _, deviations in CASES))
    elsewhere = {"lower_case_crc", "trailing_bytes", "unreadable_prefix", "non_utf8", "unframed", "ellipsis"}
    assert seen | elsewhere == known
