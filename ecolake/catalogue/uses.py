"""Which marts use which item, from the steps of lineage."""

from collections.abc import Iterator
from typing import NamedTuple

from ecolake.lineage.graph import Lineage, Step

_BETWEEN = ("accepted", "staging", "intermediate")


class Use(NamedTuple):
    """One column of a mart that was made, among others perhaps, of an item.

    Attributes:
        source: Of the item.
        dataset: Of the item.
        item: The item.
        table: The mart, as `schema.table`.
        column: Its column.
        as_is: Whether the item stands there as it is.
    """

    source: str
    dataset: str
    item: str
    table: str
    column: str
    as_is: bool


def uses(lineage: Lineage) -> Iterator[Use]:
    """Yield each use once, by item and mart."""
    for column, layer in sorted(lineage.layers.items()):
        if layer != "accepted":
            continue
        table, _, item = column.removeprefix("lake.").partition(".")
        source, _, dataset = table.partition("__")
        found: dict[tuple[str, str], bool] = {}
        for step, as_is in _reached(lineage.walk(column, "on"), as_is=True):
            if step.layer not in _BETWEEN:
                place, _, name = step.column.rpartition(".")
                found[place, name] = found.get((place, name), False) or as_is
        for (place, name), as_is in sorted(found.items()):
            yield Use(source, dataset, item, place, name, as_is)


def _reached(step: Step, *, as_is: bool) -> Iterator[tuple[Step, bool]]:
    for one in step.next:
        still = as_is and one.edge is not None and one.edge.kind == "as_is"
        yield one, still
        yield from _reached(one, as_is=still)
