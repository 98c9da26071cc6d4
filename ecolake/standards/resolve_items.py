"""Items of a dataset: each becomes its element with what differs here.

References between datasets are checked in `resolve_references`, rules in `resolve_rules`.
"""

import re
from typing import Final, get_args

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.standards.findings import did_you_mean
from ecolake.standards.model import DatasetSpec, Element, ItemSpec
from ecolake.standards.model_base import NAME, Published, Security
from ecolake.standards.row_rule import RECEIVED
from ecolake.standards.shelf import Read, Reporter

# Personal data are of this grade at least.
PERSONAL: Security = 3
# The code list that says what is published of each grade.
GRADES: Final = "security_grade"


def check_items(read: Read, name: str, spec: DatasetSpec) -> None:
    """Report item names that rules could not use, and items derived from nothing."""
    report = read.reporter("dataset", name, "items")
    for item, declared in spec.items.items():
        if item in RECEIVED:
            report(
                (item,),
                "reserved_name",
                f"'{item}' is when a batch was received; rules speak of it by that name",
            )
        if declared.derived and not spec.derive:
            hint = "name the derivation that computes it under 'derive', or drop 'derived'"
            report((item, "derived"), "not_derived", "the dataset derives nothing", hint)


def resolve_item(read: Read, report: Reporter, name: str, spec: ItemSpec) -> Item:
    """Resolve one item; an element that is missing is reported and a plain text takes its place."""
    if not re.fullmatch(NAME, name):
        report((), "bad_name", f"'{name}' is not snake_case")
    element = read.elements.get(spec.element) if spec.element else None
    if spec.element and element is None:
        hint = did_you_mean(spec.element, read.elements)
        report(("element",), "missing_reference", f"there is no element '{spec.element}'", hint)
        element = _stand_in(name)
    each = None
    if spec.each is not None:
        each = tuple(
            resolve_item(
                read, Reporter(report.place, (*report.base, "each", child), report.findings), child, inner
            )
            for child, inner in spec.each.items()
        )
    return resolved_item(name, spec, element, each, read)


def resolved_item(
    name: str, spec: ItemSpec, element: Element | None, each: tuple[Item, ...] | None, read: Read
) -> Item:
    """Build an item of parts that are known."""
    title = spec.title or (element.title if element else None)
    if title is None:
        raise AssertionError(f"the model lets no nested list through without a title: {name}")
    grades: list[Security] = [spec.security or 1]
    if element:
        grades.extend([element.security, PERSONAL] if element.personal else [element.security])
    grades.extend(child.security for child in each or ())
    return Item(
        name=name,
        title=title,
        element=element,
        element_name=spec.element,
        required=spec.required,
        derived=spec.derived,
        arrival=spec.arrival,
        severity=spec.severity,
        each=each,
        codes=read.codelists.get(element.codes) if element and element.codes else None,
        valid_on=spec.valid_on,
        security=max(grades),
        published=_published(read, max(grades)),
    )


def _published(read: Read, grade: Security) -> Published:
    """What the table of grades says; standards without one, as a draft under test, mask what is personal."""
    table = read.codelists.get(GRADES)
    if table is None:
        return "masked" if grade >= PERSONAL else "whole"
    said = table.said_of(str(grade), "published")
    # A grade that the table forgets is shown to nobody.
    return next((one for one in get_args(Published) if one == said), "withheld")


def check_days(read: Read, name: str, spec: DatasetSpec, items: dict[str, Item]) -> None:
    """A code that has to be in force on a day needs a list that knows its days, and an item that is one."""
    for item_name, declared in spec.items.items():
        day = declared.valid_on
        if day is None:
            continue
        report = read.reporter("dataset", name, "items", item_name)
        if day not in items:
            report(("valid_on",), "missing_reference", f"there is no item '{day}'", did_you_mean(day, items))
        elif items[day].polars not in (pl.Date(), pl.Datetime("us", "UTC")):
            report(("valid_on",), "bad_value", f"'{day}' is neither a date nor a time")
        codes = items[item_name].codes
        if codes is None or codes.validity is None:
            hint = "drop 'valid_on', or give the code list valid_from and valid_to"
            report(("valid_on",), "no_validity", "the codes of this item have no days of validity", hint)


def check_grade(read: Read, name: str, spec: DatasetSpec, items: dict[str, Item]) -> None:
    """A dataset is graded at least as high as the highest of its items (就高从严, GB/T 43697-2024)."""
    for item_name, item in items.items():
        if item.security > spec.security:
            report = read.reporter("dataset", name)
            said = f"the grade {spec.security} is below that of '{item_name}', {item.security}"
            report(
                ("security",),
                "low_grade",
                said,
                f"write security: {max(one.security for one in items.values())}",
            )
            return


def _stand_in(name: str) -> Element:
    """An element in the place of one that is missing, so that the rest of the dataset is still checked."""
    text = {"zh": name or "?", "en": name or "?"}
    return Element.model_validate(
        {
            "title": text,
            "definition": text,
            "object": "record",
            "property": "text",
            "type": "text",
            "basis": "proposed",
        }
    )
