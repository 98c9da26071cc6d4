"""The walk itself: published rows, the accepted rows behind them, and what landed.

All of it asks one release, so that the answer is of one moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ecolake.errors import EcolakeError, UsageError
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.trace.landed import LandedRows, Origin, Row
from ecolake.trace.links import Link, find_links, parse_key
from ecolake.trace.mended import after_mending, mends
from ecolake.warehouse.query import open_release, reading
from ecolake.warehouse.views import identifier

if TYPE_CHECKING:
    import duckdb

MOST_ROWS: Final = 20


@dataclass(frozen=True)
class Trace:
    """The way back from the rows of a mart that a key names.

    Attributes:
        table: The mart, or the dataset id.
        release: The release that was asked.
        key: The columns asked for and their values as typed.
        rows: The published rows, at most `MOST_ROWS`; none when a dataset was asked directly.
        origins: What stands behind them, the version in force first.
    """

    table: str
    release: int
    key: dict[str, str]
    rows: tuple[Row, ...]
    origins: tuple[Origin, ...]


def trace(home: Home, standards: Standards, table: str, key: str) -> Trace:
    """Walk a published row back to the bytes.

    Args:
        home: The installation.
        standards: The loaded standards.
        table: A mart that says where it comes from, or a dataset id.
        key: `value,value` in the order of the mart's trace key, or `column=value,column=value`. With `_batch`, `_file` and
            `_row`, a rejected row of a dataset is walked forward to the row that mends it.

    Raises:
        EcolakeError: Nothing is published, the table or column is unknown, or no row has the key.
    """
    links, is_mart = find_links(home, standards, table)
    asked = parse_key(key, links[0].key, table)
    with open_release(home) as connection, reading(connection):
        rows = _select(connection, identifier(table), asked, table) if is_mart else ()
        origins: list[Origin] = []
        for link in _own(links, rows):
            dataset = standards.datasets[link.dataset_id]
            if is_mart:
                where, values = _behind(_of(rows, link), link.key)
            else:
                where, values = _condition(
                    connection, _relation(dataset), after_mending(connection, dataset, asked), table
                )
            accepted = _accepted(connection, dataset, where, values)
            landed = LandedRows(home, dataset)
            origins.extend(
                landed.origin(
                    row, _account(connection, dataset, row["_batch"]), mends(connection, dataset, row)
                )
                for row in accepted
            )
        if not is_mart and not origins:
            raise no_such_row(table, asked)
        number = connection.execute("select release from main.release").fetchone()
    return Trace(table, int(number[0]) if number else 0, asked, tuple(rows), tuple(origins))


_NAMED: Final = ("_batch", "_file", "_row")


def _own(links: Sequence[Link], rows: Sequence[Row]) -> list[Link]:
    """The links; where rows name their own dataset, one for each that they name."""
    if links[0].dataset_id:
        return list(links)
    named = {f"{row['source']}.{row['dataset']}" for row in rows}
    return [Link(dataset, _NAMED) for dataset in sorted(named)]


def _of(rows: Sequence[Row], link: Link) -> list[Row]:
    """The rows that come from the dataset of a link."""
    return [
        row for row in rows if link.key != _NAMED or f"{row['source']}.{row['dataset']}" == link.dataset_id
    ]


def _relation(dataset: Dataset) -> str:
    return f"lake.{identifier(dataset.id.replace('.', '__'))}"


def _select(
    connection: "duckdb.DuckDBPyConnection", relation: str, asked: Mapping[str, str], table: str
) -> tuple[Row, ...]:
    where, values = _condition(connection, relation, asked, table)
    sql = f"select * from {relation} where {where} order by all limit {MOST_ROWS}"
    rows = _rows(connection, sql, values)
    if not rows:
        raise no_such_row(table, asked)
    return tuple(rows)


def _condition(
    connection: "duckdb.DuckDBPyConnection", relation: str, asked: Mapping[str, str], table: str
) -> tuple[str, list[str]]:
    """Compare columns with typed text; the text is read as the column's type.

    Only columns that the relation has come into the SQL, and their values are bound.
    """
    import duckdb

    types = {row[0]: row[1] for row in connection.execute(f"describe select * from {relation}").fetchall()}
    for name, value in asked.items():
        if name not in types:
            raise UsageError(
                "unknown_column",
                f"{table} has no column '{name}'.",
                f"{table} 没有列“{name}”。",
                hint_en=did_you_mean(name, types) or f"There are: {', '.join(types)}.",
                hint_zh=f"可用：{'、'.join(types)}。",
            )
        try:
            connection.execute(f"select cast(? as {types[name]})", [value])
        except duckdb.Error:
            raise UsageError(
                "bad_key",
                f"'{value}' is no {types[name].lower()}, which {name} is.",
                f"“{value}”不是 {name} 的类型 {types[name].lower()}。",
                hint_en="Write times as 2026-03-02T08:00:00+08:00.",
                hint_zh="时间请写成 2026-03-02T08:00:00+08:00。",
            ) from None
    where = " and ".join(f"{identifier(name)} = cast(? as {types[name]})" for name in asked)
    return where, list(asked.values())


def _behind(rows: Sequence[Row], key: Sequence[str]) -> tuple[str, list[Any]]:
    """The condition for what stands behind published rows; a row without a value in the key has nothing behind it."""
    wanted = dict.fromkeys(tuple(row[column] for column in key) for row in rows)
    values = [value for value in wanted if None not in value]
    one = " and ".join(f"{identifier(column)} = ?" for column in key)
    return " or ".join(f"({one})" for _ in values) or "false", [part for value in values for part in value]


def _accepted(
    connection: "duckdb.DuckDBPyConnection", dataset: Dataset, where: str, values: Sequence[Any]
) -> list[Row]:
    """Every version of the accepted rows that the condition names; the one in force comes first."""
    relation = _relation(dataset)
    own = [identifier(column) for column in dataset.key]
    same = " and ".join(f"hit.{column} is not distinct from every.{column}" for column in own)
    # All versions of a row are ranked, also those that a correction has moved to another key.
    sql = (
        f"with hit as (select distinct {', '.join(own)} from {relation} where {where}), versions as ("
        f" select every.*, row_number() over (partition by {', '.join(f'every.{column}' for column in own)}"
        f" order by _sequence desc, _row desc) = 1 and _withdrawn_by is null as _current"
        f" from {relation} as every where exists (select 1 from hit where {same}))"
        f" select * from versions where {where}"
        f" order by {', '.join(own)}, _sequence desc, _row desc limit {MOST_ROWS}"
    )
    return _rows(connection, sql, [*values, *values])


def _account(connection: "duckdb.DuckDBPyConnection", dataset: Dataset, batch: str) -> Row:
    sql = (
        "select received, accepted, rejected, duplicate, flagged, status, standard_version, committed_at"
        " from lake.accounts where source = ? and dataset = ? and batch = ?"
    )
    return next(iter(_rows(connection, sql, [dataset.source, dataset.name, batch])), {})


def _rows(connection: "duckdb.DuckDBPyConnection", sql: str, values: Sequence[Any]) -> list[Row]:
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def no_such_row(table: str, asked: Mapping[str, str]) -> EcolakeError:
    """No row has the key."""
    wanted = ", ".join(f"{name} = {value}" for name, value in asked.items())
    return UsageError(
        "no_such_row",
        f"The published release has no row in {table} with {wanted}.",
        f"已发布版本的 {table} 中没有 {wanted} 的行。",
        hint_en=f"Look for it: ecolake query 'from {table.replace('.', '__')} limit 10'. Times are UTC unless an "
        "offset is written.",
        hint_zh="请先用 ecolake query 查找；时间未写时区时按 UTC 理解。",
    )
