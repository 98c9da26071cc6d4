"""`reaccept` judges landed batches again and shows what that changed; a run that does so says it."""

import json

from ecolake.ingestion import Ingested
from orchestration.cli.notices import show_judged_again
from orchestration.cli.output import console
from tests.orchestration.cli.conftest import hour, station

AIR = ("--source", "mee", "--dataset", "air_station_hourly")


def test_nothing_is_judged_that_was_judged_by_these_standards(ecolake, given):
    ecolake("accept", *AIR, given("hour.geojson", hour(station("1001A"))))
    result = ecolake("reaccept", "mee")
    assert (result.exit_code, "every batch was judged" in result.stdout) == (0, True)


def test_all_shows_figures_before_and_after(ecolake, given):
    ecolake("accept", *AIR, given("hour.geojson", hour(station("1001A"), station("-;"))))
    (one,) = json.loads(ecolake("reaccept", "mee.air_station_hourly", "--all", "--json").stdout)
    assert (one["dataset"], one["batches"]) == ("mee.air_station_hourly", 1)
    assert one["before"] == one["after"]
    assert (one["after"]["accepted"], one["after"]["rejected"]) == (1, 1)
    assert "mee.air_station_hourly" in ecolake("reaccept", "mee", "--all").stdout


def test_a_name_that_is_not_there_is_wrong_usage(ecolake):
    assert ecolake("reaccept", "mee.air_station_hourli").exit_code == 2


def test_a_run_says_what_it_judged_again(ecolake, given, small_home, capsys):
    from ecolake import accounts

    ecolake("accept", *AIR, given("hour.geojson", hour(station("1001A"))))
    ecolake("reaccept", "mee", "--all")
    done = accounts.of_dataset(small_home, "mee", "air_station_hourly").values()
    show_judged_again(console(), [Ingested("mee.air_station_hourly", (), tuple(done), None, 0.0)])
    assert "judged again from their landed bytes" in capsys.readouterr().out
