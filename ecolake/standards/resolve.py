"""What must hold between files: references that lead somewhere, keys that name items, ranges that fit.

Each function takes what was read, reports faults into it, and returns the resolved thing. What concerns how a dataset
arrives is in `resolve_source`, whether a rule can be evaluated in `row_rule`.
"""

import hashlib
import re
from collections.abc import Iterable

import polars as pl

from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.functions import CHECKS
from ecolake.standards.model import NAME, DatasetSpec, Element, ItemSpec
from ecolake.standards.resolve_source import check_source
from ecolake.standards.row_rule import RECEIVED, check_rule
from ecolake.standards.shelf import Read, Reporter
from ecolake.standards.source import Mapping, Source
from ecolake.standards.units import unit_fault


def resolve(read: Read) -> Standards:
    """Check all references and build the catalogue; faults go to `read.findings`."""
    for name, element in sorted(read.elements.items()):
        _check_element(read, read.reporter("element", name), name, element)
    datasets = {name: _dataset(read, name, spec) for name, spec in sorted(read.datasets.items())}
    for name, source in sorted(read.sources.items()):
        check_source(read.reporter("source", name), name, source, datasets)
    return Standards(
        elements=dict(sorted(read.elements.items())),
        codelists=dict(sorted(read.codelists.items())),
        datasets=datasets,
        sources=dict(sorted(read.sources.items())),
    )


def _check_element(read: Read, report: Reporter, name: str, element: Element) -> None:
    if not re.match(NAME, name):
        report((), "bad_name", f"'{name}' is not snake_case")
    if element.unit and (fault := unit_fault(element.unit)):
        report(("unit",), "bad_unit", fault, "units are UCUM codes, as ug/m3, mg/L, Cel")
    for unit in element.accepts:
        if fault := unit_fault(unit):
            report(("accepts",), "bad_unit", fault)
    if element.codes and element.codes not in read.codelists:
        hint = did_you_mean(element.codes, read.codelists)
        report(("codes",), "missing_reference", f"there is no code list '{element.codes}'", hint)
    if element.check and element.check not in CHECKS:
        hint = did_you_mean(element.check, CHECKS) or f"known: {', '.join(sorted(CHECKS))}"
        report(("check",), "missing_reference", f"there is no check '{element.check}'", hint)
    if element.pattern is not None:
        try:
            pl.select(pl.lit("").str.contains(element.pattern))
        except pl.exceptions.PolarsError as error:
            report(("pattern",), "bad_pattern", str(error).splitlines()[0])
    _check_range(report, element)


def _check_range(report: Reporter, element: Element) -> None:
    for bound in element.range or ():
        if bound is not None and not element.type.holds(bound):
            report(("range",), "bad_range", f"{element.type} cannot hold the bound {bound}")


def _dataset(read: Read, name: str, spec: DatasetSpec) -> Dataset:
    source_name, short = name.split(".")
    report = read.reporter("dataset", name)
    items = {
        item_name: _item(read, read.reporter("dataset", name, "items", item_name), item_name, item)
        for item_name, item in spec.items.items()
    }
    _check_items(read, name, spec)
    for key in spec.key:
        if key not in items:
            hint = did_you_mean(key, items)
            report(("key",), "missing_reference", f"the key names no item '{key}'", hint)
    _check_rules(report, spec, items)
    source = read.sources.get(source_name)
    if source is None:
        hint = did_you_mean(source_name, read.sources)
        report((), "missing_reference", f"there is no sources/{source_name}.yaml", hint)
    mapping = source.datasets.get(short) if source else None
    return Dataset(
        source=source_name,
        name=short,
        spec=spec,
        items=items,
        mapping=mapping,
        timezone=source.timezone if source else "UTC",
        fingerprint=_fingerprint(spec, items, mapping, source),
    )


def _check_items(read: Read, name: str, spec: DatasetSpec) -> None:
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


def _item(read: Read, report: Reporter, name: str, spec: ItemSpec) -> Item:
    if not re.match(NAME, name):
        report((), "bad_name", f"'{name}' is not snake_case")
    element = read.elements.get(spec.element) if spec.element else None
    if spec.element and element is None:
        hint = did_you_mean(spec.element, read.elements)
        report(("element",), "missing_reference", f"there is no element '{spec.element}'", hint)
        element = _stand_in(name)
    each = None
    if spec.each is not None:
        each = tuple(
            _item(read, Reporter(report.place, (*report.base, "each", child), report.findings), child, inner)
            for child, inner in spec.each.items()
        )
    title = spec.title or (element.title if element else None)
    if title is None:
        raise AssertionError(f"the model lets no nested list through without a title: {name}")
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
    )


def _stand_in(name: str) -> Element:
    """An element in the place of one that is missing, so that the rest of the dataset is still checked."""
    text = {"zh": name, "en": name}
    return Element.model_validate({"title": text, "definition": text, "type": "text", "basis": "proposed"})


def _check_rules(report: Reporter, spec: DatasetSpec, items: dict[str, Item]) -> None:
    seen: set[str] = set()
    columns = {name: item.polars for name, item in items.items()}
    for index, rule in enumerate(spec.rules):
        if rule.id in seen:
            report(("rules", index, "id"), "duplicate", f"rule '{rule.id}' stands twice")
        seen.add(rule.id)
        check_rule(report, ("rules", index, "assert"), rule, columns)


def _fingerprint(
    spec: DatasetSpec, items: dict[str, Item], mapping: Mapping | None, source: Source | None
) -> str:
    """Hash all that decides which rows are accepted, so that a change of it is seen."""
    parts = [
        spec.model_dump_json(),
        mapping.model_dump_json() if mapping else "",
        source.timezone if source else "",
        *_item_parts(items.values()),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _item_parts(items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        yield repr(item.element)
        yield ",".join(item.codes.sorted_codes) if item.codes else ""
        yield from _item_parts(item.each or ())
