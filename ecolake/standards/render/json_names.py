"""The names that a standard may use, as JSON Schema definitions: what an editor offers, and underlines when it is wrong.

They stand in a file of their own, `names.json`, so that a new element changes one file and no shape.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.functions import CHECKS
from ecolake.standards.model import CodeList, Element
from ecolake.standards.model_base import Text

FILE: Final = "names.json"


def name(kind: str) -> dict[str, Any]:
    """A reference to the names of a kind."""
    return {"$ref": f"{FILE}#/definitions/{kind}"}


def definitions(standards: Standards) -> dict[str, Any]:
    """The definitions of `names.json`, by kind."""
    return {
        "element": _closed({key: _element(one) for key, one in standards.elements.items()}),
        "codelist": _closed({key: _codelist(one) for key, one in standards.codelists.items()}),
        "theme": _codes(standards, "catalogue_theme"),
        "object_class": _codes(standards, "object_class"),
        "check": _closed({key: _both(one.message) for key, one in CHECKS.items()}),
        "dataset": _closed({key: _both(one.title) for key, one in standards.datasets.items()}),
        "target": _targets(standards.datasets.values()),
        "unit": {"type": "string", "minLength": 1, "examples": _units(standards)},
    }


def _closed(words: Mapping[str, str]) -> dict[str, Any]:
    """One of these names; with none at all there is nothing to hold a name against."""
    if not words:
        return {"type": "string"}
    names = sorted(words)
    return {"type": "string", "enum": names, "enumDescriptions": [words[key] for key in names]}


def _codes(standards: Standards, codelist: str) -> dict[str, Any]:
    codes = standards.codelists.get(codelist)
    if codes is None:
        return {"type": "string"}
    return _closed(
        {code: f"{codes.title_of(code, 'zh')} · {codes.title_of(code, 'en')}" for code in codes.sorted_codes}
    )


def _targets(datasets: Iterable[Dataset]) -> dict[str, Any]:
    """Any item may be referred to; the keys of datasets are what is offered."""
    keys = sorted(f"{dataset.id}.{item}" for dataset in datasets for item in dataset.key)
    return {
        "type": "string",
        "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$",
        "patternErrorMessage": "来源.数据集.数据项 · source.dataset.item",
        "examples": keys,
    }


def _units(standards: Standards) -> list[str]:
    return sorted({one.unit for one in standards.elements.values() if one.unit})


def _element(element: Element) -> str:
    unit = f" [{element.unit}]" if element.unit else ""
    return f"{_both(element.title)} · {element.type}{unit}"


def _codelist(codelist: CodeList) -> str:
    return f"{_both(codelist.title)} · {len(codelist.sorted_codes)}"


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"
