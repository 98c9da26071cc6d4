"""What changed between two releases: by table, by row, by column. Asked of DuckDB, with both files attached.

Compares the marts by the key that each declares; a mart without one is compared as a whole row. Counts are of all rows;
rows themselves are a sample, the first by key. What a difference is stands in `difference`; how it is shown is the
business of `diff_page` and the CLI.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.warehouse.difference import Change, ReleaseDiff, Row, TableDiff
from ecolake.warehouse.hashes import DERIVED, VOLATILE
from ecolake.warehouse.record import FILE, RELEASE_TABLE, Release, folder
from ecolake.warehouse.views import identifier, literal

if TYPE_CHECKING:
    import duckdb

SAMPLE: Final = 10
# About the file and not its content, or the same in every release of one project.
_OWN: Final = frozenset({RELEASE_TABLE, "start_here"})


def diff(
    home: Home, before: Release, after: Release, table: str | None = None, sample: int = SAMPLE
) -> ReleaseDiff:
    """Compare two releases.

    Args:
        home: The installation.
        before: The older release, or any.
        after: The release it is held against.
        table: One mart; all by default.
        sample: How many rows of each kind are shown of a table.

    Raises:
        EcolakeError: Neither release has the table.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, release in (("old", before), ("new", after)):
            path = folder(home, release.release) / FILE
            connection.execute(f"attach {literal(str(path))} as {name} (read_only)")
        columns = {side: _columns(connection, side) for side in ("old", "new")}
        names = sorted(set(columns["old"]) | set(columns["new"]))
        # What only shows other marts again is compared when it is asked for: to put it together takes longer than all the rest.
        names = (
            [_known(table, names)]
            if table is not None
            else [name for name in names if f"main.{name}" not in DERIVED]
        )
        keys = _keys(connection)
        found = [_table(connection, one, columns, keys.get(one, ()), sample) for one in names]
    return ReleaseDiff(before, after, tuple(found))


def _columns(connection: "duckdb.DuckDBPyConnection", side: str) -> dict[str, dict[str, str]]:
    """The columns of each mart and their types, without those that say when a run happened."""
    rows = connection.execute(
        "select table_name, list(column_name order by column_index), list(data_type order by column_index) from duckdb_columns()"
        " where database_name = ? and schema_name = 'main' group by table_name order by table_name",
        [side],
    ).fetchall()
    return {
        name: {column: kind for column, kind in zip(columns, types, strict=True) if column not in VOLATILE}
        for name, columns, types in rows
        if name not in _OWN
    }


def _keys(connection: "duckdb.DuckDBPyConnection") -> dict[str, tuple[str, ...]]:
    """The key of each mart, as the newer release declares it, or else the older one."""
    found: dict[str, tuple[str, ...]] = {}
    for side in ("old", "new"):
        known = connection.execute(
            "select 1 from duckdb_tables() where database_name = ? and schema_name = 'lake' and table_name = 'mart'",
            [side],
        ).fetchone()
        if known:
            rows = connection.execute(f"select mart, key_columns from {side}.lake.mart").fetchall()
            found |= {mart: tuple(key) for mart, key in rows}
    return found


def _known(table: str, names: Sequence[str]) -> str:
    wanted = table.removeprefix("main.")
    if wanted not in names:
        raise UsageError(
            "no_such_table",
            f"Neither release has a mart '{table}'.",
            f"两个版本中都没有主题表“{table}”。",
            where=table,
            hint_en=f"One of: {', '.join(names)}",
            hint_zh=f"可选：{'、'.join(names)}",
        )
    return wanted


def _table(
    connection: "duckdb.DuckDBPyConnection",
    table: str,
    columns: dict[str, dict[str, dict[str, str]]],
    declared: tuple[str, ...],
    sample: int,
) -> TableDiff:
    old, new = columns["old"].get(table), columns["new"].get(table)
    if old is None or new is None:
        side = "old" if new is None else "new"
        count = _one(connection, f"select count(*) from {side}.main.{identifier(table)}")
        before, after = (count, 0) if new is None else (0, count)
        state = "gone" if new is None else "new"
        return TableDiff(table, state, declared, (before, after), added=after, removed=before)
    shared = [column for column in new if column in old]
    key = declared if declared and set(declared) <= set(shared) else ()
    # A column whose type has changed is compared as text: its values may have no other type in common.
    retyped = frozenset(column for column in shared if old[column] != new[column])
    compared = _Compared(connection, table, shared, key, sample, retyped)
    return compared.difference(
        new_columns=tuple(column for column in new if column not in old),
        gone_columns=tuple(column for column in old if column not in new),
    )


