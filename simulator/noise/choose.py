"""Which rows of a delivery are spoilt, and how; never two faults in one row.

Belongs here: the choice. Does not belong here: what a kind does to a value (`kinds`), the table that comes of it (`spoil`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl

from ecolake.standards.catalogue import Dataset, Item
from simulator.departments.disguise import item_of, mapping_of
from simulator.departments.words import WIDE, UnsayableError, write_item
from simulator.departments.writers.typed import takes_any_text
from simulator.noise.kinds import KINDS, Change, Kind, Raw, fitting

# The row stands there twice.
REPEATS = frozenset({"duplicate", "conflicting_duplicate"})
# What another row says is said of this one: right in form, and not true.
_BORROWED = frozenset({"conflicting_duplicate", "contradiction"})
_LENT = frozenset(
    {"address", "telephone", "person_name", "description", "enterprise_name", "postal_code", "industry_code"}
)
# Hours, or other steps of a series, for which a sensor says the same.
_STUCK = 6
# Candidates of a table: far more than are spoilt, of a long one far fewer than there are.
_CANDIDATES = 50_000

# Items, and what is written there; None is an empty cell.
Texts = dict[str, str | None]


@dataclass(frozen=True)
class Fault:
    """What is done to a row.

    Attributes:
        row: Of the true rows, 0-based.
        kind: A key of `KINDS`, or of the kinds of whole rows and series.
        texts: The items that are changed.
    """

    row: int
    kind: str
    texts: Texts


@dataclass
class Chooser:
    """Chooses the faults of one delivery.

    Attributes:
        rows: The true rows.
        dataset: The standard, with its mapping.
        rng: Where chance comes from.
    """

    rows: pl.DataFrame
    dataset: Dataset
    rng: Random
    _taken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        height = self.rows.height
        self._columns = item_of(self.dataset)
        self._pool = self.rng.sample(range(height), min(height, _CANDIDATES))

    def choose(self, rates: Mapping[str, float]) -> list[Fault]:
        """Return the faults, kind by kind in the order of the rates."""
        found: list[Fault] = []
        for name, rate in rates.items():
            # The fraction is left to chance, so that small tables have their share too.
            wanted = int(rate * self.rows.height + self.rng.random())
            made = list(self._of_kind(name, wanted)) if wanted else []
            found += made
            self._taken.update(fault.row for fault in made)
        return found

    def _of_kind(self, name: str, wanted: int) -> Iterator[Fault]:
        if name == "stuck_sensor":
            return self._stuck(wanted)
        if name == "duplicate":
            return (Fault(row, name, {}) for row in list(self._free())[:wanted])
        if name in _BORROWED:
            return self._first(
                wanted, name, [item for item in self._own() if item.element_name in _LENT], self._borrow
            )
        kind = KINDS[name]
        items = [item for item in fitting(kind, self.dataset, self._columns) if self._can_stand(kind, item)]
        return self._first(wanted, name, items, lambda item, row: self._change(kind, item, row))

    def _free(self) -> Iterator[int]:
        return (row for row in self._pool if row not in self._taken)

    def _own(self) -> Iterator[Item]:
        """Yield the items that the source sends and that do not name the row."""
        for item in self.dataset.items.values():
            if (
                item.name in self._columns
                and item.name not in self.dataset.key
                and not (item.derived or item.arrival)
            ):
                yield item

    def _first(self, wanted: int, name: str, items: list[Item], make: Any) -> Iterator[Fault]:
        """Yield the first faults that can be made; rows that cannot have it are passed over, though not for ever."""
        if not items:
            return
        made = 0
        for _, row in zip(range(wanted * 10 + 20), self._free(), strict=False):
            texts = make(self.rng.choice(items), row)
            if texts:
                yield Fault(row, name, texts)
                made += 1
            if made == wanted:
                return

    def _can_stand(self, kind: Kind, item: Item) -> bool:
        """Tell whether the format lets the fault stand in the item's column."""
        return takes_any_text(mapping_of(self.dataset).read, self._columns[item.name]) or not kind.untyped

    def _change(self, kind: Kind, item: Item, row: int) -> Texts | None:
        """Return what is written instead, unless it reads like what was there before or cannot be written."""
        true = self.rows.row(row, named=True)
        change = kind.change(self.rng, item, true)
        if not change:
            return None
        try:
            texts = said_texts(change, self.dataset)
        except UnsayableError:
            return None
        if not all(self._fits(name, text) for name, text in texts.items()):
            return None
        return texts if texts != said_texts({name: true[name] for name in change}, self.dataset) else None

    def _fits(self, name: str, text: str | None) -> bool:
        read = mapping_of(self.dataset).read
        width = read.widths.get(self._columns[name])
        return width is None or len((text or "").encode(read.encoding)) <= width

    def _borrow(self, item: Item, row: int) -> Texts | None:
        values = self.rows[item.name]
        own, other = values[row], values[self.rng.randrange(self.rows.height)]
        if other is None or own is None or own == other:
            return None
        return said_texts({item.name: other}, self.dataset)

    def _stuck(self, wanted: int) -> Iterator[Fault]:
        """Let sensors say for some steps what they said at the first of them."""
        key, schema = self.dataset.key, self.rows.schema
        times = [name for name in key if isinstance(schema[name], pl.Datetime)]
        others = [name for name in key if name not in times]
        values = [
            item.name
            for item in self._own()
            if isinstance(schema[item.name], pl.Decimal) and "itude" not in item.name
        ]
        if len(times) != 1 or not others or not values or self.rows.height < _STUCK:
            return
        for _ in range(max(1, wanted // _STUCK)):
            value = self.rng.choice(values)
            one = self.rows.row(self.rng.randrange(self.rows.height), named=True)
            same = pl.all_horizontal([pl.col(name) == pl.lit(one[name], schema[name]) for name in others])
            series = self.rows.select(*others, *times, value).with_row_index("_n").filter(same).sort(*times)
            yield from self._held(value, series.select("_n", value).head(_STUCK + 1))

    def _held(self, value: str, series: pl.DataFrame) -> Iterator[Fault]:
        held: Decimal | None = None
        for row, seen in series.iter_rows():
            if held is None:
                held = seen
            elif seen is not None and seen != held and row not in self._taken:
                self._taken.add(row)
                yield Fault(row, "stuck_sensor", said_texts({value: held}, self.dataset))


def said_texts(change: Change, dataset: Dataset) -> Texts:
    """Say changed values in the source's words."""
    return {name: _said(value, dataset.items[name], dataset) for name, value in change.items()}


def _said(value: Any, item: Item, dataset: Dataset) -> str | None:
    if value is None or isinstance(value, Raw):
        return value
    if isinstance(value, str) and item.name not in mapping_of(dataset).codes:
        return value
    kind = WIDE if isinstance(value, Decimal) else item.polars
    series = pl.Series(item.name, [value], dtype=kind)
    text: str | None = write_item(series, item, mapping_of(dataset), dataset.timezone)[0]
    return text
