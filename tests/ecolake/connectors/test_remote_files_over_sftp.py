"""Against a real OpenSSH server; a go-between plays the bad line."""

import os
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from paramiko.sftp import CMD_READ

from ecolake.connectors import FetchState, build_connector
from ecolake.connectors.remote_sftp_login import Folder
from ecolake.errors import TransportError
from tests.support.go_between import between
from tests.support.real_servers import make_key, sshd

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "a-secret-that-nobody-may-see"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def line(server):
    with between(server.port) as line:
        yield line


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "folder"
    made.mkdir()
    return made


@pytest.fixture
def connect(server, folder):
    def connector(port=None, **options):
        port = port or server.port
        environment = {
            "URL": f"sftp://127.0.0.1:{port}{folder}",
            "KEY": str(server.key),
            "KNOWN": str(server.known_hosts(port)),
            "SECRET": SECRET,
        }
        transport = {
            "type": "file",
            "url": "env:URL",
            "username": server.user,
            "private_key": "env:KEY",
            "known_hosts": "env:KNOWN",
        }
        return build_connector(transport | options, environment)

    return connector


@pytest.fixture
def take(connect, scratch):
    def taken(since=None, **options):
        return connect(**options).fetch(since or FetchState(), scratch, lambda: NOW)

    return taken


@pytest.fixture
def refusal(take, caplog):
    def refused(**options):
        with caplog.at_level("DEBUG"), pytest.raises(TransportError) as caught:
            list(take(**options))
        error = caught.value
        assert all((error.en, error.zh, error.hint_en, error.hint_zh, error.where))
        assert SECRET not in str(error) + repr(error) + caplog.text
        return error

    return refused


def put(folder, name, content=b"x", age=3600):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    at = NOW.timestamp() - age
    os.utime(path, (at, at))
    return path


def names(batches):
    return [one.name for batch in batches for one in batch]


def known(batches):
    return FetchState(positions=frozenset(one.position for batch in batches for one in batch))


def test_each_file_is_a_batch_in_order_of_name(folder, take, server):
    for name in ("b.csv", "a.csv", "x/c.csv", "d.tmp", ".e.csv", "f.txt"):
        put(folder, name, name.encode())
    batches = list(take(files="**/*.csv"))
    assert names(batches) == ["a.csv", "b.csv", "c.csv"]
    [last] = batches[-1]
    assert last.path.read_bytes() == b"x/c.csv"
    assert last.origin == f"sftp://127.0.0.1:{server.port}{folder}/x/c.csv"


def test_what_was_taken_is_not_transferred_again_until_it_changes(folder, take, line):
    for name in ("a.csv", "b.csv"):
        put(folder, name, name.encode() * 100_000)
    first = list(take(port=line.port))
    sent = sum(line.carried)
    assert names(take(known(first), port=line.port)) == []
    assert sum(line.carried) - sent < 50_000
    put(folder, "b.csv", b"B.csv" * 100_000, age=3599)
    assert names(take(known(first), port=line.port)) == ["b.csv"]


def test_a_file_of_this_moment_is_asked_for_again(folder, take):
    """Within one second it may be written twice, and look the same."""
    put(folder, "a.csv", age=1)
    [[taken]] = take()
    assert taken.position is None


def test_a_known_content_under_a_new_name_is_not_yielded(folder, take):
    put(folder, "a.csv", b"same")
    assert names(take(FetchState(digests=frozenset({sha256(b"same").hexdigest()})))) == []


def test_a_file_that_is_still_warm_is_left(folder, take):
    put(folder, "new.csv", age=5)
    put(folder, "old.csv", age=65)
    assert names(take(settle=60)) == ["old.csv"]


def test_links_that_lead_out_are_refused_and_hold_nothing_up(folder, take, tmp_path):
    secret = put(tmp_path, "secret.csv")
    (folder / "a.csv").symlink_to(secret)
    (folder / "b.csv").symlink_to("nowhere")
    put(folder, "c.csv", b"1")
    (folder / "d.csv").symlink_to("c.csv")
    (folder / "e").symlink_to(tmp_path)
    os.mkfifo(folder / "f.csv")
    batches, seen = take(files="**/*.csv"), []
    with pytest.raises(TransportError) as caught:
        seen.extend(batch[0].name for batch in batches)
    assert seen == ["c.csv", "d.csv"]
    assert caught.value.code == "refused_files"
    assert (
        "a.csv (a link out of the folder); b.csv (a link to nowhere); f.csv (not a regular file)"
        in caught.value.en
    )


def test_ten_gigabytes_are_refused_before_they_are_sent(folder, take, line):
    with put(folder, "huge.csv").open("wb") as sparse:
        sparse.truncate(10 * 2**30)
    put(folder, "small.csv")
    batches = take(port=line.port, max_bytes=2**20)
    assert next(batches)[0].name == "small.csv"
    with pytest.raises(TransportError, match=r"huge\.csv .over 1048576 bytes"):
        next(batches)
    assert sum(line.carried) < 50_000


