"""Which derived tables there are, each after those that it reads. A subject adds its line to `declared`."""

from typing import TYPE_CHECKING

from ecolake.derived import air, alarms, books, dispersion, hotspot, rivers
from ecolake.derived.model import AnyTable
from ecolake.warehouse.relation import Relation

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Standards


def declared(standards: "Standards") -> tuple[AnyTable, ...]:
    """All of them."""
    return (
        *air.tables(standards),
        *alarms.tables(),
        *dispersion.TABLES,
        *hotspot.TABLES,
        *rivers.tables(standards),
    )


def computable(standards: "Standards") -> tuple[AnyTable, ...]:
    """Those whose datasets are all in these standards, which need not describe everything."""
    found: list[AnyTable] = []
    for table in declared(standards):
        known = {*standards.datasets, *(f"derived.{one.name}" for one in found)}
        if {read.dataset for read in table.reads} <= known:
            found.append(table)
    return tuple(found)


def relations(standards: "Standards") -> tuple[Relation, ...]:
    """What the warehouse shows of them: their accounts and the tables."""
    return (books.RELATION, *(table.relation for table in declared(standards)))
