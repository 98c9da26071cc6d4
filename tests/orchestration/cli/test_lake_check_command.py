"""`lake check` names what is damaged, and `--mend` makes it again."""

import json

from tests.orchestration.cli.conftest import hour, station


def test_damage_is_named_and_mended(ecolake, given, small_home):
    ecolake(
        "accept",
        "--source",
        "mee",
        "--dataset",
        "air_station_hourly",
        given("h.geojson", hour(station("1001A"))),
    )
    assert (ecolake("lake", "check").exit_code, ecolake("lake", "check", "--json").exit_code) == (0, 0)
    (path,) = (small_home.lake / "accepted/mee/air_station_hourly").glob("*.parquet")
    path.write_bytes(path.read_bytes()[:100])
    found = ecolake("lake", "check", "--json")
    (one,) = json.loads(found.stdout)["damaged"]
    assert (found.exit_code, one["path"], one["table"]) == (1, str(path), "accepted/mee/air_station_hourly")
    told = ecolake("lake", "check")
    assert (told.exit_code, path.name[:20] in told.stdout, "--mend" in told.stdout) == (1, True, True)
    mended = json.loads(ecolake("lake", "check", "--mend", "--json").stdout)
    assert (mended["left"], mended["judged_again"]) == (0, {"mee.air_station_hourly": 1})
    assert ecolake("lake", "check").exit_code == 0
