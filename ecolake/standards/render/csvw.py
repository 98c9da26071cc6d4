"""The items of a dataset as a table schema of CSV on the Web, for readers of the catalogue who want the columns too.

The terms are those of https://www.w3.org/ns/csvw; the prefixes are declared by `dcat`, which embeds the schema.
"""

from collections.abc import Iterator
from typing import Any, Final

from ecolake.standards.catalogue import Dataset, Item, Link
from ecolake.standards.model import Element
from ecolake.standards.render.facts import meaning, plain, relation

_BASES: Final[dict[str, str]] = {
    "text": "string",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTimeStamp",
}


def table_schema(dataset: Dataset) -> dict[str, Any]:
    """The schema of a dataset: columns in order, key and references."""
    return {
        "@type": "csvw:Schema",
        "csvw:column": {"@list": [_column(item) for item in dataset.items.values()]},
        "csvw:primaryKey": list(dataset.key),
        **({"csvw:foreignKey": [_foreign(link) for link in dataset.links]} if dataset.links else {}),
    }


def _column(item: Item) -> dict[str, Any]:
    words = meaning(item)
    return {
        "@type": "csvw:Column",
        "csvw:name": item.name,
        "csvw:title": [_said(item.title.zh, "zh"), _said(item.title.en, "en")],
        "dct:description": [_said(words.zh, "zh"), _said(words.en, "en")],
        "csvw:required": item.required,
        **dict(_kind(item)),
    }


def _kind(item: Item) -> Iterator[tuple[str, Any]]:
    element = item.element
    if element is None:
        yield "csvw:datatype", {"csvw:base": "json"}
        return
    yield "csvw:datatype", dict(_datatype(element))
    if element.unit:
        yield "qudt:ucumCode", element.unit
    if element.codes:
        yield "dct:references", {"@id": f"urn:ecolake:codelist:{element.codes}"}
    yield "csvw:propertyUrl", {"@id": f"urn:ecolake:element:{item.element_name}"}


def _datatype(element: Element) -> Iterator[tuple[str, Any]]:
    yield "csvw:base", _BASES[element.type.name]
    if element.type.name == "text":
        yield "csvw:maxLength", element.type.size
    if element.pattern:
        yield "csvw:format", element.pattern
    for key, end in zip(("csvw:minimum", "csvw:maximum"), element.range or (None, None), strict=True):
        if end is not None:
            yield key, {"@value": plain(end), "@type": "xsd:decimal"}


def _foreign(link: Link) -> dict[str, Any]:
    source, name = link.dataset.split(".")
    return {
        "csvw:columnReference": list(link.items),
        "csvw:reference": {
            "csvw:resource": f"{source}__{name}",
            "csvw:columnReference": list(link.targets),
        },
    }


def table(dataset: Dataset) -> dict[str, Any]:
    """The table of a dataset: where its rows are found, and its schema."""
    return {
        "@id": f"urn:ecolake:table:{dataset.id}",
        # That every node is an rdfs:Resource is said where the shapes of DCAT-AP ask for one.
        "@type": ["csvw:Table", "rdfs:Resource"],
        "csvw:url": relation(dataset),
        "csvw:tableSchema": table_schema(dataset),
    }


def _said(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}
