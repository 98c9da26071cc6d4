"""What both kinds of database have in common, against SQLite files; what is PostgreSQL's own stands beside."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256

import polars as pl
import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.connectors.database_position import earlier_text
from ecolake.errors import TransportError
from ecolake.standards.source import ReadOptions

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def run(tmp_path):
    """Run statements in the source's database."""

    def ran(*statements):
        with closing(sqlite3.connect(tmp_path / "source.db")) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return ran


@pytest.fixture
def fetch(tmp_path, scratch):
    def fetched(since=None, url=None, read=None, **options):
        wanted = {"table": "river", "watermark": "at", "keys": ("id",)} | (read or {})
        connector = build_connector(
            {"type": "database", "url": "env:URL"} | options,
            {"URL": url or f"sqlite://{tmp_path}/source.db"},
            ReadOptions(format="parquet", **wanted),
        )
        return list(connector.fetch(since or FetchState(), scratch, lambda: NOW))

    return fetched


@pytest.fixture
def refusal(fetch):
    def refused(**options):
        with pytest.raises(TransportError) as caught:
            fetch(**options)
        error = caught.value
        assert all((error.en, error.zh, error.hint_en, error.hint_zh, error.where))
        return error

    return refused


def rows(batches, column="id"):
    return [row for batch in batches for one in batch for row in pl.read_parquet(one.path)[column].to_list()]


def after(batches):
    return FetchState(position=batches[-1][-1].position)


def minute(number):
    return f"2026-03-02 08:{number // 60:02d}:{number % 60:02d}"


def river(count):
    made = ["CREATE TABLE river (id INTEGER NOT NULL, at TEXT NOT NULL, level REAL)"]
    return [*made, *(f"INSERT INTO river VALUES ({n}, '{minute(n)}', {n / 10})" for n in range(count))]


def test_a_long_table_is_landed_in_batches_that_each_move_on(run, fetch):
    run(*river(25))
    batches = fetch(rows=10)
    assert [len(rows([batch])) for batch in batches] == [10, 10, 5]
    assert rows(batches) == [str(n) for n in range(25)]
    assert rows(fetch(FetchState(position=batches[0][0].position), rows=10)) == [
        str(n) for n in range(10, 25)
    ]
    assert fetch(after(batches)) == []
    run(
        f"INSERT INTO river VALUES (25, '{minute(25)}', 0)",
        f"INSERT INTO river VALUES (9, '{minute(24)}', 0)",
    )
    # A row of the same moment as the last one, but with a lesser key, came too late: that is what an overlap is for.
    assert rows(fetch(after(batches))) == ["25"]
    assert rows(fetch(after(batches), overlap=2)) == ["22", "23", "9", "24", "25"]


def test_rows_of_one_moment_are_told_apart_by_their_keys(run, fetch):
    run(
        "CREATE TABLE river (id INTEGER NOT NULL, at TEXT NOT NULL)",
        *(f"INSERT INTO river VALUES ({n}, '{minute(0)}')" for n in range(30)),
    )
    batches = fetch(rows=7)
    assert rows(batches) == [str(n) for n in range(30)]
    assert rows(fetch(FetchState(position=batches[1][0].position))) == [str(n) for n in range(14, 30)]


def test_keys_that_are_empty_are_read_once_like_all_others(run, fetch):
    run(
        "CREATE TABLE river (id TEXT, at TEXT)",
        *(f"INSERT INTO river VALUES ({key}, '{minute(0)}')" for key in ("NULL", "'a'", "NULL", "''", "'b'")),
    )
    batches = fetch()
    assert rows(batches) == [None, None, "", "a", "b"]
    assert fetch(after(batches)) == []
    run(f"INSERT INTO river VALUES ('c', '{minute(0)}')")
    assert rows(fetch(after(batches))) == ["c"]


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        ("INTEGER", [9, 10, 2**60, 2**60 + 1]),
        ("REAL", [0.1, 0.1 + 0.2, 0.3 + 1e-9, 1e300]),
        ("", [1, 2.5, "'a'", "'b'"]),
    ],
)
def test_a_watermark_of_any_type_is_compared_as_the_database_does(run, fetch, kind, marks):
    run(
        f"CREATE TABLE river (id INTEGER NOT NULL, at {kind} NOT NULL)",
        *(f"INSERT INTO river VALUES ({n}, {mark!s})" for n, mark in enumerate(marks)),
    )
    for count in range(1, 4):
        first = fetch(rows=count)[0]
        assert rows(fetch(after([first]))) == [str(n) for n in range(count, 4)]


