"""Against a web server on loopback that lists folders, or answers S3's questions, well or badly."""

import time
from datetime import UTC, datetime

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from tests.support.file_server import Stored, file_server

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "a-secret-that-nobody-may-see"
BOTH = pytest.mark.parametrize("kind", ["http", "s3"])


@pytest.fixture
def server():
    with file_server() as server:
        yield server


@pytest.fixture
def take(server, scratch):
    def taken(kind="http", since=None, **options):
        place = (
            {"url": f"{server.url}/data"} if kind == "http" else {"url": "s3://data", "endpoint": server.url}
        )
        transport = {"type": "file", "username": "me", "password": "env:SECRET"} | place | options
        connector = build_connector(transport, {"SECRET": SECRET})
        return connector.fetch(since or FetchState(), scratch, lambda: NOW)

    return taken


@pytest.fixture
def refusal(take, caplog):
    def refused(kind="http", **options):
        with caplog.at_level("DEBUG"), pytest.raises(TransportError) as caught:
            list(take(kind, **options))
        error = caught.value
        assert all((error.en, error.zh, error.hint_en, error.hint_zh, error.where))
        assert SECRET not in str(error) + repr(error) + caplog.text
        return error

    return refused


def names(batches):
    return [one.name for batch in batches for one in batch]


def known(batches):
    return FetchState(positions=frozenset(one.position for batch in batches for one in batch))


def cut(path, sends):
    """Break off an answer for a body after so many bytes, once for each entry."""

    def trouble(handler):
        if handler.command != "GET" or handler.path != path or not sends:
            return False
        stored, first = (
            handler.server.files.files[path],
            handler.headers.get("Range", "bytes=0-")[6:].split("-")[0],
        )
        handler.send_response(206 if "Range" in handler.headers else 200)
        rest = stored.body[int(first) :]
        handler.send_header("Content-Length", str(len(rest)))
        handler.send_header("Content-Range", f"bytes {first}-{stored.size - 1}/{stored.size}")
        handler.send_header("ETag", stored.tag)
        handler.end_headers()
        handler.wfile.write(rest[: sends.pop(0)])
        handler.wfile.flush()
        handler.close_connection = True
        return True

    return trouble


@BOTH
def test_each_file_is_a_batch_in_order_of_name(server, take, kind):
    body = bytes(range(256)) * 10_000
    server.files = {
        "/data/b.csv": Stored(b"b"),
        "/data/a 数据.csv": Stored(body),
        "/data/x/c.csv": Stored(b"c"),
        "/data/x/y.tmp": Stored(b"c"),
        "/data/.git/c.csv": Stored(b"c"),
        "/other/d.csv": Stored(b"d"),
    }
    batches = list(take(kind, files="**/*.csv"))
    assert names(batches) == ["a 数据.csv", "b.csv", "c.csv"]
    assert batches[0][0].path.read_bytes() == body
    assert batches[2][0].origin.endswith("data/x/c.csv")
    assert SECRET not in batches[0][0].origin


@BOTH
def test_names_hold_what_means_something_in_an_address(server, take, kind):
    named = ["100%.csv", "a%20b.csv", "表#1.csv", "表?2.csv"]
    server.files = {f"/data/{name}": Stored(name.encode()) for name in named}
    batches = list(take(kind))
    assert names(batches) == named
    assert [one.path.read_text("utf-8") for [one] in batches] == named


@BOTH
def test_a_file_that_is_moved_away_before_it_is_read_holds_nothing_up(server, take, kind):
    server.files = {f"/data/{name}.csv": Stored(name.encode()) for name in "abc"}
    taking = take(kind)
    assert names([next(taking)]) == ["a.csv"]
    del server.files["/data/b.csv"]
    assert names([next(taking)]) == ["c.csv"]
    with pytest.raises(TransportError) as caught:
        next(taking)
    assert caught.value.code == "refused_files"
    assert "b.csv (gone)" in caught.value.en


