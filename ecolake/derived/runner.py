"""Bring the derived tables up to what is accepted: find the days that are due, work them out, replace them, and say what they are made of.

Days that had other rows are first said to be under way; then the rows of some days are replaced in one commit, and their accounts
follow in another. Killed anywhere between, a day has no account that holds; it is due again, and made again. A day whose rows come out
as they were is not written. Belongs here: the order of these steps. Does not belong here: any of the steps.
"""

import hashlib
import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

import polars as pl

from ecolake import lake
from ecolake.derived import books, days, inputs, keeping, stock, window
from ecolake.derived.code import shape_of
from ecolake.derived.inputs import Inputs
from ecolake.derived.model import AnyTable, DerivedTable, Methods, WholeTable
from ecolake.derived.tables import computable
from ecolake.home import Home
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Standards

Progress = Callable[[str, int, int], None]

# Days whose rows are in memory together, and are one commit.
_AT_A_TIME: Final = 8


@dataclass(frozen=True)
class Brought:
    """What a run has brought about.

    Attributes:
        tables: How many derived tables there are.
        made: Days that were worked out, by table; 1 for a table without days.
        changed: Days whose rows came out otherwise than before, by table.
        seconds: Wall time.
    """

    tables: int
    made: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class _Run:
    """What every table of a run works with."""

    home: Home
    view: window.Window
    methods: Methods
    clock: Callable[[], datetime]
    progress: Progress | None
    runs: pl.DataFrame
    brought: Brought

    def account(self, table: AnyTable, told: "Sequence[dict[str, object]]") -> None:
        """Add accounts, in one commit."""
        number = int(self.runs["number"].max() or 0) + 1  # type: ignore[arg-type]
        shared = {"number": number, "name": table.name, "made_at": self.clock()}
        books.keep_runs(self.home, [{**shared, **one} for one in told])
        self.runs = books.runs(self.home)


def _now() -> datetime:
    return datetime.now(UTC)


def bring_up(
    home: Home,
    standards: Standards,
    *,
    tables: Sequence[AnyTable] | None = None,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = _now,
) -> Brought:
    """Make what is due of the derived tables.

    Args:
        home: The installation.
        standards: The loaded standards.
        tables: The tables, each after those that it reads; by default all that are declared.
        progress: Called with a table, its days done and its days in all.
        clock: Source of the times in the accounts.

    Raises:
        EcolakeError: `derivation_failed`: a table could not be worked out; what was made before it stays.
    """
    started = time.perf_counter()
    wanted = computable(standards) if tables is None else tuple(tables)
    brought = Brought(len(wanted))
    if not wanted:
        return brought
    with (
        home.lock("derived"),
        scratch_folder(home) as scratch,
        window.connect(home, str(scratch)) as connection,
    ):
        stocks = stock.take(connection, home, standards, window.datasets(wanted))
        dated = [read for table in wanted for read in table.reads if read.day and not read.derived]
        spoken = days.learn(home, stocks, dated)
        view = window.Window(home, connection, stocks, spoken, {table.name: table for table in wanted})
        methods = Methods(home.standards, standards)
        run = _Run(home, view, methods, clock, progress, books.runs(home), brought)
        for table in wanted:
            if isinstance(table, DerivedTable):
                _bring_days(run, table)
            else:
                _bring_whole(run, table)
    return Brought(len(wanted), brought.made, brought.changed, time.perf_counter() - started)


def _bring_days(run: _Run, table: DerivedTable) -> None:
    shape = shape_of(table, run.home.standards)
    there = keeping.known(run.home, table, run.runs)
    wanted = inputs.of_days(table, shape, run.view.stocks, run.view.spoken, run.runs)
    made = dict(there.select("day", "inputs").iter_rows())
    due = sorted(day for day, told in wanted.items() if made.get(day) != told.name)
    gone = sorted(made.keys() - wanted.keys())
    if not due and not gone:
        return
    keeping.prepare(run.home, table, run.view.connection)
    before = dict(there.select("day", "digest").iter_rows())
    run.view.show_whole(table)
    all_days = [*gone, *due]
    for first in range(0, len(all_days), _AT_A_TIME):
        group = all_days[first : first + _AT_A_TIME]
        _replace(run, table, list(_worked_out(run, table, wanted, group)), before)
        if run.progress:
            run.progress(table.name, first + len(group), len(all_days))


@dataclass(frozen=True)
class _Made:
    """One day, worked out."""

    day: date | None
    told: Inputs
    rows: pl.DataFrame
    digest: str
    seconds: float


def _worked_out(
    run: _Run, table: DerivedTable, wanted: dict[date, Inputs], group: Sequence[date]
) -> Iterator[_Made]:
    schema = keeping.schema_of(table, run.view.connection)
    for day in group:
        started = time.perf_counter()
        rows = pl.DataFrame(schema=schema)
        if day in wanted:
            run.view.show(table, day)
            with keeping.failing(table.name, day):
                rows = keeping.shaped(
                    table, schema, table.compute(run.view.connection, day, run.methods), day
                )
        told = wanted.get(day, Inputs(books.GONE, ()))
        yield _Made(day, told, rows, _digest(rows), time.perf_counter() - started)


def _replace(run: _Run, table: DerivedTable, group: list[_Made], before: dict[date | None, str]) -> None:
    """Write the rows of the days that came out otherwise, then the accounts of all of them."""
    others = [one for one in group if before.get(one.day) != one.digest]
    _say_under_way(run, table, [one for one in others if one.day in before])
    if others:
        keeping.replace_days(run.home, table, {one.day: one.rows for one in others if one.day})
    run.account(table, [_account(one) for one in group])
    _count(run.brought, table, len(group), len(others))


def _bring_whole(run: _Run, table: WholeTable) -> None:
    there = keeping.known(run.home, table, run.runs)
    told = inputs.of_whole(table, shape_of(table, run.home.standards), run.view.stocks, run.runs)
    if there["inputs"].to_list() == [told.name]:
        return
    started = time.perf_counter()
    schema = keeping.schema_of(table, run.view.connection)
    run.view.show_whole(table)
    with keeping.failing(table.name, None):
        rows = keeping.shaped(table, schema, table.compute(run.view.connection, run.methods), None)
    made = _Made(None, told, rows, _digest(rows), time.perf_counter() - started)
    is_other = there["digest"].to_list() != [made.digest]
    if is_other:
        _say_under_way(run, table, [made] if there.height else [])
        lake.replace(run.home, table.relation.table, rows)
    run.account(table, [_account(made)])
    _count(run.brought, table, 1, int(is_other))


def _say_under_way(run: _Run, table: AnyTable, group: Sequence[_Made]) -> None:
    void = {"inputs": books.UNDER_WAY, "digest": "", "batches": [], "seconds": 0.0}
    if group:
        run.account(table, [{**_account(one), **void} for one in group])


def _account(one: _Made) -> dict[str, object]:
    return {
        "day": one.day,
        "inputs": one.told.name,
        "batches": list(one.told.batches),
        "rows": one.rows.height,
        "digest": one.digest,
        "seconds": one.seconds,
    }


def _count(brought: Brought, table: AnyTable, made: int, changed: int) -> None:
    brought.made[table.name] = brought.made.get(table.name, 0) + made
    brought.changed[table.name] = brought.changed.get(table.name, 0) + changed


def _digest(rows: pl.DataFrame) -> str:
    held = io.BytesIO()
    rows.rechunk().write_ipc(held, compression="uncompressed")
    return hashlib.sha256(held.getbuffer()).hexdigest()
