"""What a derived table is: its columns, what it reads, and the function that works it out.

Belongs here: the declaration. Does not belong here: which tables there are (`tables`, one module for each subject), when a day is
worked out (`runner`), nor any science (`ecolake.domain`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column, Relation

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.standards.catalogue import Standards
    from ecolake.standards.shaped_files import Shape

LAYER: Final = "derived"
DAY: Final = "day"


@dataclass(frozen=True)
class Reads:
    """One thing that a derived table is made of.

    Attributes:
        dataset: `<source>.<dataset>`, or `derived.<name>` for a derived table that is listed before this one.
        day: SQL expression over the items of a row: the local day that the row is of. Empty for what has no day, as a register: then
            the whole of it is read. For a derived table it is its own day, and empty for one without days.
        items: The items that are read, as far as lineage should tell of them.
        before: Days that are read of it before those of the table.
        after: Days after them.
        remakes: Whether a change of what has no day makes every day anew; if not, a day keeps what was known when it was made.
    """

    dataset: str
    day: str = ""
    items: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    remakes: bool = True

    @property
    def derived(self) -> str:
        """The derived table that is read; empty where it is a dataset."""
        layer, name = self.dataset.split(".")
        return name if layer == LAYER else ""


class Methods:
    """What the standards say beside the rows: the methods of the subjects, each read once, and the standards themselves."""

    def __init__(self, root: Path, standards: "Standards") -> None:
        self.root = root
        self.standards = standards
        self._read: dict[tuple[str, str], object] = {}

    def load(self, shape: "type[Shape]", file: str) -> "Shape":
        """Read a method below `standards/methods`; see `load_method`."""
        from ecolake.standards.methods.files import load_method

        key = (shape.__name__, file)
        known = self._read.get(key)
        if not isinstance(known, shape):
            known = self._read[key] = load_method(shape, self.root, file)
        return known


@dataclass(frozen=True)
class DerivedTable:
    """A table with rows for each day, worked out a day at a time.

    Attributes:
        name: As `air_station_daily`; it is `lake/derived/<name>` in the lake and `lake.derived_<name>` in the warehouse.
        title: What a row is.
        columns: The first is `day DATE`.
        reads: What it is made of. The days of the table are those that a row of any read with a day is of.
        compute: Makes the rows of one day, in any order. The connection's schema `lake` shows the rows in force of what is read, and of
            those with a day only the days from `before` that day to `after` it.
        before: Days before a day whose rows the day needs.
        after: Days after it.
        methods: Files below `standards/methods` that shape it.
        codelists: Code lists that shape it, by name.
        also: Further words that shape it, as parts of the standards that `compute` was given.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    reads: tuple[Reads, ...]
    compute: "Callable[[duckdb.DuckDBPyConnection, date, Methods], pl.DataFrame]"
    before: int = 0
    after: int = 0
    methods: tuple[str, ...] = ()
    codelists: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    dated: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        """Refuse a table whose rows could not be told apart by day."""
        if (self.columns[0].name, self.columns[0].type) != (DAY, "DATE"):
            raise ValueError(f"{self.name}: the first column is `day DATE`")

    @property
    def relation(self) -> Relation:
        """What the warehouse shows."""
        return _relation(self)


@dataclass(frozen=True)
class WholeTable:
    """A table without days, worked out whole whenever anything that it reads has changed. The attributes are those of `DerivedTable`."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    reads: tuple[Reads, ...]
    compute: "Callable[[duckdb.DuckDBPyConnection, Methods], pl.DataFrame]"
    methods: tuple[str, ...] = ()
    codelists: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    dated: bool = field(default=False, init=False)

    @property
    def relation(self) -> Relation:
        """What the warehouse shows."""
        return _relation(self)


AnyTable = DerivedTable | WholeTable


def _relation(table: AnyTable) -> Relation:
    comment = f"{table.title.zh} · {table.title.en}"
    return Relation(f"{LAYER}_{table.name}", f"{LAYER}/{table.name}", comment, table.columns)
