"""What must hold of the catalogue as a whole: one dataset a category, one element a meaning, nothing that nobody uses."""

import re
from collections.abc import Iterator

from ecolake.standards.model import Element, ItemSpec
from ecolake.standards.shelf import Read

_NOTES = re.compile(r"[（(].*?[）)]|\s|的")


def check_categories(read: Read) -> None:
    """Report categories that two datasets claim."""
    first: dict[str, str] = {}
    for name, spec in sorted(read.datasets.items()):
        if spec.category in first:
            said = f"category {spec.category} is that of '{first[spec.category]}' already"
            read.reporter("dataset", name)(("category",), "duplicate", said)
        first.setdefault(spec.category, name)


def check_elements_differ(read: Read) -> None:
    """Report elements that mean the same as another, or that no item uses."""
    used = {name for spec in read.datasets.values() for name in _named(spec.items)}
    concepts: dict[tuple[str, ...], str] = {}
    titles: dict[tuple[str, ...], str] = {}
    for name, element in sorted(read.elements.items()):
        report = read.reporter("element", name)
        for known, identity in ((concepts, _concept(element)), (titles, _title(element))):
            if identity in known:
                said = f"means the same as '{known[identity]}'"
                hint = f"use '{known[identity]}', or say in object, property and title what differs"
                report((), "near_duplicate", said, hint)
                break
            known[identity] = name
        if read.datasets and name not in used:
            report((), "unused_element", f"no item uses '{name}'", "use it or drop it")


def _named(items: dict[str, ItemSpec]) -> Iterator[str]:
    for item in items.values():
        if item.element:
            yield item.element
        yield from _named(item.each or {})


def _concept(element: Element) -> tuple[str, ...]:
    """Object class, property and representation: what ISO/IEC 11179 says makes an element."""
    return (element.object, element.property, str(element.type), element.unit or "", element.codes or "")


def _title(element: Element) -> tuple[str, ...]:
    """The title without notes, with what it measures in: 单位名称 and 单位的名称 are one."""
    return (_NOTES.sub("", element.title.zh), element.type.name, element.unit or "", element.codes or "")
