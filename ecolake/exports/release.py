"""What every export asks of the current release: its record, its relations and their comments."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.standards.findings import did_you_mean
from ecolake.warehouse.query import open_release, reading
from ecolake.warehouse.record import Release, current_file, read_record

if TYPE_CHECKING:
    import duckdb

# The schema of the marts; the others hold what they were made of, or show them again by subject.
MARTS: Final = "main"
_UNIT: Final = re.compile(r"\[([^\[\]]+)\](?: \(|:|$)")


@dataclass(frozen=True)
class Described:
    """A column with what its comment says."""

    name: str
    type: str
    title_zh: str
    title_en: str
    unit: str


@dataclass(frozen=True)
class Table:
    """A relation of the release with what its comment says."""

    schema: str
    name: str
    title_zh: str
    title_en: str
    columns: tuple[Described, ...]
    is_view: bool

    @property
    def full_name(self) -> str:
        """`schema.table`."""
        return f"{self.schema}.{self.name}"


@contextmanager
def opened(home: Home) -> "Iterator[tuple[duckdb.DuckDBPyConnection, Release]]":
    """Open the current release, with its record.

    Raises:
        EcolakeError: Nothing is published.
    """
    record = read_record(current_file(home).parent, current=True)
    with open_release(home) as connection, reading(connection):
        if record is None:
            raise AssertionError("a release without its record is never made current")
        yield connection, record


def tables(connection: "duckdb.DuckDBPyConnection", *, inner: bool = False) -> dict[str, Table]:
    """The relations of the release by `schema.table`, in order.

    Args:
        connection: Of the release.
        inner: With all other relations of the file, too.
    """
    comments = dict(
        connection.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables() where database_name = 'ecolake'"
            " union all select schema_name || '.' || view_name, comment from duckdb_views()"
            " where database_name = 'ecolake' and not internal"
        ).fetchall()
    )
    views = {
        str(name)
        for (name,) in connection.execute(
            "select schema_name || '.' || view_name from duckdb_views() where database_name = 'ecolake' and not internal"
        ).fetchall()
    }
    columns: dict[str, list[Described]] = {}
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type, comment from duckdb_columns()"
        " where database_name = 'ecolake' and not internal order by 1, column_index"
    ).fetchall()
    for table, column, kind, comment in rows:
        zh, en = titles(comment)
        unit = _UNIT.search(comment or "")
        columns.setdefault(table, []).append(Described(column, kind, zh, en, unit[1] if unit else ""))
    found: dict[str, Table] = {}
    for name, described in columns.items():
        schema, _, table = name.partition(".")
        if inner or schema == MARTS:
            found[name] = Table(schema, table, *titles(comments.get(name)), tuple(described), name in views)
    return found


def titles(comment: str | None) -> tuple[str, str]:
    """The Chinese and the English half of a comment."""
    zh, mark, en = (comment or "").partition(" · ")
    return zh, en if mark else zh


def find_table(known: dict[str, Table], name: str) -> Table:
    """The relation that a person names, with its schema or, for one of `main`, without.

    Raises:
        UsageError: There is none.
    """
    short: dict[str, Table] = {}
    for table in known.values():
        if table.schema == MARTS:
            short.setdefault(table.name, table)
    found = known.get(name) or short.get(name)
    if found is None:
        near = did_you_mean(name, [*short, *known])
        nearest = near.removeprefix("did you mean '").removesuffix("'?")
        raise UsageError(
            "unknown_table",
            f"The published release has no table '{name}'.",
            f"已发布版本中没有表“{name}”。",
            hint_en=near[:1].upper() + near[1:] if near else f"There are: {', '.join(short)}.",
            hint_zh=f"是否指“{nearest}”？" if near else f"可用：{'、'.join(short)}。",
        )
    return found
