"""Whatever a line holds, decoding ends with frames."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from ecolake.hj212.crc import crc16
from ecolake.hj212.decode import decode_line
from ecolake.hj212.encode import encode_frame

HEAD = "QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;"
PIECES = st.sampled_from(
    [
        b"##",
        b"##0012",
        b"&&",
        b"CP=&&",
        b";",
        b",",
        b"=",
        b"QN=1",
        b"w01018-Rtd=1",
        b"//",
        b"1C80",
        b" ",
        b"\xff",
    ]
)


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map(b"".join)))
@example(b"####")
@example(b"##" * 2000)
def test_any_line_decodes_to_frames(line):
    frames = decode_line(line) + decode_line(line, bare_segments=True)
    assert bool(frames) == bool(line.strip())
    assert all(frame.status in ("accepted", "rejected") for frame in frames)
    assert all((frame.reason is None) == (frame.status == "accepted") for frame in frames)


@given(st.lists(PIECES, max_size=40).map(b"".join))
def test_any_segment_with_a_right_envelope_is_read_or_refused(pieces):
    segment = HEAD.encode() + b"CP=&&" + pieces + b"&&"
    frames = decode_line(b"##%04d%b%04X" % (len(segment), segment, crc16(segment)))
    assert len(frames) == 1
    assert frames[0].reason in (None, "malformed", "unknown_field")


@given(st.text())
def test_any_text_decodes(text):
    decode_line(text, bare_segments=True)


codes = st.sampled_from(["w01018", "w00000", "a21026", "a34004", "e10101", "SB1"])
statistics = st.sampled_from(["Rtd", "Min", "Avg", "Max", "Cou", "ZsAvg"])
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False)
readings = st.lists(st.tuples(codes, statistics, numbers, st.sampled_from("NFMSDCTB")), max_size=12)


@given(readings)
def test_what_is_encoded_comes_back(sent):
    items = [f"{code}-{name}={value},{code}-Flag={flag}" for code, name, value, flag in sent]
    (frame,) = decode_line(encode_frame(f"{HEAD}CP=&&{';'.join(['DataTime=20160801085857', *items])}&&"))
    assert frame.status == "accepted"
    assert [(r.pollutant_code, r.statistic, r.value, r.flag) for r in frame.readings] == [
        (code, name, Decimal(value), flag) for code, name, value, flag in sent
    ]
