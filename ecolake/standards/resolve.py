"""What must hold between files: references that lead somewhere, keys and mappings that name items, units that are units.

Each function takes what was read, reports faults into it, and returns the resolved thing.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from zoneinfo import available_timezones

import polars as pl

from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.functions import CHECKS
from ecolake.standards.model import NAME, DatasetSpec, Element, ItemSpec
from ecolake.standards.shelf import Read
from ecolake.standards.source import Mapping, Source
from ecolake.standards.units import conversion_factor, unit_fault

# Besides the items, a rule may speak of the moment at which the batch was received.
RECEIVED_AT = "received_at"
# Sections of a mapping that are keyed by item.
_PER_ITEM = ("codes", "missing_in", "formats", "units")


def resolve(read: Read) -> Standards:
    """Check all references and build the catalogue; faults go to `read.findings`."""
    for name, element in sorted(read.elements.items()):
        _element(read, name, element)
    datasets = {name: _dataset(read, name, spec) for name, spec in sorted(read.datasets.items())}
    for name, source in sorted(read.sources.items()):
        _source(read, name, source, datasets)
    return Standards(
        elements=dict(sorted(read.elements.items())),
        codelists=dict(sorted(read.codelists.items())),
        datasets=datasets,
        sources=dict(sorted(read.sources.items())),
    )


def _element(read: Read, name: str, element: Element) -> None:
    def report(path: tuple[str, ...], code: str, message: str, hint: str = "") -> None:
        read.report("element", name, path, code, message, hint)

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


def _dataset(read: Read, name: str, spec: DatasetSpec) -> Dataset:
    source_name, short = name.split(".")
    items = {
        item_name: _item(read, name, item_name, item, ("items", item_name))
        for item_name, item in spec.items.items()
    }
    for key in spec.key:
        if key not in items:
            read.report(
                "dataset",
                name,
                ("key",),
                "missing_reference",
                f"the key names no item '{key}'",
                did_you_mean(key, items),
            )
    seen: set[str] = set()
    for index, rule in enumerate(spec.rules):
        if rule.id in seen:
            read.report(
                "dataset", name, ("rules", index, "id"), "duplicate", f"rule '{rule.id}' stands twice"
            )
        seen.add(rule.id)
        _rule(read, name, ("rules", index, "assert"), rule.holds, items)
    source = read.sources.get(source_name)
    if source is None:
        hint = did_you_mean(source_name, read.sources)
        read.report("dataset", name, (), "missing_reference", f"there is no sources/{source_name}.yaml", hint)
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


def _item(read: Read, dataset: str, name: str, spec: ItemSpec, path: tuple[str, ...]) -> Item:
    if not re.match(NAME, name):
        read.report("dataset", dataset, path, "bad_name", f"'{name}' is not snake_case")
    element = read.elements.get(spec.element) if spec.element else None
    if spec.element and element is None:
        hint = did_you_mean(spec.element, read.elements)
        read.report(
            "dataset",
            dataset,
            (*path, "element"),
            "missing_reference",
            f"there is no element '{spec.element}'",
            hint,
        )
        element = Element.model_validate(
            {
                "title": {"zh": name, "en": name},
                "definition": {"zh": name, "en": name},
                "type": "text",
                "basis": "proposed",
            }
        )
    each = None
    if spec.each is not None:
        each = tuple(
            _item(read, dataset, child, child_spec, (*path, "each", child))
            for child, child_spec in spec.each.items()
        )
    title = spec.title or (element.title if element else None)
    if title is None:  # the model refuses a nested list without a title
        raise AssertionError(name)
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


def _rule(read: Read, dataset: str, path: tuple[str | int, ...], sql: str, items: dict[str, Item]) -> None:
    try:
        expression = pl.sql_expr(sql)
    except pl.exceptions.PolarsError as error:
        read.report(
            "dataset", dataset, path, "bad_rule", f"not a SQL expression: {str(error).splitlines()[0]}"
        )
        return
    names = {*items, RECEIVED_AT}
    unknown = sorted(set(expression.meta.root_names()) - names)
    for word in unknown:
        read.report(
            "dataset",
            dataset,
            path,
            "missing_reference",
            f"the rule names no item '{word}'",
            did_you_mean(word, names),
        )
    if unknown:
        return
    schema = {name: item.polars for name, item in items.items()} | {RECEIVED_AT: pl.Datetime("us", "UTC")}
    try:
        result = pl.DataFrame(schema=schema).select(expression.alias("rule"))
    except pl.exceptions.PolarsError as error:
        read.report(
            "dataset", dataset, path, "bad_rule", f"cannot be evaluated: {str(error).splitlines()[0]}"
        )
        return
    if result.schema["rule"] != pl.Boolean:
        read.report(
            "dataset", dataset, path, "bad_rule", f"a rule is true or false, this is {result.schema['rule']}"
        )


def _source(read: Read, name: str, source: Source, datasets: dict[str, Dataset]) -> None:
    if source.timezone not in available_timezones():
        hint = did_you_mean(source.timezone, available_timezones())
        read.report(
            "source", name, ("timezone",), "bad_value", f"'{source.timezone}' is not a time zone", hint
        )
    for short, mapping in source.datasets.items():
        dataset = datasets.get(f"{name}.{short}")
        if dataset is None:
            hint = did_you_mean(f"{name}.{short}", datasets)
            read.report(
                "source",
                name,
                ("datasets", short),
                "missing_reference",
                f"there is no datasets/{name}/{short}.yaml",
                hint,
            )
        else:
            _mapping(read, name, ("datasets", short), mapping, dataset)


def _mapping(read: Read, source: str, path: tuple[str, ...], mapping: Mapping, dataset: Dataset) -> None:
    def report(tail: tuple[str, ...], code: str, message: str, hint: str = "") -> None:
        read.report("source", source, (*path, *tail), code, message, hint)

    mapped: dict[str, str] = {}
    for column, name in mapping.map.items():
        if name not in dataset.items:
            report(
                ("map", column),
                "missing_reference",
                f"there is no item '{name}'",
                did_you_mean(name, dataset.items),
            )
        if name in mapped:
            report(("map", column), "duplicate", f"'{name}' is already fed by '{mapped[name]}'")
        mapped[name] = column
    for section, name in ((part, item) for part in _PER_ITEM for item in getattr(mapping, part)):
        if name not in mapped:
            hint = did_you_mean(name, mapped)
            report((section, name), "missing_reference", f"no column is mapped to '{name}'", hint)
    for item_name, unit in mapping.units.items():
        element = dataset.items[item_name].element if item_name in dataset.items else None
        if element is not None:
            _unit(report, item_name, unit, element)
    required = [name for name, item in dataset.items.items() if item.required and not item.derived]
    for name in required:
        if name not in mapped:
            report(("map",), "unmapped_item", f"the required item '{name}' has no column")


def _unit(report: Callable[..., None], item: str, unit: str, element: Element) -> None:
    if unit != element.unit and unit not in element.accepts:
        report(
            ("units", item),
            "bad_unit",
            f"the element accepts {[element.unit, *element.accepts]}, not '{unit}'",
        )
        return
    try:
        conversion_factor(unit, element.unit or "1")
    except ValueError as error:
        report(("units", item), "bad_unit", str(error))


def _fingerprint(
    spec: DatasetSpec, items: dict[str, Item], mapping: Mapping | None, source: Source | None
) -> str:
    """Hash all that decides which rows are accepted, so that a change of it is seen."""
    parts = [
        spec.model_dump_json(),
        mapping.model_dump_json() if mapping else "",
        source.timezone if source else "",
    ]
    parts.extend(_item_parts(items.values()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _item_parts(items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        yield repr(item.element)
        yield ",".join(item.codes.sorted_codes) if item.codes else ""
        yield from _item_parts(item.each or ())
