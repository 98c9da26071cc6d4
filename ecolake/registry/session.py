"""One DuckDB of the process for the registry's small questions: connecting takes 15 ms, and naming a few hundred rows takes one.

Belongs here: holding it. Does not belong here: anything that leaves a table behind in it; Splink has its own.
"""

import os
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def asked(rows: pl.DataFrame, selected: str) -> pl.DataFrame:
    """Return `SELECT … FROM rows`, in the order of the rows.

    Args:
        rows: The rows.
        selected: What is selected, in DuckDB's SQL.
    """
    # A cursor for each thread that asks; a process that was forked must not use the threads of its parent.
    with _database(os.getpid()).cursor() as own:
        own.register("rows", rows.to_arrow())
        return own.sql(f"SELECT {selected} FROM rows").pl()


@cache
def _database(_process: int) -> "DuckDBPyConnection":
    import duckdb

    return duckdb.connect()