@BOTH
def test_what_was_taken_is_not_transferred_again_until_it_changes(server, take, kind):
    server.files = {"/data/a.csv": Stored(b"a"), "/data/b.csv": Stored(b"b")}
    first = list(take(kind))
    server.asked.clear()
    assert names(take(kind, known(first))) == []
    assert server.bodies() == []
    server.files["/data/b.csv"] = Stored(b"B", modified=1_700_000_001)
    assert names(take(kind, known(first))) == ["b.csv"]
    assert {path for path, _ in server.bodies()} == {"/data/b.csv"}


def test_a_correction_within_the_second_is_seen_by_its_tag(server, take):
    server.files = {"/data/a.csv": Stored(b"a")}
    first = list(take())
    server.files = {"/data/a.csv": Stored(b"b")}
    assert names(take(since=known(first))) == ["a.csv"]


def test_a_server_that_says_nothing_of_its_files_is_read_each_time(server, take):
    server.files = {"/data/a.csv": Stored(b"a")}
    server.heads = False
    [[taken]] = take()
    assert taken.position is None


@pytest.mark.parametrize("ranges", [True, False])
def test_a_transfer_that_breaks_off_goes_on_or_begins_anew(server, take, ranges):
    body = bytes(range(256)) * 1000
    server.files, server.ranges = {"/data/a.csv": Stored(body)}, ranges
    server.trouble = cut("/data/a.csv", [100_000])
    [[taken]] = take()
    assert taken.path.read_bytes() == body
    spans = [span for _, span in server.bodies()]
    assert spans[0] is None
    assert spans[1].startswith("bytes=")
    assert spans[1] != "bytes=0-"


def test_a_file_that_is_another_when_it_goes_on_is_left_for_the_next_run(server, take, scratch):
    server.files = {"/data/a.csv": Stored(b"1" * 200_000)}
    breaks = cut("/data/a.csv", [100_000])

    def trouble(handler):
        if not breaks(handler):
            return False
        handler.server.files.files["/data/a.csv"] = Stored(b"2" * 200_000)
        return True

    server.trouble = trouble
    with pytest.raises(TransportError, match=r"a\.csv .changed while it was read"):
        list(take())
    assert not [one for one in scratch.rglob("*") if one.is_file() and b"2" in one.read_bytes()]


@BOTH
def test_ten_gigabytes_are_refused_before_they_are_sent(server, refusal, kind):
    server.files = {"/data/huge.csv": Stored(b"x", announced=10 * 2**30)}
    assert "huge.csv (over 1048576 bytes)" in refusal(kind, max_bytes=2**20).en
    assert server.bodies() == []


def test_a_file_without_a_size_is_cut_off_at_the_limit(server, refusal):
    server.files = {"/data/a.csv": Stored(b"x")}
    server.heads = False

    def endless(handler):
        if handler.command == "HEAD" or not handler.path.endswith(".csv"):
            return False
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        while True:
            handler.wfile.write(b"x" * 65536)

    server.trouble = endless
    assert "a.csv (over 1000000 bytes)" in refusal(max_bytes=1_000_000).en


@BOTH
def test_a_wrong_login_is_told(server, refusal, kind):
    server.files, server.login = {"/data/a.csv": Stored(b"a")}, "somebody else"
    assert refusal(kind).code == "refused_login"


@BOTH
def test_a_missing_folder_is_told(server, refusal, kind):
    server.trouble = lambda handler: handler.reply(404, b"<Error><Code>NoSuchBucket</Code></Error>") or True
    assert refusal(kind).code == "folder_missing"


