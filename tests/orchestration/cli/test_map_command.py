"""`ecolake map`: the layers are built once, listed for people and for programs, and a missing map is told."""

import json

import pytest

from tests.support.small_map import home_of


@pytest.fixture
def here(small_home, tmp_path, monkeypatch):
    # After the home that all commands share, whose place this one takes.
    home = home_of(tmp_path / "map")
    monkeypatch.setenv("ECOLAKE_HOME", str(home.root))
    monkeypatch.setenv("ECOLAKE_PROJECT", str(home.project))
    return home


def test_the_layers_are_built_once_and_listed(here, ecolake):
    told = ecolake("map", "list", "--json")
    assert (told.exit_code, json.loads(told.stderr)["error"]["code"]) == (1, "no_map")
    built = json.loads(ecolake("map", "build", "--json").stdout)
    assert (built["is_new"], built["release"], len(built["layers"])) == (True, 1, 3)
    again = json.loads(ecolake("map", "build", "--json").stdout)
    assert (again["is_new"], again["layers"]) == (False, built["layers"])
    listed = json.loads(ecolake("map", "list", "--json").stdout)
    assert listed["folder"] == str((here.root / "map" / "current").resolve())
    assert listed["layers"][0] == built["layers"][0]
    shown = ecolake("map", "list").stdout
    assert "air_station_hour" in shown
    assert "no_place 1, outside 1" in shown
