"""A key that a delivery of the whole leaves out is withdrawn, and nothing is while the delivery may not be the whole."""

import duckdb
import pytest

from ecolake import accounts
from ecolake.acceptance import accept_pending
from ecolake.errors import StandardsError
from ecolake.home import Home
from ecolake.landing import Fetched, land
from ecolake.standards.load import load
from ecolake.warehouse.sources import prepare
from ecolake.warehouse.views import current

STAGE = "water.stage"
SOURCE = "sources/water.yaml"
READ = "    read: {format: csv}\n"


@pytest.fixture
def withdrawing(spoil):
    return load(spoil(SOURCE, READ, READ + "    delivers: snapshot\n    absence: withdrawn\n"))


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "var", tmp_path / "raw", tmp_path)


@pytest.fixture
def deliver(home, tmp_path, clock):
    """Accept a snapshot of stations, each `code` or `code=stage`, and return its account."""
    given = []

    def run(standards, *stations, text=None, accept=True):
        path = tmp_path / f"{len(given)}.csv"
        given.append(path)
        rows = [(*one.split("="), "100")[:2] for one in stations]
        lines = "".join(f"{code},2026-01-01T00:00:00,{stage},4\n" for code, stage in rows)
        # Another title makes other bytes of the same rows.
        path.write_text(text if text is not None else f"STCD,TM,Z,WPTN\n{lines}" + "\n" * len(given), "utf-8")
        land(home, "water", "stage", [Fetched(path.name, path, "test", clock())])
        return accept_pending(home, standards, STAGE, clock=clock)[-1] if accept else None

    return run


@pytest.fixture
def shown(home):
    """What an analyst sees: the current stations, and each version with whether it is in force."""

    def run(standards):
        with home.lock("build"):
            file = prepare(home, standards)
        with duckdb.connect(str(file.path), read_only=True) as connection:
            now = connection.execute(
                f"select station from ({current('water__stage', standards.datasets[STAGE].key)})"
            )
            stations = sorted(row[0] for row in now.fetchall())
            versions = connection.execute(
                "select station, _sequence, is_current, valid_to is null from history.water__stage order by all"
            ).fetchall()
        assert all(is_current == is_open for *_, is_current, is_open in versions)
        return stations, [version[:3] for version in versions]

    return run


def test_what_is_left_out_is_withdrawn_and_what_comes_back_is_in_force_again(withdrawing, deliver, shown):
    assert deliver(withdrawing, "A", "B", "C").withdrawn == 0
    gone = deliver(withdrawing, "A", "C")
    assert (gone.received, gone.accepted, gone.duplicate, gone.withdrawn) == (2, 0, 2, 1)
    assert shown(withdrawing)[0] == ["A", "C"]
    back = deliver(withdrawing, "A", "B", "C")
    assert (back.accepted, back.duplicate, back.withdrawn) == (1, 2, 0)
    assert shown(withdrawing) == (
        ["A", "B", "C"], [("A", 1, True), ("B", 1, False), ("B", 3, True), ("C", 1, True)],
    )  # fmt: skip


def test_a_corrected_key_has_two_versions(withdrawing, deliver, shown):
    deliver(withdrawing, "A", "B")
    deliver(withdrawing, "A=200", "B")
    assert shown(withdrawing) == (["A", "B"], [("A", 1, False), ("A", 2, True), ("B", 1, True)])


def test_absence_means_nothing_unless_the_contract_says_so(little, deliver, shown):
    standards = load(little)
    deliver(standards, "A", "B")
    assert deliver(standards, "A").withdrawn == 0
    assert shown(standards)[0] == ["A", "B"]


def test_a_row_at_fault_is_there(withdrawing, deliver, shown):
    deliver(withdrawing, "A", "B", "C")
    account = deliver(withdrawing, "A", "B=x", "C")
    assert (account.rejected, account.withdrawn) == (1, 0)
    assert shown(withdrawing)[0] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "STCD,TM,Z,WPTN\n",
        "STCD,TM,Z,WPTN\nA,2026-01-01T00:00:00,100,4\n",
        "STCD,TM,Z,WPTN\nA,2026-01-01T00:00:00,100,4\nC,2026-01-01T00:00:00,100,4\nB,2026-01-0",
        "STCD,TM,Z,WPTN\nA,2026-01-01T00:00:00,100,4\nC,2026-01-01T00:00:00,100,4\nB,2026-13-01,100,4\n",
    ],
    ids=["no bytes", "no rows", "too many absent", "cut in a record", "a key that cannot be read"],
)
def test_what_may_not_be_the_whole_withdraws_nothing_and_says_so(withdrawing, deliver, shown, text):
    deliver(withdrawing, "A", "B", "C")
    account = deliver(withdrawing, text=text)
    assert account.withdrawn == 0
    assert any("not withdrawn" in note for note in account.notes)
    assert shown(withdrawing)[0] == ["A", "B", "C"]


def test_snapshots_landed_together_are_judged_one_after_the_other(withdrawing, deliver, shown, home):
    for stations in ("ABC", "AB", "ABC"):
        deliver(withdrawing, *stations, accept=False)
    accept_pending(home, withdrawing, STAGE)
    told = sorted(accounts.of_dataset(home, "water", "stage").values(), key=lambda one: one.sequence)
    assert [(one.accepted, one.withdrawn) for one in told] == [(3, 0), (0, 1), (1, 0)]
    accept_pending(home, withdrawing, STAGE, again=True)
    again = accounts.of_dataset(home, "water", "stage")
    assert [(again[one.batch].accepted, again[one.batch].withdrawn) for one in told] == [
        (3, 0),
        (0, 1),
        (1, 0),
    ]
    assert shown(withdrawing)[0] == ["A", "B", "C"]


def test_only_a_snapshot_can_lack_a_row(spoil):
    with pytest.raises(StandardsError, match="needs delivers: snapshot"):
        load(spoil(SOURCE, READ, READ + "    absence: withdrawn\n"))