def test_links_that_lead_elsewhere_are_not_followed(server, take):
    server.files = {"/data/a.csv": Stored(b"a"), "/secret.csv": Stored(b"s"), "/data2/b.csv": Stored(b"s")}
    server.links = [
        "/secret.csv",
        "../secret.csv",
        "x/../../secret.csv",
        "//elsewhere.example/a.csv",
        "https://127.0.0.1/data/b.csv",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "?C=M;O=A",
        "/data2/b.csv",
        "http://[broken/",
    ]
    assert names(take(files="**/*.csv")) == ["a.csv"]
    assert {path for _, path, _ in server.asked} == {"/data/", "/data/a.csv"}


@pytest.mark.parametrize("link", ["a%00.csv", "a%5c..%5cb.csv", "a%0a.csv"])
def test_names_that_climb_are_refused(server, refusal, link):
    server.files, server.links = {"/data/a.csv": Stored(b"a")}, [link]
    assert refusal(files="**/*").code == "refused_files"
    assert {path for _, path, _ in server.asked} == {"/data/", "/data/a.csv"}


@pytest.mark.parametrize("link", ["..%2fsecret.csv", "a%2f..%2f..%2fsecret.csv", "%2e%2e/secret.csv"])
def test_names_that_climb_by_dots_are_passed_over_as_hidden(server, take, link):
    server.files, server.links = {"/data/a.csv": Stored(b"a"), "/secret.csv": Stored(b"s")}, [link]
    assert names(take(files="**/*")) == ["a.csv"]
    assert {path for _, path, _ in server.asked} == {"/data/", "/data/a.csv"}


def test_folders_without_end_are_bounded(server, refusal, monkeypatch):
    from ecolake.connectors import remote_http

    monkeypatch.setattr(remote_http, "MOST_ENTRIES", 50)
    page = b'<a href="deeper/">deeper</a>'
    server.trouble = lambda handler: handler.reply(200, page, kind="text/html") or True
    assert refusal(files="**/*").code == "folder_too_large"
    assert len(server.asked) <= 51


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (302, {"Location": "http://elsewhere.example/"}, "redirects"),
        (200, {"Content-Type": "text/html"}, "a web page"),
        (200, {"Content-Encoding": "gzip"}, "packs it"),
        (403, {}, "status 403"),
        (404, {}, "gone"),
    ],
)
def test_what_is_no_file_is_refused_and_the_others_taken(server, take, status, headers, reason):
    server.files = {"/data/a.csv": Stored(b"a"), "/data/b.csv": Stored(b"b")}

    def trouble(handler):
        if not handler.path.endswith("a.csv"):
            return False
        kind = headers.get("Content-Type", "text/csv")
        rest = {name: value for name, value in headers.items() if name != "Content-Type"}
        handler.reply(status, b"?", kind=kind, **rest)
        return True

    server.trouble = trouble
    batches = take()
    assert next(batches)[0].name == "b.csv"
    with pytest.raises(TransportError, match=reason):
        next(batches)


@BOTH
def test_a_server_that_drips_is_cut_off_by_the_budget(server, refusal, kind):
    server.files = {"/data/a.csv": Stored(b"a" * 10_000)}

    def drip(handler):
        if handler.command != "GET" or not handler.path.endswith("a.csv"):
            return False
        handler.send_response(200)
        handler.send_header("Content-Length", "10000")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"x")
            time.sleep(0.05)
        handler.close_connection = True
        return True

    server.trouble = drip
    start = time.monotonic()
    assert refusal(kind, budget=0.5).code == "out_of_time"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(server, take, status):
    server.files = {"/data/a.csv": Stored(b"a")}
    busy = [True]

    def trouble(handler):
        if handler.path.endswith("a.csv") and busy:
            busy.pop()
            handler.reply(status)
            return True
        return False

    server.trouble = trouble
    assert names(take()) == ["a.csv"]


@BOTH
def test_nobody_there(refusal, kind):
    place = {"url": "http://127.0.0.1:9/data"} if kind == "http" else {"endpoint": "http://127.0.0.1:9"}
    assert refusal(kind, attempts=2, timeout=2, **place).code == "unreachable"
