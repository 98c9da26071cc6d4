"""Every reason for rejection, and what tells them apart."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecolake.hj212.crc import modbus_crc16
from ecolake.hj212.decode import decode_line
from ecolake.hj212.encode import encode_frame
from ecolake.hj212.vocabulary import default_vocabulary

HEAD = "QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;"
GOOD = encode_frame(f"{HEAD}CP=&&DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=N&&").strip()
CODES = Path(__file__).parents[3] / "standards" / "codelists"


def framed(segment):
    return encode_frame(segment).strip()


def with_crc(frame, crc):
    return frame[:-4] + b"%04X" % crc


CASES = [
    (GOOD[:-6], "truncated"),
    (GOOD[:-4], "truncated"),
    (GOOD[:-1], "truncated"),
    (GOOD[:60], "truncated"),
    (b"##01", "truncated"),
    (b"##", "truncated"),
    (b"##0999" + GOOD[6:-6], "truncated"),
    (b"##0010" + GOOD[6:], "length_mismatch"),
    (b"##0999" + GOOD[6:], "length_mismatch"),
    (b"##01x8" + GOOD[6:], "length_mismatch"),
    (GOOD.replace(b"40.1", b"40.2"), "crc_mismatch"),
    (GOOD[:-4] + b"3G00", "crc_mismatch"),
    (GOOD[:-4] + b"\xff300", "crc_mismatch"),
    (GOOD[:-1] + b" noise", "truncated"),
    (with_crc(GOOD, modbus_crc16(GOOD[6:-4])), "modbus_crc"),
    (GOOD.replace(b"40.1", b"4"), "length_and_crc_mismatch"),
    (framed(f"{HEAD}Colour=red;CP=&&&&"), "unknown_field"),
    (framed(f"{HEAD}CP=&&w01018-Foo=1&&"), "unknown_field"),
    (framed(f"{HEAD}CP=&&Colour=red&&"), "unknown_field"),
    (framed(f"{HEAD}CP=&&-Rtd=1&&"), "unknown_field"),
    (framed(HEAD), "malformed"),
    (framed(f"{HEAD}CP=&&w01018-Rtd=1"), "malformed"),
    (framed(f"{HEAD}CP=&&nonsense&&"), "malformed"),
    (framed(f"{HEAD}CP=&&w01018-Flag=Nw01001-Rtd=10&&"), "malformed"),
    (framed(f"{HEAD}loose;CP=&&&&"), "malformed"),
    (b"hello", "no_header"),
    (GOOD[2:], "no_header"),
    (b"$" + GOOD[1:], "no_header"),
    (b"#$" + GOOD[2:], "no_header"),
    (GOOD[1:], "no_header"),
]


@pytest.mark.parametrize(("line", "reason"), CASES)
def test_reason(line, reason):
    (frame,) = decode_line(line)
    assert frame.status == "rejected"
    assert frame.reason == reason
    assert frame.readings == ()
    assert re.search("[一-鿿]", frame.reason_zh)
    assert frame.reason_en


def test_every_reason_of_the_code_list_has_a_case_and_no_other():
    of_a_log = {"line_too_long"}  # test_long_lines.py
    with (CODES / "hj212_reason.csv").open(encoding="utf-8") as text:
        assert {row["code"] for row in csv.DictReader(text)} == {reason for _, reason in CASES} | of_a_log


@pytest.mark.parametrize("mark", [b"$#", b"#$", b"#", b""])
@pytest.mark.parametrize("bare_segments", [False, True])
def test_a_damaged_header_is_no_header_and_takes_no_neighbour_along(mark, bare_segments):
    damaged = mark + GOOD[2:]
    (alone,) = decode_line(damaged, bare_segments=bare_segments)
    assert alone.reason == "no_header"
    glued = decode_line(GOOD + damaged + GOOD, bare_segments=bare_segments)
    assert [frame.reason for frame in glued] == [None, "no_header", None]
    first = decode_line(damaged + GOOD, bare_segments=bare_segments)
    assert [frame.reason for frame in first] == ["no_header", None]


@pytest.mark.parametrize("end", [b"&&", b"&&3", b"&&330"])
def test_a_checksum_cut_off_by_the_next_frame_is_missing_not_wrong(end):
    frames = decode_line(GOOD[:-6] + end + GOOD)
    assert [frame.reason for frame in frames] == ["truncated", None]


@pytest.mark.parametrize(
    "line",
    [
        with_crc(GOOD, 0x1234),
        with_crc(GOOD, modbus_crc16(GOOD[6:-4])),
        GOOD[:-4] + b"3G00",
        b"##0010" + GOOD[6:],
        b"##01x8" + GOOD[6:],
        b"##0010" + GOOD[6:-4] + b"1234",
        GOOD[:-4],
        b"$" + GOOD[1:],
        framed(f"{HEAD}CP=&&DataTime=20160801085857;Colour=red&&"),
    ],
)
def test_a_rejected_frame_still_names_its_device(line):
    (frame,) = decode_line(line)
    assert frame.status == "rejected"
    assert (frame.qn, frame.st, frame.cn) == ("20160801085857223", "32", "2011")
    assert frame.mn == "010000A8900016F000169DC0"
    assert frame.data_time == datetime(2016, 8, 1, 0, 58, 57, tzinfo=UTC)
    assert (frame.readings, frame.parameters) == ((), ())


def test_a_device_number_that_is_cut_off_is_not_taken():
    (frame,) = decode_line(GOOD[:60])
    assert (frame.qn, frame.mn) == ("20160801085857223", None)


def test_no_reason_shows_a_password():
    for line, _ in CASES:
        (frame,) = decode_line(line)
        assert "123456" not in frame.reason_en + frame.reason_zh


def test_texts_say_what_was_found_and_what_was_expected():
    (frame,) = decode_line(with_crc(GOOD, 0x1234))
    assert "1234" in frame.reason_en
    assert "1234" in frame.reason_zh
    assert GOOD[-4:].decode() in frame.reason_en
    (unknown,) = decode_line(framed(f"{HEAD}CP=&&w01018-Foo=1&&"))
    assert "w01018-Foo" in unknown.reason_zh


def test_length_counts_bytes_and_says_so_when_characters_were_counted():
    frame = framed(f"{HEAD}CP=&&i11001-Info=//清洗//&&")
    assert decode_line(frame)[0].status == "accepted"
    characters = b"##%04d" % (int(frame[2:6]) - 4) + frame[6:]
    (rejected,) = decode_line(characters)
    assert rejected.reason == "length_mismatch"
    assert "按字符计数" in rejected.reason_zh


def test_every_single_byte_corruption_of_a_frame_is_rejected(annex_a):
    words = default_vocabulary()
    for place in range(len(annex_a)):
        for byte in range(256):
            if bytes([byte]).upper() == annex_a[place : place + 1] and place >= len(annex_a) - 4:
                continue  # a hexadecimal digit of the checksum, in either case: nothing is corrupt
            if byte == annex_a[place]:
                continue
            damaged = annex_a[:place] + bytes([byte]) + annex_a[place + 1 :]
            assert all(frame.status == "rejected" for frame in decode_line(damaged, vocabulary=words)), (
                place,
                byte,
            )


def test_bytes_that_are_no_text_show_as_escapes():
    (frame,) = decode_line(b"\xff\xfe\x00 frame")
    assert frame.text == "\\xff\\xfe\\x00 frame"
