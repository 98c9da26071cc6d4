"""One model over tables written by hand: what its SQL says, without dbt and without a lake."""

from collections.abc import Mapping
from typing import Any

import duckdb

from tests.support.lake_fixture import CHECKOUT
from tests.support.marts_by_hand import sql_of

PROJECT = CHECKOUT / "dbt_project"


def rows_of(model: str, tables: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of a model.

    Args:
        model: Its name.
        tables: By name, the SQL that selects the rows of every model and source it reads, each with the columns that it asks for.
    """
    (path,) = (PROJECT / "models").rglob(f"{model}.sql")
    text = path.read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; create schema lake")
        for name, sql in tables.items():
            connection.execute(f"create table lake.{name} as {sql}")
        found = connection.execute(sql_of(PROJECT, text, {one: f"lake.{one}" for one in tables}))
        columns = [one[0] for one in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