class _Compared:
    """One mart of both releases, joined by its key."""

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        table: str,
        columns: Sequence[str],
        key: tuple[str, ...],
        sample: int,
        retyped: frozenset[str],
    ) -> None:
        self.connection = connection
        self.table = table
        self.key = key
        self.values = [column for column in columns if column not in key]
        self.sample = sample
        # Without a key a row is what it says: equal rows are told apart by their number.
        self.names = [*(key or columns), *([] if key else ["_nth"])]
        if not key:
            self.values = []
        listed = ", ".join(identifier(column) for column in columns)
        shown = ", ".join(
            f"cast({name} as varchar) as {name}" if column in retyped else name
            for column, name in ((one, identifier(one)) for one in columns)
        )
        for side in ("old", "new"):
            nth = "" if key else f", row_number() over (partition by {listed}) as _nth"
            connection.execute(
                f"create or replace temp view {side}_rows as select {shown}{nth}"
                f" from {side}.main.{identifier(table)}"
            )

    def difference(self, new_columns: tuple[str, ...], gone_columns: tuple[str, ...]) -> TableDiff:
        """Count and sample what differs."""
        rows = (
            _one(self.connection, "select count(*) from old_rows"),
            _one(self.connection, "select count(*) from new_rows"),
        )
        added, added_rows = self._only("new", "old")
        removed, removed_rows = self._only("old", "new")
        changed, columns, changed_rows = self._changed()
        is_same = not (added or removed or changed or new_columns or gone_columns)
        return TableDiff(
            self.table,
            "same" if is_same else "changed",
            self.key,
            rows,
            added,
            removed,
            changed,
            columns,
            new_columns,
            gone_columns,
            added_rows,
            removed_rows,
            changed_rows,
        )

    def _only(self, here: str, there: str) -> tuple[int, tuple[Row, ...]]:
        """Rows of one side whose key the other side lacks."""
        text = f"from {here}_rows as h anti join {there}_rows as t on {self._same('h', 't')}"
        count = _one(self.connection, f"select count(*) {text}")
        if not count:
            return 0, ()
        order = ", ".join(f"h.{identifier(name)}" for name in self.names)
        exclude = "" if self.key else " exclude (_nth)"
        found = _rows(self.connection, f"select h.*{exclude} {text} order by {order} limit {self.sample}")
        return count, found

    def _changed(self) -> tuple[int, tuple[tuple[str, int], ...], tuple[Change, ...]]:
        """Rows of both sides whose other columns differ, by column and as a sample."""
        if not self.values:
            return 0, (), ()
        differs = {
            name: f"o.{identifier(name)} is distinct from n.{identifier(name)}" for name in self.values
        }
        joined = f"from old_rows as o join new_rows as n on {self._same('o', 'n')}"
        any_differs = " or ".join(differs.values())
        counts = ", ".join(f"count(*) filter (where {test})" for test in differs.values())
        total, *each = self.connection.execute(
            f"select count(*), {counts} {joined} where {any_differs}"
        ).fetchone() or (0,)
        if not total:
            return 0, (), ()
        by_column = sorted(
            ((name, count) for name, count in zip(differs, each, strict=True) if count),
            key=lambda one: (-one[1], one[0]),
        )
        order = ", ".join(f"n.{identifier(name)}" for name in self.key)
        sides = ", ".join(f"struct_pack({_packed(side, [*self.key, *self.values])})" for side in ("o", "n"))
        rows = self.connection.execute(
            f"select {sides} {joined} where {any_differs} order by {order} limit {self.sample}"
        ).fetchall()
        return total, tuple(by_column), tuple(self._change(old, new) for old, new in rows)

    def _change(self, old: Row, new: Row) -> Change:
        differing = [name for name in self.values if old[name] != new[name]]
        return Change(
            {name: new[name] for name in self.key},
            {name: old[name] for name in differing},
            {name: new[name] for name in differing},
        )

    def _same(self, one: str, other: str) -> str:
        return " and ".join(
            f"{one}.{identifier(name)} is not distinct from {other}.{identifier(name)}" for name in self.names
        )


def _packed(side: str, names: Sequence[str]) -> str:
    return ", ".join(f"{identifier(name)} := {side}.{identifier(name)}" for name in names)


def _one(connection: "duckdb.DuckDBPyConnection", sql: str) -> int:
    (value,) = connection.execute(sql).fetchone() or (0,)
    return int(value)


def _rows(connection: "duckdb.DuckDBPyConnection", sql: str) -> tuple[Row, ...]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
