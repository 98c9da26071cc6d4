"""Put an exported file in its place: whole or not at all, over what was there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a draft to write; it takes the target's place when all of it was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def write_json(target: Path, document: Any) -> None:
    """Write one JSON document, indented."""
    with replacing(target) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_lines(target: Path, documents: list[dict[str, Any]]) -> None:
    """Write JSON documents, one a line."""
    with replacing(target) as draft:
        lines = (json.dumps(one, ensure_ascii=False, sort_keys=True) for one in documents)
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
