import re

import duckdb
import pytest

from ecolake.errors import GateError
from ecolake.warehouse import expectations, gates
from ecolake.warehouse.profiles import KEYS
from ecolake.warehouse.sources import BUILD_FILE, prepare

AIR = "mee.air_station_hourly"


def reconcile_after(tiny, *, sql=()):
    build = prepare(tiny.home, tiny.standards)
    with duckdb.connect(str(build.path)) as connection:
        for statement in sql:
            connection.execute(statement)
    return gates.reconcile(tiny.home)


def test_the_books_of_a_good_lake_balance(tiny):
    books = reconcile_after(tiny)
    assert books.balanced
    assert (books.accounts, books.received, books.accepted, books.rejected) == (5, 12, 11, 1)


def test_an_empty_lake_balances(home, few):
    prepare(home, few)
    assert gates.reconcile(home).balanced


@pytest.mark.parametrize(
    ("account", "checks"),
    [
        ({"received": 3}, ["account"]),
        ({"duplicate": 1}, ["account"]),
        ({"accepted": 1, "duplicate": 1}, ["accepted_rows"]),
        ({"accepted": 1, "rejected": 1}, ["accepted_rows", "rejected_rows"]),
        ({"received": 4, "accepted": 4}, ["accepted_rows"]),
    ],
)
def test_an_account_that_does_not_fit_its_rows_is_found(tiny, account, checks):
    batch = tiny.deliver(AIR, [{"station_code": "1"}, {"station_code": "2"}], account=account)
    found = reconcile_after(tiny).imbalances
    assert [one.check for one in found] == checks
    assert {(one.dataset, one.batch) for one in found} == {(AIR, batch)}


def test_rows_without_an_account_that_show_through_are_found(tiny):
    tiny.deliver(AIR, [{"station_code": "1"}], accounted=False)
    leaky = (
        "create or replace view lake.mee__air_station_hourly as select 'ffff' as _batch, 'x' as station_code"
    )
    found = reconcile_after(tiny, sql=[leaky]).imbalances
    assert ("unaccounted_rows", "ffff", 0, 1) in [
        (one.check, one.batch, one.expected, one.found) for one in found
    ]


def test_a_staging_view_with_two_rows_for_a_key_is_found(tiny):
    every_version = [
        "create schema staging",
        "create view staging.stg_mee__air_station_hourly as from lake.mee__air_station_hourly",
    ]
    (found,) = reconcile_after(tiny, sql=every_version).imbalances
    assert (found.check, found.expected, found.found) == ("current_rows", 2, 3)


def test_a_red_gate_names_the_batch(tiny):
    batch = tiny.deliver(AIR, [], account={"received": 1})
    prepare(tiny.home, tiny.standards)
    with pytest.raises(GateError, match=batch):
        gates.check(tiny.home)


MARTS = [
    (
        "create table catalogue_category as select 'mee' as source, 'air' as dataset, {received} as received,"
        " 1 as accepted, {rejected} as rejected, 0 as duplicate, 'PT2H' as fresh_within,"
        " timestamptz '2026-03-02 00:00:00+00' as last_received_at"
    ),
    "create table air_quality_hourly as select 'A' as station_code, now() as observed_at, {aqi} as aqi",
    "create table account as select 'mee' as source, 'air' as dataset, 'b' as batch",
    "create table catalogue_item as select 'mee' as source, 'air' as dataset, 'aqi' as item",
    "create table enterprise_file as select {code} as enterprise_code",
    (
        "create table monitoring_reading_hourly as select 'D' as device_number, 'a' as pollutant_code,"
        " now() as hour_started_at"
    ),
]


# The other marts are looked at for their keys alone.
MARTS += [
    f"create table {mart} as select " + ", ".join(f"'x' as {column}" for column in key)
    for mart, key in KEYS.items()
    if not any(f"create table {mart} " in statement for statement in MARTS)
]


def run_suite(home, *, skip=None, received=1, rejected=0, aqi=50, code="'91'"):
    path = home.build / BUILD_FILE
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        for statement in MARTS:
            if skip is None or skip not in statement:
                connection.execute(statement.format(received=received, rejected=rejected, aqi=aqi, code=code))
    return expectations.run(home)


def test_a_good_build_passes_and_leaves_its_report(home):
    report = run_suite(home)
    assert report.passed
    assert [one.column for one in report.warnings] == ["minutes_overdue"]
    page = report.docs.read_text(encoding="utf-8")
    assert "may go out; 1 to be looked at" in page
    assert "mee.air = " in page
    for path in report.docs.parent.rglob("*.html"):
        assert not re.search(r"<(link|script|img)[^>]*(src|href)=.https?:", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("planted", "column"),
    [
        ({"aqi": 501}, "highest_aqi"),
        ({"aqi": -1}, "lowest_aqi"),
        ({"received": 2}, "difference"),
        ({"code": "null::varchar"}, "rows_without_key"),
        ({"skip": "enterprise_file"}, "mart"),
    ],
)
def test_a_planted_fault_holds_the_release(home, planted, column):
    report = run_suite(home, **planted)
    assert not report.passed
    assert column in [one.column for one in report.critical]


def test_a_source_that_sends_rubbish_does_not_hold_the_others(home):
    report = run_suite(home, received=10, rejected=9)
    assert report.passed
    assert "rejected_share" in [one.column for one in report.warnings]