def test_rows_without_a_watermark_are_counted_and_told_after_the_others(run, fetch, tmp_path, scratch):
    run("CREATE TABLE river (id INTEGER, at TEXT)", "INSERT INTO river VALUES (1, 'a'), (2, NULL), (3, NULL)")
    connector = build_connector(
        {"type": "database", "url": f"sqlite://{tmp_path}/source.db"},
        {},
        ReadOptions(format="parquet", table="river", watermark="at", keys=("id",)),
    )
    batches = connector.fetch(FetchState(), scratch, lambda: NOW)
    assert rows([next(batches)]) == ["1"]
    with pytest.raises(TransportError, match="2 rows were not taken") as caught:
        next(batches)
    assert caught.value.code == "rows_out_of_order"


def test_a_watermark_in_the_future_hides_nothing_that_comes(run, fetch):
    run(*river(3), "INSERT INTO river VALUES (99, '2062-03-02 08:00:00', 0)")
    batches = fetch()
    assert rows(batches) == ["0", "1", "2", "99"]
    run(f"INSERT INTO river VALUES (3, '{minute(3)}', 0)")
    assert rows(fetch(after(batches))) == ["3", "99"]


def test_without_a_watermark_the_table_is_one_batch_and_known_when_it_comes_again(run, fetch):
    run(*river(25))
    read = {"watermark": None}
    [batch] = fetch(read=read, rows=10)
    assert [one.name for one in batch] == [f"river-part-{n:04d}.parquet" for n in (1, 2, 3)]
    assert {one.position for one in batch} == {None}
    known = FetchState(frozenset(sha256(one.path.read_bytes()).hexdigest() for one in batch))
    assert fetch(known, read=read, rows=10) == []
    run("UPDATE river SET level = 7 WHERE id = 24")
    assert rows(fetch(known, read=read, rows=10)) == [str(n) for n in range(25)]


def test_the_order_in_which_rows_were_written_does_not_show(run, fetch):
    numbers = [3, 1, 2, 1]
    run(
        "CREATE TABLE river (id INTEGER, at TEXT)",
        *(f"INSERT INTO river VALUES ({n}, 'x{n}')" for n in numbers),
    )
    [[first]] = fetch(read={"watermark": None, "keys": ()})
    run("DELETE FROM river", *(f"INSERT INTO river VALUES ({n}, 'x{n}')" for n in reversed(numbers)))
    [[second]] = fetch(read={"watermark": None, "keys": ()})
    assert first.path.read_bytes() == second.path.read_bytes()


def test_values_are_text_as_a_person_would_read_them(run, fetch):
    run(
        'CREATE TABLE river (id INTEGER, "at" TEXT, "se""lect" BLOB)',
        "INSERT INTO river VALUES (1, '中文', 0.00001), (2, NULL, 120.0), (3, '', 0.1 + 0.2), (4, '4', x'00ff'), "
        "(5, '5', -9999), (6, '6', 1e-4), (7, '7', -0.5)",
    )
    batches = fetch(read={"watermark": None})
    assert rows(batches, 'se"lect') == ["0.00001", "120.0", "0.3", "00FF", "-9999", "0.0001", "-0.5"]
    assert rows(batches, "at")[:3] == ["中文", None, ""]


def test_names_cannot_leave_their_quotes(run, fetch, refusal):
    run(
        'CREATE TABLE "a""; DROP TABLE river; --" ("i d" INTEGER NOT NULL, "x""y" TEXT NOT NULL)',
        "INSERT INTO \"a\"\"; DROP TABLE river; --\" VALUES (1, ''' OR 1=1 --')",
        *river(1),
    )
    read = {"table": 'a"; DROP TABLE river; --', "watermark": 'x"y', "keys": ("i d",)}
    batches = fetch(read=read)
    assert rows(batches, 'x"y') == ["' OR 1=1 --"]
    assert fetch(after(batches), read=read) == []
    assert refusal(read={"table": "river; DROP TABLE river"}).code == "table_missing"
    assert rows(fetch()) == ["0"]


@pytest.mark.parametrize("kept", ["not json", "[]", '{"table": "river"}', '{"file": "a", "size": 1}', "null"])
def test_a_position_of_something_else_begins_anew(run, fetch, kept):
    run(*river(2))
    assert rows(fetch(FetchState(position=kept))) == ["0", "1"]


