"""From truth to score: what was injected is found again in the landed files, and what a rule could see was caught."""

from functools import partial

import polars as pl
import pytest

from benchmarks.score import scoring
from benchmarks.score.report import show
from benchmarks.score.scoring import score
from ecolake.home import Home
from ecolake.ingestion import ingest
from simulator.demo import serve, simulate
from simulator.departments import plan
from tests.conftest import PROJECT

DATASETS = (
    "development_reform.investment_project",
    "mee.permit_issuance",
    "counties.county_grid_event",
    "water_resources.rainfall",
    "ecology.petition",
    "market_regulation.serious_dishonesty",
)


@pytest.fixture(scope="module")
def brought_in(standards, tmp_path_factory):
    """A home into which three days of six datasets were brought, day by day, with forty times the usual noise."""
    home = Home(tmp_path_factory.mktemp("home") / "var", tmp_path_factory.mktemp("raw"), PROJECT)
    usual = plan._defaults()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "_defaults", partial(dict, {kind: rate * 40 for kind, rate in usual.items()}))
        for days in (1, 2, 3):
            simulated = simulate(
                home.simulated, profile="tiny", days=days, standards=standards, only=DATASETS
            )
            with serve(simulated) as environment:
                for dataset in DATASETS:
                    fault = ingest(home, standards, dataset, environment).fault
                    # The water department's database is off the net on the second day, and caught up on the third.
                    assert (fault is not None) == (dataset == "water_resources.rainfall" and days == 2), fault
    return home


def test_every_fault_is_found_again_and_what_a_rule_can_see_is_caught(standards, brought_in):
    report = score(brought_in, standards, only=DATASETS)
    total = {
        name: sum(getattr(one, name) for one in report.kinds.values())
        for name in ("injected", "lost", "seen", "caught")
    }
    assert total["injected"] > 30
    assert report.missed == []
    assert total["seen"] == total["caught"] > 40
    lost = {kind for kind, one in report.kinds.items() if one.lost}
    assert not lost
    assert report.kinds["misencoded"].caught == 1
    assert report.kinds["added_column"].caught == 2
    assert report.kinds["renamed_column"].caught == 2


def test_no_good_row_is_refused(standards, brought_in):
    report = score(brought_in, standards, only=DATASETS)
    assert report.good > 100
    assert report.refused == {}
    assert report.vanished == {}


def test_a_good_row_that_the_lake_lost_is_told(standards, brought_in, monkeypatch):
    name = "ecology.petition"
    whole, kept = score(brought_in, standards, only=[name]), scoring.outcomes

    def losing(*given):
        # A reader that drops a row leaves it neither accepted nor rejected.
        rows = kept(*given)
        first = rows.filter(outcome="accepted", is_flagged=False)["digest"][0]
        lost = pl.when(digest=first).then(pl.lit("duplicate")).otherwise("outcome")
        return rows.with_columns(outcome=lost)

    monkeypatch.setattr(scoring, "outcomes", losing)
    assert whole.vanished == {}
    assert score(brought_in, standards, only=[name]).vanished[name] > 0


def test_a_fault_of_a_hand_written_feed_that_has_not_landed_is_lost(standards, brought_in):
    # The fixture brings in none of their files.
    report = score(brought_in, standards, only=["mee.air_station_hourly"])
    assert report.kinds["longitude_zero (by hand)"].lost == 3
    assert report.kinds["longitude_zero (by hand)"].caught == 0


def test_the_report_names_the_kinds_that_no_rule_can_see(standards, brought_in):
    lines = list(show(score(brought_in, standards, only=DATASETS), worst=5))
    assert any(line.startswith("| **all** |") for line in lines)
    assert any(line.startswith("kinds that no rule can see:") and "name_typo" in line for line in lines)
