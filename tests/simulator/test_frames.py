import re
from collections import Counter

import pytest

from simulator.hj212_encoder import crc, frame, modbus_crc

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00 \d+\.\d+\.\d+\.\d+ ##(\d{4})(QN=.*&&)([0-9A-F]{4})\Z"
)


def annex_a(data):
    """HJ 212-2017 annex A, word for word."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


def modbus(data):
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


def lines_of(county):
    for path in sorted(county.paths["iot"].iterdir()):
        for row, line in enumerate(path.read_bytes().decode("ascii").split("\r\n")[:-1], start=1):
            yield (path.name, row), line


@pytest.fixture(scope="module")
def kinds(faults):
    return {(fault["file"], fault["row"]): fault["kind"] for fault in faults if fault["source"] == "iot"}


def test_published_check_values():
    assert (crc(b""), crc(b"123456789"), modbus_crc(b"123456789")) == (0xFFFF, 0x2F80, 0x4B37)
    header = "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5"
    request = f"{header};CP=&&RtdInterval=30&&"
    assert frame(request) == f"##0101{request}1C80"  # the standard's own example


def test_every_line_is_whole_and_checks_unless_the_truth_says_otherwise(county, kinds):
    for place, line in lines_of(county):
        matched = LINE.fullmatch(line)
        kind = kinds.get(place, "")
        assert (matched is None) == (kind == "truncated"), (place, kind, line)
        if matched is None:
            continue
        length, segment, check = matched.groups()
        assert int(length) == len(segment) <= 1024
        if not kind and place[1] % 8:
            continue  # word for word the check is slow: one good line in eight, every spoilt one
        assert (int(check, 16) == annex_a(segment.encode())) == (kind not in {"modbus_crc", "corrupted"}), (
            place
        )
        if kind == "modbus_crc":
            assert int(check, 16) == modbus(segment.encode())


def test_repeated_frames_are_those_of_the_truth(county, kinds):
    seen, repeated = set(), set()
    for place, line in lines_of(county):
        segment = line.partition("##")[2]
        if segment in seen:
            repeated.add(place)
        seen.add(segment)
    told = {place for place, kind in kinds.items() if kind in {"duplicate", "resent", "same_rows_other_file"}}
    assert repeated == told


def test_each_device_sends_real_time_minute_and_hourly_data(county):
    sent = Counter()
    for _, line in lines_of(county):
        found = re.search(r"ST=(\d\d);CN=(\d{4});", line)
        sent[found.groups()] += 1
    assert set(sent) == {(system, command) for system in ("31", "32") for command in ("2011", "2051", "2061")}


def test_an_hourly_value_lies_between_its_least_and_greatest(county):
    triple = re.compile(r"(\w+)-Min=([\d.]+),\1-Avg=([\d.]+),\1-Max=([\d.]+)")
    found = [tuple(map(float, match[1:])) for _, line in lines_of(county) for match in triple.findall(line)]
    assert len(found) > 1000
    assert all(low <= mean <= high for low, mean, high in found)


def test_some_hours_exceed_the_limit_and_most_do_not(county):
    hours = [
        float(value)
        for _, line in lines_of(county)
        if "CN=2061" in line
        for value in re.findall(r"w01018-Avg=([\d.]+)", line)
    ]
    over = sum(value > 80 for value in hours)
    assert 0 < over < 0.1 * len(hours)
