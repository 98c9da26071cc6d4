"""Against a real PostgreSQL, as a user who may only read; a go-between plays the bad line."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from ecolake.standards.source import ReadOptions
from tests.support.go_between import between
from tests.support.real_servers import postgresql

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SECRET = "a-secret-that-nobody-may-see"
TABLES = """
CREATE SCHEMA "Hydro";
CREATE DOMAIN moment AS timestamptz;
CREATE TABLE "Hydro".river (id int PRIMARY KEY, at moment NOT NULL, level float8);
INSERT INTO "Hydro".river SELECT n, '2026-03-02 08:00:00+08'::timestamptz + n * interval '1 second', n / 10.0
FROM generate_series(0, 24999) n;
CREATE TABLE kinds (id int PRIMARY KEY, f4 float4, f8 float8, n numeric(10,3), b bool, j jsonb, a text[], y bytea,
                    d date, t timestamp, z timestamptz, e interval, s text, u uuid);
INSERT INTO kinds VALUES
 (1, 0.1, 1e-5, 1.5, true, '{"a": [1]}', array['x', 'y"'], '\\x00ff', '2026-03-02', '2026-03-02 08:00:00',
  '2026-03-02 08:00:00.5+08', '1 day', '中文', '6ecd8c99-4036-403d-bf84-cf8400f67836'),
 (2, 'infinity', 'nan', 'nan', null, null, '{}', '', 'infinity', 'infinity', '-infinity', null, '', null);