def test_a_changed_key_begins_anew(run, fetch):
    run(*river(2))
    batches = fetch()
    assert rows(fetch(after(batches), read={"keys": ("id", "level")})) == ["0", "1"]


def test_a_missing_file_is_told_and_not_made(tmp_path, refusal):
    assert refusal().code == "database_missing"
    assert not (tmp_path / "source.db").exists()


def test_what_is_no_database_is_told(tmp_path, refusal):
    (tmp_path / "source.db").write_bytes(b"x" * 4096)
    assert refusal().code == "unreadable_database"


def test_missing_tables_and_columns_are_told(run, refusal):
    run(*river(1))
    assert refusal(read={"table": "lake"}).code == "table_missing"
    assert refusal(read={"watermark": "AT2"}).code == "column_missing"
    assert "id, at, level" in refusal(read={"keys": ("no",)}).en
    assert refusal(read={"table": None}).code == "wrong_option"


def test_a_batch_over_the_size_limit_is_given_up(run, refusal):
    run(*river(1), f"UPDATE river SET level = '{'x' * 5000}'")
    assert refusal(max_bytes=4000).code == "batch_too_large"
    assert refusal(max_bytes=4000, read={"watermark": None}).code == "batch_too_large"


def test_text_in_another_encoding_is_told(run, refusal):
    run(*river(1), "UPDATE river SET level = CAST(x'd6d0' AS TEXT)")
    assert refusal().code == "undecodable_text"


def test_an_overlap_over_something_that_is_no_time_is_told(run, fetch, refusal):
    run("CREATE TABLE river (id INTEGER NOT NULL, at INTEGER NOT NULL)", "INSERT INTO river VALUES (1, 5)")
    batches = fetch(overlap=60)
    assert refusal(since=after(batches), overlap=60).code == "wrong_option"


def test_a_locked_database_is_asked_again_and_then_given_up(run, refusal, tmp_path):
    run(*river(1))
    # Another process: within one, SQLite's locks do not hold between two copies of the library.
    writer = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", writer, str(tmp_path / "source.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert refusal(attempts=2).code == "unreachable"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://name:a-secret@host/x", "secret_in_address"),
        ("postgresql://host/x?password=a-secret", "secret_in_address"),
        ("postgresql://host/x?options=-c", "unsupported_address"),
        ("postgresql://host/", "unsupported_address"),
        ("postgresql://host:a-secret/x", "unsupported_address"),
        ("mysql://host/x", "unsupported_address"),
        ("sqlite://", "unsupported_address"),
        ("sqlite:///x?mode=rwc", "unsupported_address"),
    ],
)
def test_an_address_that_is_not_good_is_told_without_its_secret(refusal, url, code):
    error = refusal(url=url)
    assert error.code == code
    assert "a-secret" not in str(error)


@pytest.mark.parametrize(
    ("text", "seconds", "before"),
    [
        ("2026-03-02 08:00:00", 60, "2026-03-02 07:59:00"),
        ("2026-03-02T08:00:00.123456+08:00", 1, "2026-03-02T07:59:59"),
        ("2026-03-02", 60, "2026-03-01"),
        ("2026-03-02", 86400, "2026-03-01"),
        ("2026-03-02", 86401, "2026-02-28"),
        ("0001-01-01 00:00:00", 60, None),
        ("5", 60, None),
        ("20260302080000", 60, None),
        ("", 60, None),
    ],
)
def test_a_little_before_a_time_keeps_its_form(text, seconds, before):
    assert earlier_text(text, seconds) == before


@pytest.mark.parametrize("watermark", ["at", None])
def test_a_column_that_is_empty_for_long_is_text_all_the_same(run, fetch, watermark):
    """The driver tells a column's type by its first piece, and holds one without a value to be of numbers."""
    many = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5001)"
    run(
        "CREATE TABLE river (id INTEGER NOT NULL, at TEXT NOT NULL, note TEXT, never TEXT)",
        f"INSERT INTO river SELECT i, '2026-03-01', iif(i = 5001, '=洪水', NULL), NULL FROM ({many} SELECT i FROM n)",
    )
    [[one]] = fetch(read={"watermark": watermark})
    table = pl.read_parquet(one.path)
    assert table.schema == dict.fromkeys(("id", "at", "note", "never"), pl.String)
    assert table["note"].drop_nulls().to_list() == ["=洪水"]
    assert table["never"].null_count() == table.height == 5002
