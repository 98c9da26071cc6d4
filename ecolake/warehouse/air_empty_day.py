"""The table `lake.air_empty_day`: what is to be said of a day on which a station has no reading at all.

One row, made by the function that judges all other days. A derived table holds the days that somebody speaks of; the days between them
are filled in by the mart, in these words.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import TEXTS

if TYPE_CHECKING:
    import duckdb

AIR_EMPTY_DAY: Final = Relation(
    "air_empty_day",
    "",
    "整日无读数时的评价用语，一行 · what is said of a day without any reading, one row",
    (
        Column("reasons", TEXTS, "缺什么（程序用）", "what is missing, for programs"),
        Column("reason_zh", "VARCHAR", "缺什么（中文）", "what is missing, in Chinese"),
        Column("reason_en", "VARCHAR", "缺什么（英文）", "what is missing, in English"),
    ),
)


def create(connection: "duckdb.DuckDBPyConnection") -> None:
    """Create and fill the table."""
    from ecolake.domain.air.daily import empty_day

    name = f"lake.{AIR_EMPTY_DAY.name}"
    columns = ", ".join(column.name for column in AIR_EMPTY_DAY.columns)
    # Any day: what is missing depends on no edition.
    connection.register("empty_day", empty_day(date(2026, 1, 1)).to_arrow())
    connection.execute(f"create table {name} as select {columns} from empty_day")
    connection.unregister("empty_day")
    views.describe(connection, name, AIR_EMPTY_DAY)
