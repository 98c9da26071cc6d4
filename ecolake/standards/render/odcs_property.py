"""The items of a dataset as properties of a data contract: type, domain, classification, codes and references."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from ecolake.standards.catalogue import Dataset, Item, Link
from ecolake.standards.model import Element
from ecolake.standards.model_base import Text
from ecolake.standards.render.facts import LEVELS, meaning

Anchor = Callable[[str], str]

LOGICAL: Final[dict[str, str]] = {
    "text": "string",
    "integer": "integer",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp",
}
# Grades 1 to 4 of general data in words that contract tools know.
CLASSES: Final[dict[int, str]] = {1: "public", 2: "internal", 3: "confidential", 4: "restricted"}
# A list longer than this is named, not repeated.
MOST_CODES: Final = 60


def properties(dataset: Dataset, anchor: Anchor) -> Iterator[dict[str, Any]]:
    """Yield the properties in the order of the standard.

    Args:
        dataset: The dataset.
        anchor: Where the schema of a dataset, by id, is found from this contract.
    """
    links = {link.items[0]: link for link in dataset.links if len(link.items) == 1}
    for name, item in dataset.items.items():
        found = _property(item)
        if name in dataset.key:
            found |= {"primaryKey": True, "primaryKeyPosition": dataset.key.index(name) + 1}
        if name in links:
            found["relationships"] = [_relationship(links[name], anchor)]
        yield found


def both(text: Text) -> str:
    """Both languages in one line."""
    return f"{text.zh} · {text.en}"


def custom(key: str, value: Any) -> dict[str, Any]:
    """A custom property."""
    return {"property": key, "value": value}


def definition(name: str, source: str | None) -> list[dict[str, Any]]:
    """Where a definition comes from: our name for it, and the standard that it rests on."""
    if source is None:
        return []
    # Tools fetch what is called a business definition; our names are no addresses.
    return [{"url": f"urn:ecolake:{name}", "type": "glossary", "description": source}]


def _property(item: Item) -> dict[str, Any]:
    element = item.element
    found: dict[str, Any] = {
        "id": item.name,
        "name": item.name,
        "businessName": both(item.title),
        "logicalType": LOGICAL[element.type.name] if element else "array",
        "physicalType": item.duckdb,
        "description": both(meaning(item)),
        "required": item.required,
        "classification": CLASSES[item.security],
    }
    if element is None:
        found["items"] = {
            "logicalType": "object",
            "properties": [_property(child) for child in item.each or ()],
        }
    else:
        found |= {
            "logicalTypeOptions": _options(element),
            "examples": list(element.examples),
            "enum": _codes(item),
            "authoritativeDefinitions": definition(f"element:{item.element_name}", element.source),
        }
    found["quality"] = list(_text_rules(item))
    found["customProperties"] = list(_metadata(item))
    return {key: value for key, value in found.items() if value not in ([], {})}


def _options(element: Element) -> dict[str, Any]:
    if element.type.name == "text":
        pattern = {"pattern": element.pattern} if element.pattern else {}
        return {"maxLength": element.type.size, **pattern}
    if element.type.name == "datetime":
        return {"timezone": True, "defaultTimezone": "Etc/UTC"}
    if element.range:
        ends = zip(("minimum", "maximum"), element.range, strict=True)
        return {key: _number(end) for key, end in ends if end is not None}
    return {}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _codes(item: Item) -> list[dict[str, Any]]:
    codes = item.codes
    if codes is None or len(codes.sorted_codes) > MOST_CODES:
        return []
    return [
        {
            "value": code,
            "label": codes.title_of(code, "en") or code,
            "description": codes.title_of(code, "zh"),
        }
        for code in codes.sorted_codes
    ]


def _text_rules(item: Item) -> Iterator[dict[str, Any]]:
    """What a type cannot say and a query cannot ask: check characters, validity of a code on a day."""
    if item.element and item.element.check:
        yield _text(f"{item.name}_check", "conformity", item, f"named check: {item.element.check}")
    if item.valid_on:
        yield _text(
            f"{item.name}_valid_on",
            "consistency",
            item,
            f"the code is in force on the day of {item.valid_on}",
        )


def _text(name: str, dimension: str, item: Item, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "text",
        "dimension": dimension,
        "severity": LEVELS[item.severity],
        "description": words,
    }


def _relationship(link: Link, anchor: Anchor) -> dict[str, Any]:
    return {
        "type": "foreignKey",
        "to": f"{anchor(link.dataset)}/properties/{link.targets[0]}",
        "customProperties": [custom("severity", link.severity)],
    }


def _metadata(item: Item) -> Iterator[dict[str, Any]]:
    yield custom("titleZh", item.title.zh)
    yield custom("titleEn", item.title.en)
    yield custom("severity", item.severity)
    yield custom("securityGrade", item.security)
    for key in ("derived", "personal"):
        if getattr(item, key):
            yield custom(key, value=True)
    element = item.element
    if element is None:
        return
    yield custom("element", item.element_name)
    yield custom("elementVersion", element.version)
    if element.unit:
        yield custom("unit", element.unit)
    if element.codes:
        yield custom("codeList", element.codes)
