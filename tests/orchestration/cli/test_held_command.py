"""`held` lists what waits, shows why, and carries out what a person decides; runs and Dagster tell of it."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from assets.figures import accepted_figures
from ecolake import accounts
from ecolake.drift import holds
from ecolake.ingestion import Ingested
from ecolake.warehouse.sources import prepare
from orchestration.cli.brought import dataset_records, show_brought
from orchestration.cli.output import console
from tests.orchestration.cli.conftest import hour, station

AIR = ("--source", "mee", "--dataset", "air_station_hourly")
MODEL = Path(__file__).parents[3] / "dbt_project" / "models" / "marts" / "batch_hold.sql"
STATIONS = 600
DATASET = "mee.air_station_hourly"


@pytest.fixture
def held(ecolake, given):
    """An hour of the network, and the next in nanograms; what `accept` says of it."""
    first = hour(*(station(f"{1000 + n}A") for n in range(STATIONS)))
    next_ = hour(
        *(station(f"{1000 + n}A", time="2017-07-07T17:00:00", pm2_5="34000") for n in range(STATIONS))
    )
    result = ecolake("accept", *AIR, "--json", given("16.geojson", first), given("17.geojson", next_))
    assert result.exit_code == 0
    good, waiting = json.loads(result.stdout)
    assert (good["status"], good["accepted"]) == ("accepted", STATIONS)
    assert set(waiting) == set(good)
    assert (waiting["status"], waiting["received"], waiting["accepted"]) == ("held", STATIONS, 0)
    return waiting["batch"]


def test_list_and_show_say_what_waits_and_why(ecolake, held):
    shown = ecolake("held").stdout
    assert held[:8] in shown
    (listed,) = json.loads(ecolake("held", "--json").stdout)
    assert (listed["batch"], listed["event"], listed["rows"]) == (held, "held", STATIONS)
    assert "疑似单位由 ug/m3 改为 ng/m3" in listed["sentence_zh"]
    (finding,) = listed["findings"]
    assert (finding["kind"], finding["item"], finding["column"]) == ("unit", "pm2_5_1h", "pm2_5")
    assert "17.geojson" in ecolake("held", "show", held[:6]).stdout
    assert json.loads(ecolake("held", "show", held[:6], "--json").stdout)["files"] == ["17.geojson"]


def test_release_accepts_at_once_and_the_list_is_empty(ecolake, held):
    result = ecolake("held", "release", held[:6], "--reason", "confirmed", "--by", "li", "--json")
    decided = json.loads(result.stdout)
    assert (decided["event"], decided["who"], decided["reason"]) == ("released", "li", "confirmed")
    # The standard judges the rows all the same: no such air has been measured.
    assert decided["account"]["received"] == STATIONS
    assert "no batch waits" in ecolake("held").stdout
    again = ecolake("held", "release", held, "--reason", "again", "--by", "li")
    assert again.exit_code == 2
    assert "no_such_hold" in again.stderr


def test_refuse_needs_a_reason_and_rejects_every_record(ecolake, held, small_home):
    assert ecolake("held", "refuse", held, "--reason", " ", "--by", "li").exit_code == 2
    shown = ecolake("held", "refuse", held, "--reason", "wrong unit", "--by", "li").stdout
    assert "refused" in shown
    account = accounts.of_dataset(small_home, "mee", "air_station_hourly")[held]
    assert (account.status, account.rejected) == ("refused", STATIONS)


def test_run_and_dagster_tell_of_it_without_failing(held, small_home, standards, capsys):
    waiting = tuple(holds.waiting(small_home, "mee", "air_station_hourly"))
    found = Ingested(DATASET, (), (), None, 0.0, waiting)
    records = {one["dataset"]: one for one in dataset_records(standards, [found])}
    assert records["air_station_hourly"]["status"] == "held"
    assert records["air_station_hourly"]["held"] == [held]
    show_brought(console(), standards, [found])
    assert "ecolake held" in capsys.readouterr().out
    figures = accepted_figures(small_home, standards.datasets[found.dataset_id], (), waiting)
    assert figures["held_batches"] == 1
    assert held[:8] in figures["held"].md_str


def test_warehouse_shows_what_waits_and_what_became_of_it(ecolake, held, small_home, standards):
    one = replace(standards, datasets={DATASET: standards.datasets[DATASET]})

    def rows():
        build = prepare(small_home, one)
        sql = MODEL.read_text(encoding="utf-8").replace("{{ source('lake', 'holds') }}", "lake.holds")
        with duckdb.connect(str(build.path)) as connection:
            return connection.execute(f"select batch, state, kinds, reason from ({sql})").fetchall()

    assert rows() == [(held, "waiting", ["unit"], None)]
    ecolake("held", "refuse", held, "--reason", "wrong unit", "--by", "li")
    assert rows() == [(held, "refused", ["unit"], "wrong unit")]


def test_one_file_sent_to_two_datasets_is_decided_on_for_each(ecolake, held, small_home):
    (hold,) = holds.everything(small_home)
    holds.append(small_home, [replace(hold, dataset="air_city_daily")])
    unclear = ecolake("held", "refuse", held, "--reason", "wrong unit", "--by", "li")
    assert unclear.exit_code == 2
    assert "ambiguous_batch" in unclear.stderr
    named = ecolake("held", "refuse", held, "--reason", "wrong unit", "--by", "li", "--dataset", DATASET)
    assert named.exit_code == 0
    (left,) = [one for one in holds.everything(small_home) if one.waits]
    assert left.dataset == "air_city_daily"
