"""What must hold of a source: its datasets exist, its columns lead to items, its units convert, its dates can be read."""

from zoneinfo import ZoneInfo, available_timezones

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.column_names import shared_names
from ecolake.standards.date_format import format_fault
from ecolake.standards.findings import did_you_mean
from ecolake.standards.model import Element
from ecolake.standards.resolve_columns import check_columns, codes_of
from ecolake.standards.resolve_read import check_read
from ecolake.standards.shelf import Reporter
from ecolake.standards.source import Mapping, Source
from ecolake.standards.units import conversion_factor

# Sections of a mapping that are keyed by item.
_PER_ITEM = ("codes", "missing_in", "formats", "units", "units_since")


def check_source(report: Reporter, name: str, source: Source, datasets: dict[str, Dataset]) -> None:
    """Check one source against the datasets that exist."""
    if not _is_zone(source.timezone):
        hint = did_you_mean(source.timezone, available_timezones())
        report(("timezone",), "bad_value", f"'{source.timezone}' is not a time zone", hint)
    for short, stated in source.datasets.items():
        dataset = datasets.get(f"{name}.{short}")
        if dataset is None:
            hint = did_you_mean(f"{name}.{short}", datasets)
            report(
                ("datasets", short), "missing_reference", f"there is no datasets/{name}/{short}.yaml", hint
            )
        else:
            inner = Reporter(report.place, (*report.base, "datasets", short), report.findings)
            for column in shared_names(stated, dataset.items):
                hint = "say under `map` what each of them is called"
                inner(("names",), "duplicate", f"more than one item would be fed by '{column}'", hint)
            mapping = dataset.mapping or stated
            mapped = check_columns(inner, mapping, dataset)
            _check_sections(inner, mapping, mapped)
            _check_units(inner, mapping, dataset)
            _check_formats(inner, mapping, dataset)
            _check_codes(inner, mapping, dataset)
            check_read(inner, mapping, dataset, source.transport_of(mapping))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def _check_sections(report: Reporter, mapping: Mapping, mapped: dict[str, str]) -> None:
    for section in _PER_ITEM:
        for item in getattr(mapping, section):
            if item not in mapped:
                hint = did_you_mean(item, mapped)
                report((section, item), "missing_reference", f"no column is mapped to '{item}'", hint)


def _check_units(report: Reporter, mapping: Mapping, dataset: Dataset) -> None:
    for item, unit in mapping.units.items():
        element = dataset.items[item].element if item in dataset.items else None
        if element is not None:
            _check_unit(report, ("units", item), unit, element)
    for item, changes in mapping.units_since.items():
        element = dataset.items[item].element if item in dataset.items else None
        if element is not None:
            for day, unit in changes.items():
                _check_unit(report, ("units_since", item, day.isoformat()), unit, element)


def _check_formats(report: Reporter, mapping: Mapping, dataset: Dataset) -> None:
    for name, form in mapping.formats.items():
        if name in dataset.items and (fault := _format_fault(dataset.items[name], form)):
            report(("formats", name), "bad_format", fault, "as %Y-%m-%d %H:%M:%S, or %Y%m%d for a date")


def _format_fault(item: Item, form: str) -> str:
    kind = item.element.type.name if item.element else "list"
    if kind not in {"date", "datetime"}:
        return f"a format is for a date or a datetime, not for a {kind}"
    return format_fault(form, is_date=kind == "date")


def _check_codes(report: Reporter, mapping: Mapping, dataset: Dataset) -> None:
    """Check that what the source's codes become is a code of ours."""
    for name, codes in mapping.codes.items():
        item = dataset.items.get(name)
        known = codes_of(item) if item else None
        for code in dict.fromkeys(codes.values.values()):
            if known is not None and code not in known:
                message = f"'{code}' is not a code of '{name}'"
                report(("codes", name), "bad_code", message, did_you_mean(code, known))


def _check_unit(report: Reporter, path: tuple[str, ...], unit: str, element: Element) -> None:
    if element.type.name != "decimal":
        message = f"only a decimal is converted, '{path[1]}' is {element.type}"
        report(path, "bad_unit", message)
        return
    if unit != element.unit and unit not in element.accepts:
        accepted = ", ".join(filter(None, (element.unit, *element.accepts)))
        report(path, "bad_unit", f"the element accepts {accepted}, not '{unit}'")
        return
    try:
        conversion_factor(unit, element.unit or "1")
    except ValueError as error:
        report(path, "bad_unit", str(error))
