"""The gate reads the registry's figures from the build and from the release that readers see."""

import duckdb
import pytest

from ecolake.errors import GateError
from ecolake.warehouse import gates
from ecolake.warehouse.record import FILE
from ecolake.warehouse.sources import BUILD_FILE

USUAL = {"mentions": 10_000, "largest_cluster": 150, "mentions_per_enterprise": 8, "churn": 0}


def write(path, runs, approved=()):
    """A warehouse file whose schema `lake` tells these figures, by run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        f"({run}, '{figure}', '', {value}::double)"
        for run, told in runs.items()
        for figure, value in told.items()
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema lake")
        connection.execute(
            "create view lake.registry_figure as select * from"
            f" (values {', '.join(rows)}) as t(run, figure, source, value)"
        )
        listed = ", ".join(map(str, approved)) or "null"
        connection.execute(
            f"create view lake.registry_approval as select unnest([{listed}]::bigint[]) as run"
        )


@pytest.fixture
def files(home):
    """Write the release, and the build with further runs."""

    def make(*later, approved=()):
        runs = {number: USUAL | told for number, told in enumerate(({}, *later), start=1)}
        write(home.warehouse / FILE, {1: runs[1]})
        write(home.build / BUILD_FILE, runs, approved)
        return home

    return make


def test_a_jump_since_the_release_is_red_before_any_suite_runs(files, monkeypatch):
    home = files({"largest_cluster": 900})
    assert [one.figure for one in gates.registry_jumps(home)] == ["largest_cluster"]
    balanced = gates.Reconciliation(0, 0, 0, 0, 0, ())
    monkeypatch.setattr(gates, "reconcile", lambda _: balanced)
    with pytest.raises(GateError, match="registry_jumped"):
        gates.check(home)


def test_a_quiet_day_passes(files):
    assert gates.registry_jumps(files({"largest_cluster": 151})) == []


def test_an_approved_jump_passes(files):
    assert gates.registry_jumps(files({"largest_cluster": 900}, approved=[2])) == []


def test_the_first_release_has_nothing_to_be_held_against(home):
    write(home.build / BUILD_FILE, {1: USUAL})
    assert gates.registry_jumps(home) == []
