"""A changed standard judges landed batches again: as a fresh home would, and whole or not at all, wherever it is killed."""

from itertools import count

import duckdb
import pytest

from ecolake import accounts, lake
from ecolake.acceptance import accept_pending
from ecolake.home import Home
from ecolake.landing import Fetched, land
from ecolake.reacceptance import reaccept
from ecolake.standards.load import load
from ecolake.visibility import visible
from ecolake.warehouse.hashes import hash_schemas
from ecolake.warehouse.sources import prepare

STAGE = "water.stage"
HEAD = "STCD,TM,Z,WPTN\n"
# A row, a correction and a repetition of it, a rule breaker, and a row that the narrower range keeps out.
DELIVERIES = (
    "ABC,2026-01-01T00:00:00,100,4\nZX,2026-01-01T00:00:00,200,5\n",
    "ABC,2026-01-01T00:00:00,90000,4\nZX,2026-01-01T00:00:00,200,5\n",
    "ABC,2026-01-01T00:00:00,100,4\nZX,2026-01-01T01:00:00,,5\n",
    "ABC,2026-01-01T00:00:00,90000,4\nABC,2026-01-01T00:00:00,100,4\n",
)


class Killed(BaseException):
    """Stands for the end of the process: nothing in the house may catch it."""


@pytest.fixture
def land_all(tmp_path, clock):
    """Land the deliveries, in order, in a home of that name."""

    def run(name):
        home = Home(tmp_path / name / "var", tmp_path / name / "raw", tmp_path)
        for number, text in enumerate(DELIVERIES):
            path = tmp_path / f"{number}.csv"
            path.write_text(HEAD + text, encoding="utf-8")
            land(home, "water", "stage", [Fetched(path.name, path, "test", clock())])
        return home

    return run


@pytest.fixture
def narrow(spoil):
    """Narrow the range of the water level."""
    return lambda: load(spoil("elements/water.yaml", "range: [-10, 6000]", "range: [-10, 500]"))


def content(home, standards):
    """Hashes of what an analyst would see."""
    with home.lock("build"):
        file = prepare(home, standards)
    with duckdb.connect(str(file.path), read_only=True) as connection:
        found = hash_schemas(connection, ("lake",))
    return {name: found[f"lake.{name}"] for name in ("water__stage", "water__stage__rejected", "accounts")}


def test_a_narrower_range_gives_what_a_fresh_home_gives(land_all, little, narrow, clock):
    home = land_all("old")
    accept_pending(home, load(little), STAGE, clock=clock)
    before = content(home, load(little))
    standards = narrow()
    done = accept_pending(home, standards, STAGE, clock=clock)
    assert [(one.attempt, one.accepted, one.rejected, one.duplicate) for one in done] == [
        (2, 2, 0, 0), (2, 0, 1, 1), (2, 0, 1, 1), (2, 0, 1, 1),
    ]  # fmt: skip
    fresh = land_all("fresh")
    accept_pending(fresh, standards, STAGE, clock=clock)
    assert content(home, standards) == content(fresh, standards) != before
    assert accept_pending(home, standards, STAGE, clock=clock) == []


def test_back_again_gives_what_was_there(land_all, little, narrow, spoil, clock):
    home, standards = land_all("old"), load(little)
    accept_pending(home, standards, STAGE, clock=clock)
    before = content(home, standards)
    accept_pending(home, narrow(), STAGE, clock=clock)
    accept_pending(home, standards, STAGE, clock=clock)
    assert content(home, standards) == before


