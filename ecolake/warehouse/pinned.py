"""Where the rows of one dataset are, in one snapshot of the lake: what every view on them begins with.

Asks DuckDB for the columns of the files and nothing else; the SQL of the views is in `views`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ecolake.warehouse import views
from ecolake.warehouse.relations import dataset_relations, withdrawn_table
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Dataset, Standards


class Pinned(NamedTuple):
    """What `views.visible` asks for, in its order.

    Attributes:
        pin: The files of the table, None when there is no table yet.
        present: The columns that the files hold.
        key: The items that name a row, as far as the files hold them.
        gone: The keys that were withdrawn, if the dataset withdraws by absence.
    """

    pin: Pin | None
    present: frozenset[str]
    key: tuple[str, ...]
    gone: Pin | None


def find(
    connection: "duckdb.DuckDBPyConnection", standards: "Standards", pins: Mapping[str, Pin]
) -> dict[str, Pinned]:
    """Find the rows of every accepted and rejected table, by its path below the lake folder."""
    return {
        relation.table: _rows(connection, standards.datasets[relation.dataset], relation.table, pins)
        for relation in dataset_relations(standards)
    }


def _rows(
    connection: "duckdb.DuckDBPyConnection", dataset: "Dataset", table: str, pins: Mapping[str, Pin]
) -> Pinned:
    pin = pins.get(table)
    present = columns(connection, pin)
    # A part of the key that was added to the standard later is null in all files that there are.
    key = tuple(name for name in dataset.key if name in present)
    gone = pins.get(withdrawn_table(dataset) or "") if table.startswith("accepted/") else None
    return Pinned(pin, present, key, gone)


def columns(connection: "duckdb.DuckDBPyConnection", pin: Pin | None) -> frozenset[str]:
    """The columns that the files of a table hold."""
    if pin is None or not pin.files:
        return frozenset()
    found = connection.execute(f"describe select * from {views.scan(pin)}").fetchall()
    return frozenset(row[0] for row in found)
