"""Walk the steps both ways: what a column was made of, back to the bytes, and what was made of it, on to the marts.

Steps only; where they come from is the business of `landed` and `models`, how a walk is drawn that of `picture`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from ecolake.errors import UsageError
from ecolake.lineage.edge import Edge
from ecolake.standards.findings import did_you_mean

Way = Literal["back", "on"]
WAYS: Final[tuple[Way, ...]] = ("back", "on")


@dataclass(frozen=True)
class Step:
    """One column on a walk.

    Attributes:
        column: `schema.table.column`; empty for what has nothing older.
        layer: Its layer.
        edge: The step by which it was reached; None for where the walk began.
        next: The steps from here.
        again: Whether it stands elsewhere on the walk already, and is not followed twice.
    """

    column: str
    layer: str
    edge: Edge | None
    next: tuple["Step", ...]
    again: bool = False

    def all(self) -> Iterator["Step"]:
        """This step and all behind it."""
        yield self
        for one in self.next:
            yield from one.all()


@dataclass(frozen=True)
class Lineage:
    """All steps that are known."""

    edges: tuple[Edge, ...]

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> "Lineage":
        """Put steps in their order, each once."""
        return cls(tuple(sorted(set(edges))))

    @cached_property
    def back(self) -> Mapping[str, list[Edge]]:
        """The steps to each column, by its name."""
        return _grouped((edge.newer, edge) for edge in self.edges)

    @cached_property
    def on(self) -> Mapping[str, list[Edge]]:
        """The steps from each column, by its name."""
        return _grouped((edge.older, edge) for edge in self.edges if edge.from_table)

    @cached_property
    def layers(self) -> Mapping[str, str]:
        """The layer of each column."""
        older = {edge.older: edge.from_layer for edge in self.edges if edge.from_table}
        return {**older, **{edge.newer: edge.to_layer for edge in self.edges}}

    def walk(self, column: str, way: Way) -> Step:
        """Walk from a column as far as the steps lead; what stands on the walk already is not followed again."""
        return self._step(column, None, way, set())

    def _step(self, column: str, edge: Edge | None, way: Way, seen: set[str]) -> Step:
        layer = self.layers.get(column, "")
        again = column in seen
        seen.add(column)
        edges = [] if again else (self.back if way == "back" else self.on).get(column, [])
        after = tuple(
            self._step(one.older if way == "back" else one.newer, one, way, seen)
            if way == "on" or one.from_table
            else Step("", "", one, ())
            for one in edges
        )
        return Step(
            column, layer, edge, after, again and bool((self.back if way == "back" else self.on).get(column))
        )

    def find(self, name: str) -> tuple[str, ...]:
        """The columns that a person means by `table.column`, `schema.table.column`, `source.dataset.item` or `table`.

        Raises:
            UsageError: There is none.
        """
        wanted = name.strip().lower()
        parts = wanted.split(".")
        tails = {wanted}
        if len(parts) == 3:
            # source.dataset.item names the accepted rows.
            tails.add(f"lake.{parts[0]}__{parts[1]}.{parts[2]}")
        found = [one for one in self.layers if one.lower() in tails]
        found = found or [
            one for one in self.layers if one.lower().endswith(f".{wanted}") and len(parts) == 2
        ]
        found = found or [
            one for one in self.layers if len(parts) == 1 and one.lower().split(".")[1] == wanted
        ]
        if not found:
            raise _unknown(name, self.layers)
        return tuple(sorted(found))


def _grouped(pairs: Iterable[tuple[str, Edge]]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for name, edge in pairs:
        found.setdefault(name, []).append(edge)
    return found


def _unknown(name: str, known: Iterable[str]) -> UsageError:
    columns = {one.partition(".")[2] for one in known}
    near = did_you_mean(name, columns)
    nearest = near.removeprefix("did you mean '").removesuffix("'?")
    return UsageError(
        "unknown_column",
        f"No column '{name}' is known to lineage.",
        f"血缘中没有列“{name}”。",
        hint_en=near[:1].upper() + near[1:]
        if near
        else "Write TABLE.COLUMN; look for it with: ecolake find WORD",
        hint_zh=f"是否指“{nearest}”？" if near else "请写作 表.列；可用 ecolake find 查找。",
    )
