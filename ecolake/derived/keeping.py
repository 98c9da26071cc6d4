"""The Delta table of a derived table: what is known of it, its columns, and the replacement of days.

The files of a month are kept together in the partition `_month`, and `day` is a column like any other: a table of years is then in
some dozen files after upkeep, and a day is still replaced in one commit that touches its own files alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from ecolake import lake
from ecolake.derived.books import GONE, UNDER_WAY
from ecolake.derived.model import DAY, AnyTable, DerivedTable
from ecolake.derived.window import MONTH
from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.warehouse import views

if TYPE_CHECKING:
    import duckdb


def known(home: Home, table: AnyTable, runs: pl.DataFrame) -> pl.DataFrame:
    """What is known of a table: `day, inputs, digest` of each day that is there, or that an account says is there.

    A day whose rows are not those of its account, as after a kill or damage, has other inputs than any.
    """
    told = runs.filter(pl.col("name") == table.name).select(DAY, "inputs", "digest", "rows")
    path = table.relation.table
    if not lake.exists(home, path):
        return told.clear()
    if lake.row_count(home, path) != told["rows"].sum():
        told = _borne_out(home, table, told)
    return told.filter(pl.col("inputs") != GONE)


def _borne_out(home: Home, table: AnyTable, told: pl.DataFrame) -> pl.DataFrame:
    if not table.dated:
        return told.with_columns(inputs=pl.lit(UNDER_WAY), digest=pl.lit(""))
    there = (
        lake.scan(home, table.relation.table, pl.Schema({DAY: pl.Date()})).group_by(DAY).agg(there=pl.len())
    )
    both = told.join(there.collect(), on=DAY, how="full", coalesce=True)
    is_sound = pl.col("there").fill_null(0) == pl.col("rows").fill_null(-1)
    return both.select(
        DAY,
        inputs=pl.when(is_sound).then("inputs").otherwise(pl.lit(UNDER_WAY)),
        digest=pl.when(is_sound).then("digest").otherwise(pl.lit("")),
        rows="rows",
    ).sort(DAY)


def schema_of(table: AnyTable, connection: "duckdb.DuckDBPyConnection") -> pl.Schema:
    """The columns of a table, in the types in which the lake keeps them."""
    return connection.execute(views.empty(table.relation)).pl().schema


def prepare(home: Home, table: DerivedTable, connection: "duckdb.DuckDBPyConnection") -> None:
    """Let the table exist with the columns that it has now; under others, all its days are due anyway."""
    wanted = pl.Schema({**schema_of(table, connection), MONTH: pl.String()})
    if not lake.exists(home, table.relation.table) or lake.schema(home, table.relation.table) != wanted:
        lake.replace(home, table.relation.table, pl.DataFrame(schema=wanted), partition_by=[MONTH])


def shaped(table: AnyTable, schema: pl.Schema, rows: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """Hold what was computed against the declaration: its columns, their types, and the one day; sorted.

    Raises:
        EcolakeError: `derivation_failed`.
    """
    if set(rows.columns) != set(schema):
        missing, other = sorted(set(schema) - set(rows.columns)), sorted(set(rows.columns) - set(schema))
        raise _failed(table.name, day, f"columns missing: {missing}, not declared: {other}")
    cast = rows.select(list(schema)).cast(dict(schema))  # type: ignore[arg-type]
    if day is not None and not (cast[DAY] == day).all():
        raise _failed(table.name, day, "rows of another day")
    keys = [name for name, kind in schema.items() if not kind.is_nested()]
    return cast.sort(keys, nulls_last=True, maintain_order=True)


def replace_days(home: Home, table: DerivedTable, made: Mapping[date, pl.DataFrame]) -> None:
    """Replace the rows of these days, in one commit."""
    month = pl.col(DAY).dt.strftime("%Y-%m").alias(MONTH)
    rows = pl.concat([made[day] for day in sorted(made)]).with_columns(month)
    months = ", ".join(sorted({f"'{day:%Y-%m}'" for day in made}))
    listed = ", ".join(f"DATE '{day}'" for day in sorted(made))
    lake.replace(home, table.relation.table, rows, f"{MONTH} IN ({months}) AND {DAY} IN ({listed})")


@contextmanager
def failing(name: str, day: date | None) -> Iterator[None]:
    """Say of which table and day a computation failed.

    Raises:
        EcolakeError: `derivation_failed`.
    """
    import duckdb

    try:
        yield
    except (duckdb.Error, pl.exceptions.PolarsError, ArithmeticError, LookupError, ValueError) as error:
        raise _failed(name, day, f"{type(error).__name__}: {error}") from error


def _failed(name: str, day: date | None, why: str) -> EcolakeError:
    return EcolakeError(
        "derivation_failed",
        f"A derived table could not be worked out: {why}",
        f"派生表计算失败：{why}",
        where=f"derived/{name}" + (f", {day}" if day else ""),
        hint_en="This is a defect of Ecolake or of a method below standards/methods; the last release stays.",
        hint_zh="这是程序或 standards/methods 中方法的缺陷；上一发布版保持不变。",
    )
