import re
from datetime import UTC, datetime

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from ecolake.hj212.crc import crc16
from simulator.servers import gateway
from tests.support.gateway_log import read_log
from tests.support.hostile_tcp import scripted, until_left

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def frame(number):
    segment = (
        f"QN=20261123090{number:03d}000;ST=32;CN=2011;PW=123456;MN=81733553213013;Flag=5;"
        f"CP=&&DataTime=20261123090000;w01018-Rtd={number}.5,w01018-Flag=N&&"
    ).encode()
    return b"##%04d%s%04X" % (len(segment), segment, crc16(segment))


def logged(number):
    return b"2026-11-23T09:00:05.120+08:00 10.20.0.17 " + frame(number) + b"\r\n"


FRAMES = [logged(number) for number in range(60)]


@pytest.fixture
def fetch(tmp_path):
    def fetched(url, **options):
        transport = {"type": "frames", "url": "env:G", "idle": 0.15, "timeout": 2} | options
        connector = build_connector(transport, {"G": url})
        return connector.fetch(FetchState(), tmp_path, lambda: NOW)

    return fetched


def sender(*chunks, stay=True):
    def send(connection):
        for chunk in chunks:
            connection.sendall(chunk)
        if stay:
            until_left(connection)

    return send


def test_a_gateway_is_heard_until_it_falls_silent_and_brings_what_is_new_only(fetch, tmp_path):
    (tmp_path / "gateway_2026112309.log").write_bytes(b"".join(FRAMES[:40]))
    with gateway.serve(tmp_path) as url:
        [[first]] = fetch(url)
        assert first.path.read_bytes() == b"".join(FRAMES[:40])
        assert first.origin == url
        with (tmp_path / "gateway_2026112309.log").open("ab") as log:
            log.write(FRAMES[40])
        (tmp_path / "gateway_2026112310.log").write_bytes(FRAMES[41])
        [[second]] = fetch(url)
        assert second.path.read_bytes() == FRAMES[40] + FRAMES[41]
        assert list(fetch(url, idle=0.05)) == []


def test_a_frame_cut_in_half_is_kept_and_told_and_the_rest_goes_on(fetch):
    half = FRAMES[2][:120]
    with scripted(sender(*FRAMES[:2], half, stay=False), sender(*FRAMES[2:5])) as port:
        [[heard]] = fetch(f"tcp://127.0.0.1:{port}")
    assert heard.path.read_bytes() == b"".join(FRAMES[:2]) + half + b"\r\n" + b"".join(FRAMES[2:5])
    frames, rejected = read_log(heard.path)
    assert frames["_row"].to_list() == [1, 2, 4, 5, 6]
    assert rejected["code"].to_list() == ["truncated"]


def test_bare_frames_begin_with_the_time_at_which_they_were_heard(fetch):
    bare = b"".join(frame(number) + b"\r\n" for number in range(3))
    # Cut wherever TCP likes: within the mark, within a line end.
    with scripted(sender(bare[:1], bare[1:150], bare[150:])) as port:
        [[heard]] = fetch(f"tcp://127.0.0.1:{port}")
    frames, rejected = read_log(heard.path)
    assert frames["gateway_received_at"].to_list() == [NOW] * 3
    assert rejected.is_empty()
    assert re.sub(rb"(?m)^\S+ ", b"", heard.path.read_bytes()) == bare


def test_a_busy_gateway_is_heard_in_batches_of_whole_lines(fetch):
    with scripted(sender(*FRAMES)) as port:
        batches = [one.path.read_bytes() for [one] in fetch(f"tcp://127.0.0.1:{port}", max_bytes=3000)]
    assert b"".join(batches) == b"".join(FRAMES)
    assert all(batch.endswith(b"\r\n") for batch in batches)


def test_a_gateway_that_never_falls_silent_is_left_when_the_budget_is_used_up(fetch):
    def endless(connection):
        while True:
            connection.sendall(FRAMES[0])

    with scripted(endless) as port:
        batches = list(fetch(f"tcp://127.0.0.1:{port}", budget=0.3, idle=5))
    assert batches


def test_a_line_without_an_end_does_not_pile_up(fetch):
    with scripted(sender(b"x" * 300_000, b"\r\n", FRAMES[0])) as port:
        batches = [one.path.read_bytes() for [one] in fetch(f"tcp://127.0.0.1:{port}", max_bytes=100_000)]
    assert b"".join(batches) == b"x" * 300_000 + b"\r\n" + FRAMES[0]
    assert max(map(len, batches)) < 250_000


def test_what_was_heard_before_a_gateway_died_for_good_is_kept(fetch):
    with scripted(sender(FRAMES[0], stay=False)) as port:
        fetching = fetch(f"tcp://127.0.0.1:{port}", attempts=2)
        [heard] = next(fetching)
        assert heard.path.read_bytes() == FRAMES[0]
        with pytest.raises(TransportError) as caught:
            next(fetching)
    assert caught.value.code == "unreachable"
    assert "ConnectionRefused" in caught.value.en


def test_a_gateway_that_is_lost_until_the_budget_is_used_up_is_told(fetch):
    with scripted(until_left) as port:
        pass
    with pytest.raises(TransportError) as caught:
        list(fetch(f"tcp://127.0.0.1:{port}", budget=0.05, attempts=9))
    assert caught.value.code == "unreachable"
    assert "ConnectionRefused" in caught.value.en


def test_a_silent_gateway_brings_nothing(fetch):
    with scripted(until_left) as port:
        assert list(fetch(f"tcp://127.0.0.1:{port}")) == []


@pytest.mark.parametrize(
    "url", ["http://a:1", "tcp://a", "tcp://a:99999", "tcp://:1", "tcp://user:secret@a:1", "tcp://a:1/x", "a"]
)
def test_an_address_that_is_no_gateway_is_refused(fetch, url):
    with pytest.raises(TransportError) as caught:
        fetch(url)
    assert caught.value.code == "unsupported_address"
    assert "secret" not in str(caught.value)