CREATE TABLE secret (id int);
GRANT USAGE ON SCHEMA "Hydro" TO reader;
GRANT SELECT ON "Hydro".river, kinds TO reader
"""


@pytest.fixture(scope="module")
def server():
    with postgresql() as server:
        server.run(TABLES)
        yield server


@pytest.fixture
def line(server):
    with between(server.port) as line:
        yield line


@pytest.fixture
def connect(server, scratch):
    def connected(since=None, port=None, read=None, url=None, environment=None, **options):
        wanted = {"table": "Hydro.river", "watermark": "at", "keys": ("id",)} | (read or {})
        transport = {"type": "database", "url": "env:URL", "username": "reader", "password": "env:SECRET"}
        connector = build_connector(
            transport | options,
            {"URL": url or f"postgresql://127.0.0.1:{port or server.port}/postgres", "SECRET": SECRET}
            | (environment or {}),
            ReadOptions(format="parquet", **wanted),
        )
        return connector.fetch(since or FetchState(), scratch, lambda: NOW)

    return connected


@pytest.fixture
def refusal(connect, caplog):
    def refused(**options):
        with caplog.at_level("DEBUG"), pytest.raises(TransportError) as caught:
            list(connect(**options))
        error = caught.value
        assert all((error.en, error.zh, error.hint_en, error.hint_zh, error.where))
        assert SECRET not in str(error) + repr(error) + caplog.text
        return error

    return refused


def rows(batches, column="id"):
    return [row for batch in batches for one in batch for row in pl.read_parquet(one.path)[column].to_list()]


def test_a_long_table_is_landed_in_batches_and_the_next_fetch_goes_on(connect):
    batches = list(connect(rows=10_000))
    assert [len(rows([batch])) for batch in batches] == [10_000, 10_000, 5_000]
    assert rows(batches) == [str(n) for n in range(25_000)]
    assert batches[0][0].origin.endswith("/postgres#Hydro.river")
    second = FetchState(position=batches[1][0].position)
    assert rows(connect(second)) == [str(n) for n in range(20_000, 25_000)]
    assert rows(connect(second, overlap=10)) == [str(n) for n in range(19_989, 25_000)]
    assert list(connect(FetchState(position=batches[2][0].position))) == []


def test_values_are_text_whatever_the_type(connect):
    first, second = pl.concat(
        pl.read_parquet(one.path)
        for batch in connect(read={"table": "kinds", "watermark": None})
        for one in batch
    ).to_dicts()
    assert first == {
        "id": "1",
        "f4": "0.1",
        "f8": "0.00001",
        "n": "1.500",
        "b": "true",
        "j": '{"a": [1]}',
        "a": '["x","y\\""]',
        "y": "00ff",
        "d": "2026-03-02",
        "t": "2026-03-02 08:00:00",
        "z": "2026-03-02T00:00:00.5+00:00",
        "e": "P1D",
        "s": "中文",
        "u": "6ecd8c99-4036-403d-bf84-cf8400f67836",
    }
    assert (second["f4"], second["f8"], second["d"], second["z"]) == (
        "Infinity",
        "NaN",
        "infinity",
        "-infinity",
    )
    assert (second["s"], second["b"]) == ("", None)


def test_a_table_that_has_not_changed_gives_the_same_bytes(connect):
    read = {"watermark": None}
    first, second = (list(connect(read=read, rows=10_000)) for _ in range(2))
    assert len(first[0]) == 3
    assert [one.path.read_bytes() for one in first[0]] == [one.path.read_bytes() for one in second[0]]


def test_the_session_cannot_write(server, scratch):
    from ecolake.connectors.database_postgresql import PostgresqlSession

    parameters = {"host": "127.0.0.1", "port": str(server.port), "dbname": "postgres", "user": "owner"}
    session = PostgresqlSession("here", parameters, None, 5)
    with pytest.raises(TransportError, match="read-only transaction"):
        session._ask("CREATE TABLE made (id int)")
    session.close()


def test_a_connection_that_breaks_goes_on_after_the_last_batch(connect, line):
    # The driver asks for the types on a connection of its own before each session.
    line.cut_after = [10**9, 1_200_000]
    assert rows(connect(port=line.port, rows=5_000)) == [str(n) for n in range(25_000)]
    assert len(line.carried) == 4
    assert line.carried[3] < 1_800_000


def test_a_server_that_dies_keeps_what_was_yielded_and_serves_the_next_fetch(connect, server):
    batches = connect(rows=10_000, attempts=2)
    first = next(batches)
    server.stop()
    try:
        with pytest.raises(TransportError) as caught:
            next(batches)
        assert caught.value.code == "unreachable"
    finally:
        server.start()
    rest = connect(FetchState(position=first[0].position))
    assert rows([first]) + rows(rest) == [str(n) for n in range(25_000)]


def test_a_fetch_that_is_left_half_way_leaves_nothing_open(connect, server):
    batches = connect(rows=5_000)
    next(batches)
    batches.close()
    sessions = connect(username="owner", read={"table": "pg_stat_activity", "watermark": None, "keys": ()})
    assert rows(sessions, "application_name").count("ecolake") == 1


def test_a_wrong_password_is_told_at_once(refusal, line):
    assert refusal(port=line.port, environment={"SECRET": "wrong"}).code == "refused_login"
    assert len(line.carried) == 1


def test_what_is_not_there_or_not_ours_is_told(refusal, server):
    assert refusal(url=server.url("none")).code == "database_missing"
    assert refusal(read={"table": "river"}).code == "table_missing"
    error = refusal(read={"table": "secret", "watermark": None, "keys": ()})
    assert error.code == "refused_query"
    assert "permission denied for table secret" in error.en


def test_a_statement_that_takes_too_long_is_ended_by_the_server(refusal, server):
    server.run("CREATE VIEW slow AS SELECT 1 AS id FROM pg_sleep(20); GRANT SELECT ON slow TO reader")
    assert refusal(timeout=0.3, read={"table": "slow", "watermark": None, "keys": ()}).code == "out_of_time"


def test_a_server_that_falls_silent_is_left(refusal, line):
    line.silent_after = 100_000
    assert refusal(port=line.port, budget=1).code == "out_of_time"


def test_nobody_there(refusal):
    error = refusal(url="postgresql://127.0.0.1:9/postgres", attempts=2)
    assert error.code == "unreachable"
    assert "Connection refused" in error.en