@pytest.mark.parametrize("every", [False, True])
def test_killed_before_any_write_the_old_account_is_the_truth_and_a_rerun_finishes(
    land_all, little, narrow, clock, monkeypatch, every
):
    home, old = land_all("old"), load(little)
    accept_pending(home, old, STAGE, clock=clock)
    new = old if every else narrow()
    fresh = land_all("fresh")
    accept_pending(fresh, new, STAGE, clock=clock)
    wanted = content(fresh, new)
    monkeypatch.setattr("ecolake.acceptance.GROUP_BYTES", 1)  # a commit a batch
    append, keep, commit = lake.append, lake.keep_attempts, accounts.commit
    for dies_at in count():
        steps = iter(range(dies_at))

        def dying(write, steps=steps):
            def step(*args):
                if next(steps, None) is None:
                    raise Killed
                return write(*args)

            return step

        with monkeypatch.context() as patch:
            patch.setattr(lake, "append", dying(append))
            patch.setattr(lake, "keep_attempts", dying(keep))
            patch.setattr(accounts, "commit", dying(commit))
            try:
                accept_pending(home, new, STAGE, again=every and dies_at == 0, clock=clock)
                break
            except Killed:
                shown = visible(home, lake.accepted("water/stage"), new.datasets[STAGE], None).collect()
                told = accounts.of_dataset(home, "water", "stage").values()
                assert shown.height == sum(one.accepted for one in told)
    assert dies_at > 5 or every
    assert content(home, new) == wanted
    assert lake.row_count(home, lake.accepted("water/stage")) == sum(
        one.accepted for one in accounts.of_dataset(home, "water", "stage").values()
    )


def test_all_judges_against_what_has_arrived_since(land_all, little, spoil, tmp_path, clock):
    station = (
        (little / "datasets/water/stage.yaml").read_text("utf-8").replace('category: "1"', 'category: "2"')
    )
    station = station.replace("key: [station, observed_at]", "key: [station]")
    station = station[: station.index("items:")] + "items:\n  station: {element: code, required: true}\n"
    (little / "datasets/water/station.yaml").write_text(station, encoding="utf-8")
    old = "station: {element: code, required: true}"
    spoil(
        "datasets/water/stage.yaml",
        old,
        old.replace("true}", "true, references: {to: water.station.station, severity: reject}}"),
    )
    spoil(
        "sources/water.yaml",
        "datasets:\n",
        "datasets:\n  station: {read: {format: csv}, map: {STCD: station}}\n",
    )
    home, standards = land_all("old"), load(little)
    for codes in ("ZX", "ABC"):
        path = tmp_path / "stations.csv"
        path.write_text(f"STCD\n{codes}\n", encoding="utf-8")
        land(home, "water", "station", [Fetched(path.name, path, "test", clock())])
        accept_pending(home, standards, "water.station", clock=clock)
        if codes == "ZX":
            accept_pending(home, standards, STAGE, clock=clock)
    assert reaccept(home, standards, clock=clock) == []
    (found,) = reaccept(home, standards, [STAGE], every=True, clock=clock)
    assert (found.batches, found.before["accepted"], found.after["accepted"]) == (4, 1, 5)
    fresh = land_all("fresh")
    for codes in ("ZX", "ABC"):
        path.write_text(f"STCD\n{codes}\n", encoding="utf-8")
        land(fresh, "water", "station", [Fetched(path.name, path, "test", clock())])
    reaccept(fresh, standards, clock=clock)
    assert content(fresh, standards) == content(home, standards)


def test_rows_written_before_attempts_were_counted_are_of_the_first(
    land_all, little, narrow, clock, monkeypatch
):
    home, standards = land_all("old"), load(little)
    append = lake.append
    with monkeypatch.context() as patch:
        patch.setattr(
            lake,
            "append",
            lambda home, table, rows: append(
                home, table, rows.drop(lake.ATTEMPT, "generation", strict=False)
            ),
        )
        accept_pending(home, standards, STAGE, clock=clock)
    assert lake.ATTEMPT not in lake.schema(home, lake.accepted("water/stage"))
    fresh = land_all("fresh")
    accept_pending(fresh, standards, STAGE, clock=clock)
    assert content(home, standards) == content(fresh, standards)
    new = narrow()
    assert len(accept_pending(home, new, STAGE, clock=clock)) == len(DELIVERIES)
    accept_pending(fresh, new, STAGE, clock=clock)
    assert content(home, new) == content(fresh, new)
