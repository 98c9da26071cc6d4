"""What must hold of the ways in which columns become items: `map`, `compose`, `unpivot` and `constants`.

An item has one origin, whichever it is; what the sections keyed by item say of it is checked in `resolve_source`.
"""

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.constant import read_constant
from ecolake.standards.findings import did_you_mean
from ecolake.standards.reading_unit import reading_unit
from ecolake.standards.reshaping import Unpivot, template_fault
from ecolake.standards.shelf import Reporter
from ecolake.standards.source import Mapping
from ecolake.standards.units import conversion_factor

Path = tuple[str | int, ...]


def check_columns(report: Reporter, mapping: Mapping, dataset: Dataset) -> dict[str, str]:
    """Check where the items come from and return which origin each has: a column, or the section that gives it."""
    origins: dict[str, str] = {}
    for column, item in mapping.map.items():
        _claim(report, ("map", column), item, column, dataset, origins)
    for item, template in mapping.compose.items():
        if fault := template_fault(template):
            report(("compose", item), "bad_value", fault)
        _claim(report, ("compose", item), item, template, dataset, origins)
        if item in dataset.items and dataset.items[item].element is None:
            report(("compose", item), "bad_value", f"'{item}' is a nested list, which no text makes")
    if mapping.unpivot:
        _check_unpivot(report, mapping.unpivot, dataset, origins)
    for item, text in mapping.constants.items():
        _claim(report, ("constants", item), item, text, dataset, origins)
        if item in dataset.items and (fault := read_constant(text, dataset.items[item])[1]):
            report(("constants", item), "bad_value", fault)
    _check_ignored(report, mapping)
    for name, declared in dataset.items.items():
        if declared.required and not declared.derived and name not in origins:
            report(("map",), "unmapped_item", f"the required item '{name}' has no column")
    return origins


def codes_of(item: Item) -> frozenset[str] | None:
    """The codes that an item may have; None where it has no list of them."""
    if item.element is not None and item.element.type.name == "boolean":
        return frozenset({"true", "false"})
    return frozenset(item.codes.sorted_codes) if item.codes else None


def _claim(
    report: Reporter, path: Path, item: str, origin: str, dataset: Dataset, origins: dict[str, str]
) -> None:
    """Enter where an item comes from, if it may come from there."""
    if item not in dataset.items:
        report(path, "missing_reference", f"there is no item '{item}'", did_you_mean(item, dataset.items))
    elif dataset.items[item].derived:
        report(path, "bad_value", f"'{item}' is computed here: no column feeds it")
    if item in origins:
        report(path, "duplicate", f"'{item}' is already fed by '{origins[item]}'")
    origins[item] = origin


def _check_ignored(report: Reporter, mapping: Mapping) -> None:
    for column, items in mapping.items_of.items():
        if column in mapping.ignore:
            message = f"'{column}' is ignored here, but feeds '{items[0]}'"
            report(("ignore",), "mapped_and_ignored", message)


def _check_unpivot(report: Reporter, unpivot: Unpivot, dataset: Dataset, origins: dict[str, str]) -> None:
    _claim(report, ("unpivot", "name"), unpivot.name, "unpivot", dataset, origins)
    _claim(report, ("unpivot", "value"), unpivot.value, "unpivot", dataset, origins)
    name, value = dataset.items.get(unpivot.name), dataset.items.get(unpivot.value)
    if name is None or value is None:
        return
    if name.element is None or name.element.type.name != "text":
        report(("unpivot", "name"), "bad_value", f"'{name.name}' is no text: it cannot take a code")
        return
    if value.element is None:
        report(("unpivot", "value"), "bad_value", f"'{value.name}' is a nested list: no cell holds one")
        return
    if name.name not in dataset.key:
        hint = "add it to the key of the dataset"
        message = (
            f"'{name.name}' is not in the key, so that the readings of one record would contradict each other"
        )
        report(("unpivot", "name"), "bad_value", message, hint)
    _check_codes(report, unpivot, name)
    for column, unit in unpivot.units.items():
        _check_unit(report, unpivot, column, unit, name, value)


def _check_codes(report: Reporter, unpivot: Unpivot, name: Item) -> None:
    """Every column has a code of the list, and one of its own."""
    known = codes_of(name)
    first: dict[str, str] = {}
    for column, code in unpivot.columns.items():
        path: Path = ("unpivot", "columns", column)
        if known is not None and code not in known:
            report(path, "bad_code", f"'{code}' is not a code of '{name.name}'", did_you_mean(code, known))
        elif fault := read_constant(code, name)[1]:
            report(path, "bad_code", fault)
        if code in first:
            report(path, "duplicate", f"'{code}' is already the code of '{first[code]}'")
        first.setdefault(code, column)


def _check_unit(report: Reporter, unpivot: Unpivot, column: str, unit: str, name: Item, value: Item) -> None:
    path: Path = ("unpivot", "units", column)
    if column not in unpivot.columns:
        hint = did_you_mean(column, unpivot.columns)
        report(path, "missing_reference", f"'{column}' is not among the columns that are unpivoted", hint)
        return
    if value.element is None or value.element.type.name != "decimal":
        report(path, "bad_unit", f"only a decimal is converted, '{value.name}' is none")
        return
    target = reading_unit(value, name, unpivot.columns[column])
    if target is None:
        message = f"nothing says which unit the readings of '{unpivot.columns[column]}' are kept in"
        hint = "name a unit in the element, or in a column `unit` of the code list"
        report(path, "bad_unit", message, hint)
        return
    try:
        conversion_factor(unit, target)
    except ValueError as error:
        report(path, "bad_unit", str(error))
