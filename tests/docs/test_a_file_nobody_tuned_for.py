"""docs/how-to/bring-in-a-file-nobody-tuned-for.md, followed: YAML alone, on a small file and, where they are, the real ones."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from benchmarks.real_file import DATASET, PAGE, days, follow
from ecolake import lake
from ecolake.domain.air.daily import daily_index, daily_sums
from ecolake.ingestion import accept_files
from ecolake.proof.prove import prove
from ecolake.rejects.rows import rejected_rows
from ecolake.standards.compile import compile_dataset
from ecolake.standards.load import load

REAL = Path(__file__).parents[2] / "../shared/data/real"
TEXT = PAGE.read_text(encoding="utf-8")
HEADER, *RECORDS = re.search(r'```\n("No".*?)\n```', TEXT, re.DOTALL).group(1).splitlines()
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A home with the page's files added to its standards, and the standards."""
    home = follow(tmp_path_factory.mktemp("page"))
    return home, load(home.standards)


@pytest.fixture
def accept(page, tmp_path):
    """Accept a file of these records below the page's header."""

    def run(name, *records):
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *records, ""]), encoding="utf-8")
        (account,) = accept_files(*page, DATASET, [path])
        assert account.received == account.accepted + account.rejected + account.duplicate
        return account

    return run


def accepted(home, batch):
    rows = lake.scan(home, "accepted/uci/beijing_air_hourly").filter(pl.col("_batch") == batch)
    return rows.sort("_row", "pollutant").collect()


def test_every_declaration_of_the_page_is_proven(page):
    proof = prove(compile_dataset(page[1].datasets[DATASET]))
    assert not proof.failures
    assert proof.proven == proof.enforced == set(proof.declared)


def test_a_record_is_six_readings_in_the_units_of_the_standard_and_a_gap_is_one(page, accept):
    account = accept("two.csv", *RECORDS)
    assert (account.received, account.accepted) == (12, 12)
    assert [(one.rule, one.rows) for one in account.rule_counts] == [("hour_was_measured", 1)]
    rows = accepted(page[0], account.batch)
    assert rows["_row"].to_list() == [2] * 6 + [3] * 6
    monoxide = rows.filter(pollutant="CO").select("city_name", "station_name", "concentration").rows()
    assert monoxide == [("北京市", "Aotizhongxin", Decimal("0.3")), ("北京市", "Aotizhongxin", None)]
    assert rows["observed_at"].dt.strftime("%dT%H%z").unique(maintain_order=True).to_list() == [
        "28T16+0000",
        "28T17+0000",
    ]


def test_a_rejected_reading_names_its_row_and_column_and_mended_the_others_are_known(page, accept):
    bad = RECORDS[0].replace("2013,3,1,0,4,4,", "2014,3,1,0,-4,x,")
    account = accept("bad.csv", bad)
    assert (account.received, account.accepted, account.rejected) == (6, 4, 2)
    rejects = rejected_rows(*page, batch=account.batch)
    assert rejects.select("_row", "rules", "columns").rows() == [
        (2, ["concentration.unread"], ["PM10"]),
        (2, ["concentration_is_not_negative"], ["PM2.5"]),
    ]
    assert '"PM2.5":"-4","PM10":"x"' in rejects["payload"][0]
    mended = accept("mended.csv", bad.replace("-4,x", "4,4"))
    assert (mended.received, mended.accepted, mended.duplicate) == (6, 2, 4)


def test_a_record_that_contradicts_an_earlier_one_does_so_reading_by_reading(page, accept):
    first = RECORDS[0].replace("2013", "2015")
    account = accept("twice.csv", first, first.replace(",4,4,4,7,", ",5,4,4,8,"))
    assert (account.received, account.accepted, account.duplicate, account.rejected) == (12, 6, 4, 2)
    rows = rejected_rows(*page, batch=account.batch)
    assert rows["rules"].to_list() == [["key.conflict"]] * 2
    assert rows["_row"].to_list() == [3, 3]


def test_half_a_date_and_a_cell_too_many_are_accounted_for(page, accept):
    dateless = RECORDS[0].replace("2013,3,1,0", "2016,NA,1,0")
    account = accept("dateless.csv", dateless, RECORDS[0].replace("2013", "2016") + ",9")
    assert (account.received, account.rejected) == (7, 7)
    columns = rejected_rows(*page, batch=account.batch)["columns"].to_list()
    assert columns.count(["year、month、day、hour"]) == 6


def test_the_warehouse_makes_days_of_it_and_the_queries_of_the_page_run(page, accept):
    hours = [RECORDS[0].replace("2013,3,1,0", f"2012,7,1,{hour}") for hour in range(24)]
    accept("day.csv", *(hours[:23]), hours[23].replace(",300,77,", ",300,NA,"))
    found = days(page[0])
    (day,) = found.filter(pl.col("day") == date(2012, 7, 1)).to_dicts()
    assert (day["source"], day["dataset"], day["station"]) == ("uci", "beijing_air_hourly", "Aotizhongxin")
    assert (day["valid"], day["aqi"], day["o3_hours"]) == (True, 39, 23)
    assert (day["co_24h"], day["pm2_5_24h"]) == (Decimal("0.300"), Decimal(4))
    import duckdb

    with duckdb.connect() as connection:
        connection.register("air_quality_daily", found)
        assert len(QUERIES) == 2
        assert all(connection.execute(sql).fetchall() for sql in QUERIES)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not on this machine")
def test_the_real_files_come_in_whole_and_their_days_are_those_of_the_page(page):
    home, standards = page
    accounts = [
        account
        for file in sorted(REAL.glob("prsa_*.csv.gz"))
        for account in accept_files(home, standards, DATASET, [file])
    ]
    # 35,064 hours and six pollutants; another test of this module may have brought the first two hours.
    assert [one.received for one in accounts] == [210384, 210384]
    assert all(one.received == one.accepted + one.duplicate for one in accounts)
    batches = [one.batch for one in accounts]
    rows = lake.scan(home, "accepted/uci/beijing_air_hourly").filter(pl.col("_batch").is_in(batches))
    readings = rows.rename({"station_name": "station", "concentration": "value"})
    found = daily_index(daily_sums(readings, "Asia/Shanghai", "begin")).collect(engine="streaming")
    counted = found.group_by("station").agg(pl.len(), pl.col("valid").sum()).sort("station").rows()
    assert counted == [("Aotizhongxin", 1461, 1313), ("Dingling", 1461, 1266)]
    for count in (f"{n:,}" for _, *both in counted for n in both):
        assert count in TEXT
    told = found.filter(~pl.col("valid"))["reasons"].list.len()
    assert told.min() >= 1
