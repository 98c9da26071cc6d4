"""What a source writes by its own mapping reads back as what was meant: units, codes, dates and marks of all datasets."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from ecolake.mapping import as_received, map_table
from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.rule_search import values
from ecolake.standards.source import Mapping
from ecolake.standards.units import conversion_factor

SAMPLES = 6
PLACES = 13


def test_every_value_that_a_source_writes_reads_back(standards):
    wrong = []
    for dataset in standards.datasets.values():
        mapping = dataset.mapping
        items = {column: dataset.items[name] for column, name in mapping.map.items()}
        # A nested list has no text of its own; shifted coordinates are proved where the shift is.
        items = {
            name: item for name, item in items.items() if item.element and not _is_shifted(item, mapping)
        }
        meant = {item.name: _samples(item, dataset, mapping) for item in items.values()}
        columns = {
            column: [_written(one, item, mapping, dataset.timezone) for one in meant[item.name]]
            for column, item in items.items()
        }
        read = map_table(as_received(pl.DataFrame(columns)), dataset, mapping).collect()
        wrong += [(dataset.id, name) for name, known in meant.items() if read[name].to_list() != known]
    assert wrong == []


def _is_shifted(item: Item, mapping: Mapping) -> bool:
    return mapping.crs != "CGCS2000" and item.element_name in {"longitude", "latitude"}


def _samples(item: Item, dataset: Dataset, mapping: Mapping) -> list[Any]:
    """Admissible values, without what is a mark for missing here and what a cell cannot hold apart from its margins."""
    marks = {*mapping.missing, *mapping.missing_in.get(item.name, ())}
    known = [one for one in values(item, dataset.rules) if not isinstance(one, str) or one.strip() == one]
    known = [one for one in known if one not in marks] or [None]
    return (known * SAMPLES)[:SAMPLES]


def _written(value: Any, item: Item, mapping: Mapping, timezone: str) -> str:
    """The value as this source writes it."""
    if value is None:
        return mapping.missing[-1]
    form = mapping.formats.get(item.name)
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(timezone)).strftime(form or "%Y-%m-%dT%H:%M:%S")
    if isinstance(value, date):
        return value.strftime(form or "%Y-%m-%d")
    if isinstance(value, Decimal):
        return _in_unit(value, mapping.units.get(item.name), item)
    codes = mapping.codes.get(item.name)
    own = {code: source for source, code in reversed(codes.values.items())} if codes else {}
    return own.get(value, str(value))


def _in_unit(value: Decimal, unit: str | None, item: Item) -> str:
    """Decimal digits of the value in the source's unit, as many as it takes."""
    if unit is None:
        return format(value, "f")
    number = Fraction(value) / conversion_factor(unit, item.element.unit or "1")
    places = next((n for n in range(PLACES) if (number * 10**n).denominator == 1), PLACES - 1)
    return format(Decimal(round(number * 10**places)).scaleb(-places), "f")
