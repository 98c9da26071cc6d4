"""A gateway's log becomes two data frames, and nothing of it is lost."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.formats import hj212 as log_format
from ecolake.formats.hj212 import FRAMES, REJECTED
from ecolake.hj212.decode import decode_line
from tests.support.gateway_log import read_log

PREFIX = b"2026-03-02T08:00:05.120+08:00 10.20.3.7 "


@pytest.fixture
def log(tmp_path):
    def write(data):
        path = tmp_path / "gateway.log"
        path.write_bytes(data)
        return path

    return write


def test_empty_log_has_the_columns_of_the_contract(log):
    frames, rejected = read_log(log(b""))
    assert dict(frames.schema) == FRAMES
    assert dict(rejected.schema) == REJECTED
    assert frames.height == rejected.height == 0


def test_row_is_the_number_of_the_line_and_blank_lines_are_no_frames(log, annex_a, waste_water, modbus):
    data = b"\r\n".join([PREFIX + annex_a, b"", b"  ", modbus, annex_a + waste_water, b"noise"])
    frames, rejected = read_log(log(data))
    assert frames["_row"].to_list() == [1, 5, 5]
    assert rejected["_row"].to_list() == [4, 6]
    assert rejected["code"].to_list() == ["modbus_crc", "no_header"]
    assert rejected["payload"].to_list() == [modbus.decode(), "noise"]
    assert frames["reading_count"].to_list() == [0, 0, 6]


def test_columns_equal_what_decoding_line_by_line_gives(log, annex_a, air_hourly, waste_water, edition_2005):
    odd = b"QN=1;ST=32;CP=&&DataTime=1;w01018-Rtd=--,w01018-SampleTime=20160801085857;w01001-Rtd=1.23456789&&"
    from ecolake.hj212.encode import encode_frame

    lines = [PREFIX + annex_a, air_hourly, b"? " + waste_water, edition_2005, encode_frame(odd.decode())]
    frames, rejected = read_log(log(b"\n".join(lines)))
    assert rejected.height == 0
    for line, row in zip(lines, frames.iter_rows(named=True), strict=True):
        (frame,) = decode_line(line)
        assert row["frame_digest"] == frame.digest
        assert (row["qn"], row["system_code"], row["command_code"]) == (frame.qn, frame.st, frame.cn)
        assert (row["device_number"], row["flag"]) == (frame.mn, frame.flag)
        assert (row["packet_count"], row["packet_number"]) == (frame.pnum, frame.pno)
        assert row["protocol_edition"] == frame.protocol_edition
        assert (row["data_time"], row["gateway_received_at"]) == (frame.data_time, frame.received_at)
        assert row["device_address"] == frame.device_address
        assert tuple(row["deviations"]) == frame.deviations
        assert [tuple(item.values()) for item in row["parameters"]] == list(frame.parameters)
        assert row["reading_count"] == len(frame.readings)
        assert row["unreadable_count"] == sum(reading.value is None for reading in frame.readings)
        for item, reading in zip(row["readings"], frame.readings, strict=True):
            assert item.pop("value") == (None if reading.value is None else round(reading.value, 6))
            assert item == {name: getattr(reading, name) for name in item}


def test_chunks_do_not_show(log, annex_a, waste_water, modbus, monkeypatch):
    path = log(b"\n".join([annex_a, waste_water, b"noise", modbus] * 7))
    whole, rejected = read_log(path)
    monkeypatch.setattr(log_format, "_CHUNK", 3)
    again = read_log(path)
    assert again[0].equals(whole)
    assert again[1].equals(rejected)


@given(st.lists(st.one_of(st.binary(max_size=80), st.sampled_from([b"##0012", b"\n", b"&&"])), max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_accounted_for(tmp_path, pieces):
    path = tmp_path / "any.log"
    path.write_bytes(b"\n".join(pieces))
    frames, rejected = read_log(path)
    lines = path.read_bytes().split(b"\n")
    expected = [number for number, line in enumerate(lines, 1) if line.strip()]
    assert sorted(set(pl.concat([frames["_row"], rejected["_row"]]))) == expected
