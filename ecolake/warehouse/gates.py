"""The gates before publication: every row is accounted for, the registry did not jump, and the suite over small frames is green.

Reconciliation is here, in SQL over the build file; the Great Expectations suite is in `expectations`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ecolake.errors import GateError
from ecolake.home import Home
from ecolake.registry import gate
from ecolake.warehouse.record import FILE
from ecolake.warehouse.sources import BUILD_FILE
from ecolake.warehouse.views import identifier, literal

if TYPE_CHECKING:
    import duckdb

    from ecolake.warehouse.expectations import SuiteReport

SHOWN = 10


@dataclass(frozen=True)
class Imbalance:
    """Two figures that should be equal.

    Attributes:
        check: `account`, `accepted_rows`, `rejected_rows`, `unaccounted_rows` or `current_rows`.
        dataset: `<source>.<dataset>`.
        batch: The batch; empty when the check is on the whole dataset.
        expected: What the account or the key says.
        found: What is there.
    """

    check: str
    dataset: str
    batch: str
    expected: int
    found: int


@dataclass(frozen=True)
class Reconciliation:
    """The books of one build."""

    accounts: int
    received: int
    accepted: int
    rejected: int
    duplicate: int
    imbalances: tuple[Imbalance, ...]

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return not self.imbalances


def reconcile(home: Home) -> Reconciliation:
    """Hold the build file against the accounts.

    Checks that received = accepted + rejected + duplicate in each account; that the accepted and rejected
    tables hold as many rows of each batch as its account says; that no row of a batch without account is
    visible; and that each staging view holds one row per key.
    """
    import duckdb

    with duckdb.connect(str(home.build / BUILD_FILE), read_only=True) as connection:
        totals = connection.execute(
            "select count(*), "
            + ", ".join(f"cast(coalesce(sum({name}), 0) as bigint)" for name in _FIGURES)
            + " from lake.accounts"
        ).fetchone()
        datasets = connection.execute(
            "select source, dataset, key_columns from lake.standard_dataset order by source, dataset"
        ).fetchall()
        found = [*_accounts(connection), *_rows(connection, datasets), *_current(connection, datasets)]
    accounts, received, accepted, rejected, duplicate = totals or (0, 0, 0, 0, 0)
    return Reconciliation(accounts, received, accepted, rejected, duplicate, tuple(found))


def check(home: Home) -> "tuple[Reconciliation, SuiteReport]":
    """Pass every gate, or stop.

    Raises:
        GateError: A gate is red; nothing has been published and the last release stays.
    """
    from ecolake.warehouse import expectations

    books = reconcile(home)
    if not books.balanced:
        raise _unbalanced(books)
    if found := registry_jumps(home):
        raise gate.held(found)
    report = expectations.run(home)
    if not report.passed:
        raise _expectation_failed(report)
    return books, report


def registry_jumps(home: Home) -> list[gate.Jump]:
    """Hold the registry of the build against that of the release that readers see; no release, no jump."""
    import duckdb

    link = home.warehouse / FILE
    if not link.exists():
        return []
    with duckdb.connect(str(link.resolve()), read_only=True) as connection:
        is_there = (
            "select count(*) from duckdb_views() where schema_name = 'lake' and view_name = 'registry_figure'"
        )
        if connection.execute(is_there).fetchone() == (0,):
            return []
        row = connection.execute("select max(run) from lake.registry_figure").fetchone()
    with duckdb.connect(str(home.build / BUILD_FILE), read_only=True) as connection:
        told = connection.execute("select run, figure, source, value from lake.registry_figure").pl()
        approved = connection.execute("select run from lake.registry_approval").pl()
    return [] if row is None or row[0] is None else gate.judge(home, told, row[0], approved)


_FIGURES = ("received", "accepted", "rejected", "duplicate")
_Datasets: TypeAlias = Sequence[tuple[str, str, list[str]]]


def _accounts(connection: "duckdb.DuckDBPyConnection") -> list[Imbalance]:
    rows = connection.execute(
        "select source || '.' || dataset, batch, received, accepted + rejected + duplicate as sum_of_parts"
        " from lake.accounts where received is distinct from sum_of_parts order by all"
    ).fetchall()
    return [Imbalance("account", *row) for row in rows]


def _rows(connection: "duckdb.DuckDBPyConnection", datasets: _Datasets) -> list[Imbalance]:
    """Compare rows with accounts by batch, for all datasets in one query."""
    counts = [
        f"select {literal(kind)} as kind, {literal(source)} as source, {literal(dataset)} as dataset,"
        f" _batch as batch, count(*) as found"
        f" from lake.{identifier(f'{source}__{dataset}{suffix}')} group by all"
        for source, dataset, _ in datasets
        for kind, suffix in (("accepted_rows", ""), ("rejected_rows", "__rejected"))
    ]
    if not counts:
        return []
    rows = connection.execute(
        f"with found as ({' union all '.join(counts)}),"
        " told as (unpivot ("
        "   select source, dataset, batch, accepted as accepted_rows, rejected as rejected_rows"
        "   from lake.accounts semi join lake.standard_dataset using (source, dataset))"
        "   on accepted_rows, rejected_rows into name kind value expected)"
        " select case when expected is null then 'unaccounted_rows' else kind end,"
        "   source || '.' || dataset, batch, coalesce(expected, 0), coalesce(found, 0)"
        " from told full outer join found using (kind, source, dataset, batch)"
        " where coalesce(expected, 0) <> coalesce(found, 0) order by all"
    ).fetchall()
    return [Imbalance(*row) for row in rows]


def _current(connection: "duckdb.DuckDBPyConnection", datasets: _Datasets) -> list[Imbalance]:
    """Hold each staging view against the keys of its dataset."""
    staged = {
        row[0]
        for row in connection.execute(
            "select view_name from duckdb_views() where schema_name = 'staging'"
        ).fetchall()
    }
    found: list[Imbalance] = []
    for source, dataset, key in datasets:
        name = f"{source}__{dataset}"
        if f"stg_{name}" not in staged:
            continue
        keys = ", ".join(identifier(column) for column in key)
        row = connection.execute(
            f"select (select count(*) from (select distinct {keys} from lake.{identifier(name)} where _withdrawn_by is null)),"
            f" (select count(*) from staging.{identifier(f'stg_{name}')})"
        ).fetchone()
        if row and row[0] != row[1]:
            found.append(Imbalance("current_rows", f"{source}.{dataset}", "", *row))
    return found


def _unbalanced(books: Reconciliation) -> GateError:
    shown = books.imbalances[:SHOWN]
    lines = "\n".join(
        f"  {one.check} {one.dataset} {one.batch}: expected {one.expected}, found {one.found}"
        for one in shown
    )
    more = len(books.imbalances) - len(shown)
    return GateError(
        "unbalanced",
        f"The accounts do not balance; the last release stays.\n{lines}"
        + (f"\n  … and {more} more" if more else ""),
        f"台账不平衡（{len(books.imbalances)} 处），保留上一发布版本。",
        hint_en="Accept the batches named again; if it persists, a lake table was changed by other hands.",
        hint_zh="请重新接收上述批次；若仍不平衡，说明湖表被其他程序改动。",
    )


def _expectation_failed(report: "SuiteReport") -> GateError:
    lines = "\n".join(f"  {one}" for one in report.critical)
    return GateError(
        "expectation_failed",
        f"The expectation suite is red; the last release stays.\n{lines}",
        "期望套件未通过，保留上一发布版本。",
        where=str(report.docs),
        hint_en="Open the Data Docs named above; mend the data or the model.",
        hint_zh="请打开上述 Data Docs 报告，修正数据或模型。",
    )
