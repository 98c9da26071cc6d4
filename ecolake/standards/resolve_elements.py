"""What must hold of one data element: units and references that exist, bounds that fit, examples that satisfy it."""

import re
from functools import partial

import polars as pl

from ecolake.standards.checks import item_checks
from ecolake.standards.findings import did_you_mean
from ecolake.standards.functions import CHECKS
from ecolake.standards.model import Element, ItemSpec
from ecolake.standards.model_base import NAME
from ecolake.standards.resolve_items import resolved_item
from ecolake.standards.row_rule import Fault
from ecolake.standards.shelf import Read, Reporter
from ecolake.standards.units import unit_fault
from ecolake.standards.verdict_memory import VerdictMemory


def check_element(read: Read, report: Reporter, name: str, element: Element, memory: VerdictMemory) -> None:
    """Report what is wrong with one element by itself."""
    before = len(report.findings)
    if not re.fullmatch(NAME, name):
        report((), "bad_name", f"'{name}' is not snake_case")
    if element.unit and (fault := memory.recall(f"unit {element.unit}", partial(_of_unit, element.unit))):
        report(("unit",), *fault)
    for unit in element.accepts:
        if fault := memory.recall(f"unit {unit}", partial(_of_unit, unit)):
            report(("accepts",), *fault)
    _check_names(read, report, element)
    if element.pattern is not None:
        try:
            pl.select(pl.lit("").str.contains(element.pattern))
        except pl.exceptions.PolarsError as error:
            report(("pattern",), "bad_pattern", str(error).splitlines()[0])
    _check_range(report, element)
    if len(report.findings) == before:
        _check_examples(read, report, element)


def _of_unit(unit: str) -> Fault | None:
    fault = unit_fault(unit)
    return ("bad_unit", fault, "units are UCUM codes, as ug/m3, mg/L, Cel") if fault else None


def _check_names(read: Read, report: Reporter, element: Element) -> None:
    classes = read.codelists.get("object_class")
    if classes and element.object not in classes.sorted_codes:
        hint = did_you_mean(element.object, classes.sorted_codes)
        report(("object",), "missing_reference", f"there is no object class '{element.object}'", hint)
    if element.codes and element.codes not in read.codelists:
        hint = did_you_mean(element.codes, read.codelists)
        report(("codes",), "missing_reference", f"there is no code list '{element.codes}'", hint)
    if element.check and element.check not in CHECKS:
        hint = did_you_mean(element.check, CHECKS) or f"known: {', '.join(sorted(CHECKS))}"
        report(("check",), "missing_reference", f"there is no check '{element.check}'", hint)


def _check_examples(read: Read, report: Reporter, element: Element) -> None:
    """An example that its own element refuses is worse than none."""
    if element.type.name != "text" or not element.examples:
        return
    item = resolved_item("example", ItemSpec(element="example"), element, None, read)
    values = pl.DataFrame({"example": list(element.examples)})
    failing = values.select(check.failure().alias(check.kind) for check in item_checks(item, from_text=False))
    for index, refused in enumerate(failing.select(pl.any_horizontal(pl.all()))[failing.columns[0]]):
        if refused:
            said = f"'{element.examples[index]}' does not satisfy its own element"
            report(("examples", index), "bad_example", said)


def _check_range(report: Reporter, element: Element) -> None:
    for bound in element.range or ():
        if bound is not None and not element.type.holds(bound):
            report(("range",), "bad_range", f"{element.type} cannot hold the bound {bound}")
