"""What several forms say of the standards: how a domain reads, which relation holds the rows, what a word is called.

Look-ups and short texts only; how they are laid out is the business of each form.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.model import CodeList, Element
from ecolake.standards.model_base import Text

SCHEMA: Final = "lake"
SHARING: Final[Mapping[str, Text]] = {
    "unconditional": Text(zh="无条件共享", en="shared without conditions"),
    "conditional": Text(zh="有条件共享", en="shared under conditions"),
    "none": Text(zh="不予共享", en="not shared"),
}
OPENING: Final[Mapping[str, Text]] = {
    "unconditional": Text(zh="无条件开放", en="open without conditions"),
    "conditional": Text(zh="有条件开放", en="open under conditions"),
    "none": Text(zh="不开放", en="not open"),
}
UPDATES: Final[Mapping[str, Text]] = {
    "realtime": Text(zh="实时", en="real time"),
    "hourly": Text(zh="每小时", en="hourly"),
    "daily": Text(zh="每日", en="daily"),
    "weekly": Text(zh="每周", en="weekly"),
    "monthly": Text(zh="每月", en="monthly"),
    "quarterly": Text(zh="每季度", en="quarterly"),
    "yearly": Text(zh="每年", en="yearly"),
    "irregular": Text(zh="不定期", en="irregular"),
}
SEVERITIES: Final[Mapping[str, Text]] = {
    "reject": Text(zh="退回", en="reject"),
    "flag": Text(zh="标记", en="flag"),
    "watch": Text(zh="观察", en="watch"),
}
BASES: Final[Mapping[str, Text]] = {
    "sourced": Text(zh="有出处", en="sourced"),
    "proposed": Text(zh="拟定", en="proposed"),
    "memory": Text(zh="待核", en="from memory"),
}
LEVELS: Final[Mapping[str, str]] = {"reject": "error", "flag": "warning", "watch": "info"}


def relation(dataset: Dataset) -> str:
    """The DuckDB relation of the accepted rows, without its schema."""
    return f"{dataset.source}__{dataset.name}"


def every_item(dataset: Dataset) -> Iterator[tuple[str, Item]]:
    """Each item with its name, and below a nested list its fields as `list.field`."""
    for item in dataset.items.values():
        yield item.name, item
        for child in item.each or ():
            yield f"{item.name}.{child.name}", child


def type_name(item: Item) -> str:
    """The type as the YAML writes it; a nested list has none of its own."""
    return str(item.element.type) if item.element else "list"


def domain(element: Element) -> str:
    """The value domain in a line: range, pattern, check; the code list stands apart."""
    parts = []
    if element.range:
        low, high = (plain(end) for end in element.range)
        parts.append(f"{low or '−∞'} … {high or '∞'}")
    if element.pattern:
        parts.append(element.pattern)
    if element.check:
        parts.append(element.check)
    return "; ".join(parts)


def plain(number: Decimal | None) -> str:
    """A number without exponent or trailing zeros."""
    return "" if number is None else f"{number.normalize():f}"


def meaning(item: Item) -> Text:
    """What the item is: the definition of its element, or its title for a nested list."""
    return item.element.definition if item.element else item.title


def codelists(dataset: Dataset) -> dict[str, CodeList]:
    """The code lists that the items of a dataset use, by name."""
    return {
        item.element.codes: item.codes
        for _, item in every_item(dataset)
        if item.element and item.element.codes and item.codes
    }
