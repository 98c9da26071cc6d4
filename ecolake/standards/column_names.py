"""What a source calls its columns when it follows a convention instead of a list.

Belongs here: from a convention to the whole `map` of a dataset. Does not belong here: whether the map is right
(`resolve_source`).
"""

from collections.abc import Iterator
from collections.abc import Mapping as Mapped

from ecolake.standards.catalogue import Item
from ecolake.standards.source import Mapping, Names


def complete(mapping: Mapping, items: Mapped[str, Item]) -> Mapping:
    """Return the mapping with a column for each item that is received, in the order of the items.

    What `map` says goes before the convention; without a convention the mapping is whole as it stands.
    """
    if mapping.names is None:
        return mapping
    said = {item: column for column, item in mapping.map.items()}
    named = {
        said.get(name) or column: name
        for name, column in _by_convention(mapping.names, items)
        if name not in _otherwise(mapping)
    }
    # What leads to no item stays, so that lint sees it.
    stray = {column: item for column, item in mapping.map.items() if column not in named}
    return mapping.model_copy(update={"map": named | stray})


def shared_names(mapping: Mapping, items: Mapped[str, Item]) -> list[str]:
    """Return the columns that the convention gives to more than one item, sorted."""
    if mapping.names is None:
        return []
    said = {*mapping.map.values(), *_otherwise(mapping)}
    columns = [column for name, column in _by_convention(mapping.names, items) if name not in said]
    return sorted({column for column in columns if columns.count(column) > 1 or column in mapping.map})


def _otherwise(mapping: Mapping) -> frozenset[str]:
    """The items that come from no column of their own."""
    readings = {mapping.unpivot.value} if mapping.unpivot else set()
    return frozenset({*mapping.compose, *readings, *mapping.supplied})


def _by_convention(names: Names, items: Mapped[str, Item]) -> Iterator[tuple[str, str]]:
    for name, item in items.items():
        if not item.derived:
            yield name, _column(names, item)


def _column(names: Names, item: Item) -> str:
    match names:
        case "title":
            return item.title.zh
        case "upper":
            return item.name.upper()
        case "camel":
            first, *rest = item.name.split("_")
            return first + "".join(part.capitalize() for part in rest)
        case "name":
            return item.name
