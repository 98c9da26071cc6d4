"""What decides how a dataset's rows are judged, as one short hash: when it changes, its landed batches are judged again.

Left out are the words about the data (definitions, sources, owners, sharing, promises), which change no verdict, and how bytes are
fetched. What a department is told of a rejected row is kept with the row, and therefore belongs to it. What is not named here
counts: a new key of the YAML is judged by until somebody says that it is not.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from ecolake.standards.catalogue import Item
from ecolake.standards.model import CodeList, DatasetSpec, Element
from ecolake.standards.source import Mapping

_WORDS = {
    "category", "theme", "title", "definition", "version", "grain", "update", "issued", "owner", "share", "open", "format",
    "security", "sla", "related", "source", "basis", "items",
    "air_quality_daily",
}  # fmt: skip
_WORDS_OF_A_RULE = {"source", "breaks_on"}
_WORDS_OF_AN_ELEMENT = {
    "title", "definition", "synonyms", "object", "property", "examples", "personal", "security", "source", "basis", "version",
}  # fmt: skip
_FETCHING = {
    "system": True,
    "partition": True,
    "read": {"files", "path", "table", "watermark", "keys", "date"},
}


def fingerprint(spec: DatasetSpec, items: dict[str, Item], mapping: Mapping | None, timezone: str) -> str:
    """Hash all that decides which rows are accepted and what is said of the others.

    Args:
        spec: The dataset as declared.
        items: Its items, resolved.
        mapping: How it arrives, with all columns named.
        timezone: In which the source writes its times.
    """
    parts = {
        "dataset": spec.model_dump(mode="json", exclude={**dict.fromkeys(_WORDS, True), "rules": True}),
        "rules": [rule.model_dump(mode="json", exclude=_WORDS_OF_A_RULE) for rule in spec.rules],
        "items": _items(items.values()),
        "references": {
            name: one.references.model_dump(mode="json") for name, one in spec.items.items() if one.references
        },
        "mapping": mapping.model_dump(mode="json", exclude=_FETCHING) if mapping else None,  # type: ignore[arg-type]
        "timezone": timezone,
    }
    # Not sorted: the order of items is that of the columns, the order of rules that of the reasons.
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def _items(items: Iterable[Item]) -> list[list[Any]]:
    return [
        [
            item.name, item.title.model_dump(), item.required, item.derived, item.arrival, item.severity, item.valid_on,
            _element(item.element), _codes(item.codes), _items(item.each or ()),
        ]
        for item in items
    ]  # fmt: skip


def _element(element: Element | None) -> dict[str, Any] | None:
    return element.model_dump(mode="json", exclude=_WORDS_OF_AN_ELEMENT) if element else None


def _codes(codes: CodeList | None) -> list[Any] | None:
    # Title and edition stand in the reason of a row with another code.
    return [codes.digest, codes.title.model_dump(), codes.edition] if codes else None
