from datetime import UTC, datetime

import duckdb
import pytest

from ecolake.errors import EcolakeError
from ecolake.warehouse.diff import diff
from ecolake.warehouse.diff_page import page, sentences
from ecolake.warehouse.releases import find, publish
from ecolake.warehouse.sources import BuildFile

COMMON = """
create schema lake;
create table lake.accounts as select 'a' as source, 'b' as dataset, 1 as received, 1 as accepted, 0 as rejected,
  0 as duplicate;
create table lake.mart as select * from (values
  ('outlet', 'permit', ['code', 'year'], ''), ('note', '', [], ''), ('typed', '', ['code'], ''),
  ('quiet', '', ['n'], '')) as t(mart, subject, key_columns, description);
create table quiet as select 1 as n;
"""
BEFORE = """
create table outlet as select * from (values
  ('A', 2025, 1.5, 'old', ['x']), ('B', 2025, 2.5, null, ['y']), ('C', 2025, 3.5, 'c', null)) as t(code, year, kg, word, list);
create table note as select unnest(['one', 'two', 'two']) as text;
create table bygone as select 1 as n;
create table typed as select * from (values ('A', 1, {'a': 1}), ('B', 2, {'a': 2})) as t(code, level, held);
create view enterprise_document as select 1 as n;
"""
AFTER = """
create table outlet as select * from (values
  ('A', 2025, 1.5, 'new', ['x']), ('B', 2025, 2.5, '<b>', ['y', 'z']), ('D', 2025, 4.5, 'd', null))
  as t(code, year, kg, word, list);
alter table outlet add column extra integer;
create table note as select unnest(['one', 'two', 'three']) as text;
create table fresh as select unnest([1, 2]) as n;
create table typed as select * from (values ('A', '1', 'none'), ('B', 'high', null)) as t(code, level, held);
create view enterprise_document as select 2 as n;
"""


@pytest.fixture
def two(home):
    home.build.mkdir(parents=True)
    for number, marts in enumerate((BEFORE, AFTER), start=1):
        path = home.build / f"{number}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(COMMON + marts)
        publish(home, BuildFile(path, f"mark{number}", {}), now=datetime(2026, 3, number, tzinfo=UTC))
    return home


@pytest.fixture
def found(two):
    return {one.table: one for one in diff(two, find(two, 1), find(two, 2)).tables}


def test_rows_are_told_apart_by_the_key_that_the_mart_declares(found):
    outlet = found["outlet"]
    assert (outlet.key, outlet.rows) == (("code", "year"), (3, 3))
    assert (outlet.added, outlet.removed, outlet.changed) == (1, 1, 2)
    assert [row["code"] for row in outlet.added_rows] == ["D"]
    assert [row["code"] for row in outlet.removed_rows] == ["C"]


def test_a_changed_row_shows_the_columns_that_differ_before_and_after(found):
    first, second = found["outlet"].changed_rows
    assert (first.key, first.before, first.after) == (
        {"code": "A", "year": 2025},
        {"word": "old"},
        {"word": "new"},
    )
    assert second.before == {"word": None, "list": ["y"]}
    assert found["outlet"].columns == (("word", 2), ("list", 1))


def test_columns_that_came_are_named(found):
    assert found["outlet"].new_columns == ("extra",)


def test_a_column_whose_type_changed_is_compared_as_text(found):
    assert found["typed"].columns == (("held", 2), ("level", 1))
    assert found["typed"].changed_rows[1].before == {"level": "2", "held": "{'a': 2}"}


def test_what_shows_other_marts_again_is_compared_only_when_asked_for(two, found):
    assert "enterprise_document" not in found
    (asked,) = diff(two, find(two, 1), find(two, 2), "enterprise_document").tables
    assert asked.state == "changed"


def test_without_a_key_equal_rows_are_counted(found):
    note = found["note"]
    assert (note.added, note.removed, note.changed) == (1, 1, 0)
    assert (note.added_rows, note.removed_rows) == (({"text": "three"},), ({"text": "two"},))


def test_tables_come_and_go_and_stay(found):
    assert {name: one.state for name, one in found.items()} == {
        "bygone": "gone",
        "fresh": "new",
        "note": "changed",
        "outlet": "changed",
        "quiet": "same",
        "typed": "changed",
    }
    assert (found["fresh"].added, found["bygone"].removed) == (2, 1)


def test_a_release_does_not_differ_from_itself(two):
    same = diff(two, find(two, 2), find(two, 2))
    assert {one.state for one in same.tables} == {"same"}
    assert "say the same" in sentences(same)[1]


def test_samples_are_bounded_and_counts_are_not(two):
    (outlet,) = diff(two, find(two, 1), find(two, 2), "outlet", sample=1).tables
    assert (outlet.changed, len(outlet.changed_rows)) == (2, 1)


def test_a_table_that_neither_has_is_an_error(two):
    with pytest.raises(EcolakeError, match="no_such_table"):
        diff(two, find(two, 1), find(two, 2), "nothing")


def test_the_page_tells_it_and_no_value_becomes_markup(two):
    html = page(diff(two, find(two, 1), find(two, 2)))
    assert "5 of 6 marts changed" in html
    assert "<ins>new</ins>" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
