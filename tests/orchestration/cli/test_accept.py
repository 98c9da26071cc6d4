"""`accept` takes files by the same path as a run, and says what became of every row."""

import json

import pytest

from tests.orchestration.cli.conftest import WRONG, enterprise, hour, registry, station

AIR = ("--source", "mee", "--dataset", "air_station_hourly")
REGISTRY = ("--source", "market_regulation", "--dataset", "enterprise")
FIGURES = ("received", "accepted", "rejected", "duplicate")
FORM = {"source", "dataset", *FIGURES, "flagged", "status", "batch", "notes"}


def test_json_is_one_array_with_an_account_a_file(ecolake, given):
    one, two = (
        given("one.geojson", hour(station("1001A"))),
        given("two.geojson", hour(station("1002A"), station("-;"))),
    )
    result = ecolake("accept", *AIR, "--json", one, two)
    assert result.exit_code == 0
    accounts = json.loads(result.stdout)
    assert [set(account) for account in accounts] == [FORM, FORM]
    assert [[account[figure] for figure in FIGURES] for account in accounts] == [[1, 1, 0, 0], [2, 1, 1, 0]]


def test_rejected_rows_are_no_failure(ecolake, given):
    result = ecolake("accept", *REGISTRY, "--json", given("all.csv", registry(enterprise(WRONG))))
    assert (result.exit_code, json.loads(result.stdout)[0]["rejected"]) == (0, 1)


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>login</body></html>", b'{"type": "FeatureCollection", "feat']
)
def test_an_unreadable_file_ends_with_3_and_the_others_are_accepted(ecolake, given, data):
    sound = given("sound.geojson", hour(station("1001A")))
    result = ecolake("accept", *AIR, "--json", given("bad.geojson", data), sound)
    bad, good = json.loads(result.stdout)
    assert result.exit_code == 3
    assert (bad["status"], bad["received"], bad["rejected"]) == ("unreadable", 1, 1)
    assert (good["status"], good["accepted"]) == ("accepted", 1)


def test_the_same_file_again_is_the_same_batch_and_says_so(ecolake, given):
    path = given("hour.geojson", hour(station("1001A")))
    first, again = (json.loads(ecolake("accept", *AIR, "--json", path).stdout)[0] for _ in range(2))
    assert again["batch"] == first["batch"]
    assert "accepted before" in again["notes"][-1]


def test_a_person_sees_the_account_and_the_total(ecolake, given):
    paths = [given(f"{name}.geojson", hour(station(name))) for name in ("1001A", "1002A")]
    shown = ecolake("accept", *AIR, *paths).stdout
    assert "1001A.geojson" in shown
    assert "合计 total" in shown
    assert "ecolake materialize mart" in shown


def test_a_file_that_is_not_there_ends_with_3_and_nothing_is_accepted(ecolake, given, tmp_path):
    result = ecolake("accept", *AIR, given("hour.geojson", hour(station("1001A"))), tmp_path / "none.geojson")
    assert result.exit_code == 3
    assert "none.geojson" in result.stderr.replace("\n", "").replace("│", "").replace(" ", "")
    assert not list(tmp_path.rglob("manifest.json"))


def test_the_real_hour_is_accounted_for(ecolake, real_data):
    result = ecolake("accept", *AIR, "--json", real_data / "cnemc_air_2017-07-07T16.geojson")
    (account,) = json.loads(result.stdout)
    assert account["received"] == 1495
    assert account["received"] == account["accepted"] + account["rejected"] + account["duplicate"]
