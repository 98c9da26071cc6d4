import os
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return inbox


@pytest.fixture
def take(folder, scratch):
    def taken(since=None, **options):
        connector = build_connector({"type": "file", "url": "env:INBOX"} | options, {"INBOX": str(folder)})
        return connector.fetch(since or FetchState(), scratch, lambda: NOW)

    return taken


def names(batches):
    return [one.name for batch in batches for one in batch]


def put(folder, name, content=b"x", age=3600):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    at = (NOW - timedelta(seconds=age)).timestamp()
    os.utime(path, (at, at))
    return path


def test_each_file_is_a_batch_in_order_of_name(folder, take):
    for name in ("b.csv", "a.csv", "c.txt"):
        put(folder, name, name.encode())
    batches = list(take(files="*.csv"))
    assert [[one.name for one in batch] for batch in batches] == [["a.csv"], ["b.csv"]]
    [first] = batches[0]
    assert first.path.read_bytes() == b"a.csv"
    assert first.origin == (folder / "a.csv").as_uri()
    assert first.fetched_at == NOW


def test_hidden_and_unfinished_files_are_left(folder, take):
    for name in (".a", "a.tmp", "a.csv.PART", "b.filepart", "~$x.xlsx", ".git/config", "a.csv~", "good.csv"):
        put(folder, name)
    assert names(take(files="**/*")) == ["good.csv"]


def test_a_file_that_is_still_warm_is_left_for_the_next_run(folder, take):
    put(folder, "new.csv", age=5)
    put(folder, "old.csv", age=65)
    assert names(take(settle=60)) == ["old.csv"]
    assert names(take()) == ["new.csv", "old.csv"]


def test_a_file_that_grows_during_the_copy_is_left(folder, take, scratch, monkeypatch):
    path = put(folder, "a.csv", b"1" * 100)
    put(folder, "b.csv")
    real_open = type(path).open

    def opened(self, *args, **kwargs):
        if self == path:
            with real_open(path, "ab") as more:
                more.write(b"2" * 100)
        return real_open(self, *args, **kwargs)

    monkeypatch.setattr(type(path), "open", opened)
    assert names(take()) == ["b.csv"]


def test_what_is_landed_is_known_by_its_content(folder, take):
    put(folder, "a.csv", b"same")
    put(folder, "b.csv", b"new")
    known = FetchState(digests=frozenset({sha256(b"same").hexdigest()}))
    assert names(take(known)) == ["b.csv"]
    put(folder, "a.csv", b"SAME")
    assert names(take(known)) == ["a.csv", "b.csv"]


def test_files_of_one_name_in_two_folders_are_two(folder, take):
    put(folder, "x/a.csv", b"1")
    put(folder, "y/a.csv", b"2")
    batches = list(take(files="**/*.csv"))
    assert [batch[0].path.read_bytes() for batch in batches] == [b"1", b"2"]


@pytest.mark.parametrize(
    ("pattern", "file"),
    [
        ("%Y-%m-%dT%H", "cnemc_air_2017-07-07T16.geojson"),
        ("%Y%m%d", "20991399_20170707.csv"),
        ("%Y/%m/%d", "2017/07/07/a"),
    ],
)
def test_a_window_takes_the_files_of_its_days(folder, take, pattern, file):
    put(folder, file)
    put(folder, "no-day.csv")
    options = {"files": "**/*", "date": pattern}

    def window(first, last):
        return FetchState(window=(date(2017, 7, first), date(2017, 7, last)))

    name = file.rsplit("/", maxsplit=1)[-1]
    assert names(take(window(7, 7), **options)) == [name]
    assert names(take(window(1, 31), **options)) == [name]
    assert names(take(window(8, 9), **options)) == []
    assert set(names(take(**options))) == {name, "no-day.csv"}


def test_links_that_lead_out_are_refused_and_hold_nothing_up(folder, take, tmp_path):
    secret = put(tmp_path, "secret.csv")
    (folder / "a.csv").symlink_to(secret)
    (folder / "b.csv").symlink_to("nowhere")
    put(folder, "c.csv")
    (folder / "d.csv").symlink_to("c.csv")
    (folder / "e").symlink_to(tmp_path)
    batches, seen = take(files="**/*.csv"), []
    with pytest.raises(TransportError) as caught:
        seen.extend(batch[0].name for batch in batches)
    assert seen == ["c.csv", "d.csv"]
    assert caught.value.code == "refused_files"
    assert "a.csv (a link out of the folder); b.csv (a link to nowhere)" in caught.value.en


def test_pipes_and_large_files_are_refused(folder, take):
    os.mkfifo(folder / "pipe")
    put(folder, "large", b"x" * 11)
    with pytest.raises(TransportError) as caught:
        list(take(max_bytes=10))
    assert "large (over 10 bytes); pipe (not a regular file)" in caught.value.en


def test_an_empty_folder_gives_nothing(take):
    assert list(take()) == []


def test_a_missing_folder_is_an_error(folder, take):
    folder.rmdir()
    with pytest.raises(TransportError) as caught:
        list(take())
    assert caught.value.code == "folder_missing"


@pytest.mark.parametrize("as_url", [True, False])
def test_a_folder_may_be_an_address(folder, scratch, as_url):
    put(folder, "a b.csv")
    url = folder.as_uri() if as_url else str(folder)
    connector = build_connector({"type": "file", "url": url}, {})
    assert names(connector.fetch(FetchState(), scratch, lambda: NOW)) == ["a b.csv"]


def test_names_in_gbk_are_read_as_people_there_see_them(folder, take):
    for name, content in (("报表.csv", b"x"), ("过大.csv", b"x" * 9)):
        path = os.fsdecode(os.fsencode(folder) + b"/" + name.encode("gbk"))
        Path(path).write_bytes(content)
    taking = take(max_bytes=8)
    [taken] = next(taking)
    assert taken.name == "报表.csv"
    with pytest.raises(TransportError) as caught:
        next(taking)
    assert "过大.csv (over 8 bytes)" in caught.value.en