def test_a_file_that_grows_while_it_is_read_is_left(folder, take, scratch, monkeypatch):
    from ecolake.connectors.remote_sftp import SftpStore

    path = put(folder, "a.csv", b"1" * 1000)
    read = SftpStore.read

    def growing(store, file, offset):
        with path.open("ab") as more:
            more.write(b"2" * 10**6)
        return read(store, file, offset)

    monkeypatch.setattr(SftpStore, "read", growing)
    assert names(take()) == []
    assert not [one for one in scratch.rglob("*") if one.is_file()]


def test_a_transfer_that_breaks_off_goes_on_where_it_was(folder, take, line):
    content = os.urandom(3_000_000)
    put(folder, "a.csv", content)
    line.cut_after = [2_600_000]
    [[taken]] = take(port=line.port)
    assert taken.path.read_bytes() == content
    assert line.carried[1] < 2_000_000


def test_a_line_that_always_breaks_is_given_up_after_the_good_files(folder, take, line):
    put(folder, "a.csv", b"good")
    put(folder, "b.csv", os.urandom(1_000_000))
    line.cut_after = [100_000, 20_000]
    batches = take(port=line.port, attempts=2)
    assert next(batches)[0].name == "a.csv"
    with pytest.raises(TransportError) as caught:
        next(batches)
    assert caught.value.code == "unreachable"


def test_a_server_that_falls_silent_is_ended_by_the_timeout(folder, refusal, line):
    put(folder, "a.csv", os.urandom(1_000_000))
    line.silent_after = 100_000
    assert refusal(port=line.port, timeout=0.3, attempts=1).code == "unreachable"


def test_a_line_that_ends_while_paramiko_asks_ahead_is_told_once(folder, refusal, line, monkeypatch):
    put(folder, "a.csv", os.urandom(100_000))
    ask = Folder._async_request

    def ended(self, asking, kind, *rest):
        if kind == CMD_READ:
            raise EOFError
        return ask(self, asking, kind, *rest)

    monkeypatch.setattr(Folder, "_async_request", ended)
    assert refusal(port=line.port, timeout=0.3, attempts=1).code == "unreachable"


def test_a_server_that_drips_is_ended_by_the_budget(refusal, line):
    line.drips = True
    assert refusal(port=line.port, budget=0.5).code == "out_of_time"


def test_a_server_that_nobody_vouched_for_is_sent_nothing(refusal, tmp_path, server):
    (tmp_path / "known").touch()
    error = refusal(known_hosts=str(tmp_path / "known"), private_key=None, password="env:SECRET")
    assert error.code == "unknown_host_key"
    assert "ssh-ed25519 SHA256:" in error.en


def test_a_server_with_another_key_than_before_is_sent_nothing(refusal, tmp_path, server):
    other = make_key(tmp_path / "other")
    (tmp_path / "known").write_text(f"[127.0.0.1]:{server.port} {other}\n")
    assert refusal(known_hosts=str(tmp_path / "known")).code == "changed_host_key"


def test_a_wrong_password_is_told_at_once(refusal, line):
    assert refusal(port=line.port, private_key=None, password="env:SECRET").code == "refused_login"
    assert len(line.carried) == 1


def test_a_key_with_a_phrase_is_opened_by_the_password(folder, take, server, tmp_path, connect, scratch):
    phrased = tmp_path / "phrased"
    public = make_key(phrased, SECRET)
    with (server.folder / "authorized").open("a") as authorized:
        authorized.write(public + "\n")
    put(folder, "a.csv")
    environment = {"KEY": str(phrased), "SECRET": SECRET}
    transport = {
        "type": "file",
        "url": f"sftp://127.0.0.1:{server.port}{folder}",
        "private_key": "env:KEY",
        "password": "env:SECRET",
        "known_hosts": str(server.known_hosts()),
    }
    found = build_connector(transport, environment).fetch(FetchState(), scratch, lambda: NOW)
    assert names(found) == ["a.csv"]
    for wrong in ({"SECRET": "another phrase"}, {"KEY": str(tmp_path / "none")}):
        with pytest.raises(TransportError) as caught:
            list(build_connector(transport, environment | wrong).fetch(FetchState(), scratch, lambda: NOW))
        assert caught.value.code == "unusable_key_file"
        assert SECRET not in str(caught.value)


def test_names_in_gbk_are_read_as_people_there_see_them(folder, take):
    raw = os.fsencode(folder) + b"/" + "监测.csv".encode("gb18030")
    with open(raw, "wb") as target:  # noqa: PTH123 - a name that is no text
        target.write("数据".encode())
    os.utime(raw, (1, 1))
    [[taken]] = take(files="*.csv")
    assert taken.name == "监测.csv"
    assert taken.path.read_bytes() == "数据".encode()
    assert names(take(known([[taken]]))) == []


def test_a_missing_folder_is_an_error(folder, refusal):
    folder.rmdir()
    assert refusal().code == "folder_missing"


def test_nobody_there(refusal, line):
    line.target = 9
    assert refusal(port=line.port, attempts=2).code == "unreachable"
