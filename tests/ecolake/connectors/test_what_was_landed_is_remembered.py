"""From a connector's positions, through the landing zone, to what the next fetch is told."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from ecolake.gathering import _state
from ecolake.home import Home
from ecolake.landing import Fetched, land

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_next_fetch_knows_all_positions_and_the_last_one(tmp_path):
    home = Home(tmp_path / "var", tmp_path / "raw", tmp_path)
    for number, position in enumerate(["第一", None, "b", None]):
        path = tmp_path / f"{number}.csv"
        path.write_text(str(number))
        land(home, "source", "dataset", [Fetched(path.name, path, "x", NOW + timedelta(number), position)])
    state = _state(home, SimpleNamespace(source="source", name="dataset", mapping=None), None)
    assert state.position == "b"
    assert state.positions == {"第一", "b"}
    assert len(state.digests) == 4
    assert state.window is None
