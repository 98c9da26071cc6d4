"""A gateway that writes no line ends loses no frame, and a line without end no memory."""

import io
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecolake.hj212 import lines
from ecolake.hj212.decode import decode_line, decode_log
from ecolake.hj212.envelope import open_line
from tests.support.gateway_log import read_log


@pytest.fixture
def limit(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 1000)
    monkeypatch.setattr(lines, "_STEP", 64)


def outcome(data):
    return [(row, frame.reason) for row, frame in decode_log(io.BytesIO(data))]


def test_all_frames_of_one_long_line_are_read(tmp_path, annex_a):
    path = tmp_path / "gateway.log"
    path.write_bytes(annex_a * 25_000 + b"\n" + annex_a)
    frames, rejected = read_log(path)
    assert rejected.height == 0
    assert frames["_row"].to_list() == [1] * 25_000 + [2]


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_behind_the_limit_one_record_says_how_much_was_not_read(annex_a, line_end):
    data = annex_a * 30 + line_end + annex_a
    *read, (row, cut), last = decode_log(io.BytesIO(data))
    whole = (1000 - len("##0101")) // len(annex_a)  # the last frame that begins within the limit is not read
    assert [(number, frame.reason) for number, frame in read] == [(1, None)] * whole
    assert (row, cut.status, cut.reason) == (1, "rejected", "line_too_long")
    for text in (cut.reason_en, cut.reason_zh):
        assert "1000" in text
        assert str((30 - whole) * len(annex_a)) in text
    assert cut.text.startswith("##0101QN=")
    assert (last[0], last[1].reason) == (2, None)


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize("line", [b"#" * 5000, b"x" * 5000, b" " * 5000, b"10.1.1.1 ##0101" + b"x" * 5000])
def test_a_long_line_without_frames_is_one_record(annex_a, line):
    assert outcome(line + b"\n" + annex_a) == [(1, "line_too_long"), (2, None)]


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_line_of_just_the_limit_is_whole(annex_a, end):
    line = b" " * (1000 - len(annex_a)) + annex_a
    assert outcome(line + end) == [(1, None)]


@pytest.mark.usefixtures("limit")
@given(
    st.lists(st.sampled_from([b"##", b"##0012", b"&&", b"x" * 99, b"CP=&&", b"\n", b" " * 70]), max_size=60)
)
def test_every_line_that_is_not_blank_has_a_record(pieces):
    data = b"".join(pieces)
    expected = {number for number, line in enumerate(data.split(b"\n"), 1) if line.strip()}
    assert expected <= {row for row, _ in outcome(data)}


def test_noise_is_shown_in_part():
    (frame,) = decode_line(b"x" * 1_000_000)
    assert len(frame.text) < 100_000


@pytest.mark.parametrize("damaged", [b"##0001", b"##01x&&1C80 ", b"##01x&&1C80", b"##0999&&", b"#"])
def test_time_is_linear_in_the_length_of_a_line(damaged):
    def seconds(count):
        begun = perf_counter()
        for _ in open_line(damaged * count):
            pass
        return perf_counter() - begun

    seconds(100)
    short = min(seconds(1_000) for _ in range(3))
    # Sixteen times the length takes sixteen times as long; a quadratic scanner takes 256 times as long.
    assert min(seconds(16_000) for _ in range(3)) < 80 * short + 0.05
