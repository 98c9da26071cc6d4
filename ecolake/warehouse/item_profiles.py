"""How full each item is, by the day of receipt, and a few of its values: what the catalogue says of the data itself.

Two tables of the schema `lake`, filled from the accepted rows that an account counts. A value is shown as its grade lets the
release show it. What is usual for a dataset is the business of `measures` and `usual`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.snapshot import Pin
from ecolake.warehouse.tables import Row, create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Dataset, Item, Standards

SHOWN: Final = 3
# As many rows are looked at for values to show; always the same ones, whatever order the batches came in.
LOOKED_AT: Final = 20
LONGEST: Final = 40
_IDS = (
    Column("source", "VARCHAR", "来源", "source"),
    Column("dataset", "VARCHAR", "数据集", "dataset"),
    Column("item", "VARCHAR", "数据项", "item"),
)
ITEM_DAY: Final = Relation(
    "item_day",
    "",
    "数据项填写情况，每项每接收日一行 · how full each item is, one row per item and day of receipt",
    (
        *_IDS,
        Column("received_on", "DATE", "接收日期（来源当地）", "day of receipt where the source is"),
        Column("row_count", "BIGINT", "接受行数", "rows accepted"),
        Column("filled_count", "BIGINT", "有值行数", "rows with a value"),
    ),
)
ITEM_SAMPLE: Final = Relation(
    "item_sample",
    "",
    "数据项示例值，已脱敏 · a few values of each item, as their grade lets them be published",
    (*_IDS, Column("samples", "VARCHAR[]", "示例值", "values")),
)


def create(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    pins: Mapping[str, Pin],
    present: Mapping[str, frozenset[str]],
) -> None:
    """Create and fill both tables.

    Args:
        connection: Of the build file, whose accounts are there.
        standards: The loaded standards.
        pins: Files by lake table.
        present: The columns that the accepted files of a dataset hold, by its id.
    """
    days: list[Row] = []
    samples: list[Row] = []
    for name, dataset in sorted(standards.datasets.items()):
        pin = pins.get(f"accepted/{dataset.table}")
        items = [item for item in dataset.items.values() if item.name in present.get(name, ())]
        if pin is not None and pin.files and items:
            rows = views.counting(name, pin, present[name])
            days += _days(connection, dataset, items, rows)
            samples += _samples(connection, dataset, items, rows)
    create_table(connection, ITEM_DAY, days)
    create_table(connection, ITEM_SAMPLE, samples)


def _days(
    connection: "duckdb.DuckDBPyConnection", dataset: "Dataset", items: "list[Item]", rows: str
) -> list[Row]:
    zone = views.literal(dataset.timezone)
    counts = ", ".join(f"count({views.identifier(item.name)})" for item in items)
    found = connection.execute(
        f"select cast(_received_at at time zone {zone} as date) as received_on, count(*), {counts}"
        f" from ({rows}) group by 1 order by 1"
    ).fetchall()
    return [
        (dataset.source, dataset.name, item.name, day, total, filled)
        for day, total, *each in found
        for item, filled in zip(items, each, strict=True)
    ]


def _samples(
    connection: "duckdb.DuckDBPyConnection", dataset: "Dataset", items: "list[Item]", rows: str
) -> list[Row]:
    """Values of the rows whose keys hash lowest: the same ones in every build of the same rows."""
    values = ", ".join(f"{_shown(item)} as {views.identifier(item.name)}" for item in items)
    key = ", ".join(views.identifier(item.name) for item in items if item.name in dataset.key)
    order = f"order by hash({key}), {key}, _batch, _row" if key else "order by _batch, _row"
    found = connection.execute(f"select {values} from (from ({rows}) {order} limit {LOOKED_AT})").fetchall()
    return [
        (dataset.source, dataset.name, item.name, sorted(set(column) - {None})[:SHOWN])
        for item, column in zip(items, zip(*found, strict=True), strict=False)
    ]


def _shown(item: "Item") -> str:
    """The SQL of a value as the catalogue shows it: as the release does, and nothing of a nested list."""
    name = views.identifier(item.name)
    if item.published == "whole" and item.each is None:
        return f"left(cast({name} as varchar), {LONGEST})"
    masked = item.published == "masked" and item.duckdb == "VARCHAR"
    return views.mask(name) if masked else "cast(null as varchar)"
