import threading

import pytest

from ecolake.errors import EcolakeError
from ecolake.warehouse.query import query
from ecolake.warehouse.releases import publish
from ecolake.warehouse.sources import prepare
from tests.support.lake_fixture import home_at, write_tiny_lake


@pytest.fixture(scope="module")
def published(tmp_path_factory, few):
    """One release for all: what is asked of it changes nothing, and making one takes seconds."""
    tiny = write_tiny_lake(home_at(tmp_path_factory.mktemp("published")), few)
    publish(tiny.home, prepare(tiny.home, tiny.standards))
    return tiny.home


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from lake.accounts",
        "from lake.accounts",
        "with a as (select 1 as x) select x from a, range(3)",
        "values (1)",
        "show tables",
        "describe lake.accounts",
        "summarize lake.accounts",
        "select table_name from duckdb_tables()",
        "select unnest([1, 2])",
    ],
)
def test_reading_is_allowed(published, sql):
    columns, rows = query(published, sql)
    assert columns
    assert rows


def test_placeholders_are_filled(published):
    _, rows = query(published, "select count(*) from lake.mee__air_station_hourly where aqi > ?", [50])
    assert rows == [(2,)]


@pytest.mark.parametrize(
    "sql",
    [
        "create table x as select 1",
        "drop table lake.accounts",
        "select 1; select 2",
        "copy (select 1) to '{lake}/x.csv'",
        "explain analyze select 1",
        "set threads = 1",
        "attach '{lake}/x.db'",
        "from '{file}'",
        "describe '{file}'",
        "select * from read_parquet('{file}')",
        "select (select max(telephone) from parquet_scan('{file}'))",
        "select * from query('from read_parquet(''{file}'')')",
        "select * from query_table(['{file}'])",
        "select * from read_text('/etc/hostname')",
        "select * from glob('/*')",
        "",
    ],
)
def test_all_else_is_refused(published, sql):
    file = next((published.lake / "accepted/market_regulation/enterprise").glob("*.parquet"))
    with pytest.raises(EcolakeError, match="query_refused"):
        query(published, sql.format(lake=published.lake, file=file))


def test_a_slip_in_the_sql_is_explained(published):
    with pytest.raises(EcolakeError, match="show tables"):
        query(published, "select nothing from nowhere")


def test_threads_of_one_process_may_query_together(published):
    failures: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(5):
                query(published, "select count(*) from lake.mee__air_station_hourly")
        except EcolakeError as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
