"""What can be traced: the marts that say where their rows come from, and how a key is typed.

A mart says it itself, in `meta.trace` beside its SQL.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import did_you_mean

_NAMED: Final = re.compile(r"\s*([A-Za-z_]\w*)\s*=")
# A comma inside a value stays in it: only one before another `column=` separates.
_BETWEEN: Final = re.compile(r",(?=\s*[A-Za-z_]\w*\s*=)")


@dataclass(frozen=True)
class Link:
    """Where the rows of a mart come from: a dataset, and the columns that name its rows in both.

    Attributes:
        dataset_id: The dataset; empty where each row of the mart names its own, in `source` and `dataset`, and the row behind
            it in `_batch`, `_file` and `_row`.
        key: The columns by which a row is asked for.
    """

    dataset_id: str
    key: tuple[str, ...]


def traceable(home: Home) -> dict[str, tuple[Link, ...]]:
    """The marts that say where their rows come from."""
    found: dict[str, tuple[Link, ...]] = {}
    for path in sorted((home.dbt_project / "models" / "marts").rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            links = model.get("config", {}).get("meta", {}).get("trace", [])
            if links:
                found[model["name"]] = tuple(
                    Link(link.get("dataset", ""), tuple(link["key"])) for link in links
                )
    return found


def find_links(home: Home, standards: Standards, table: str) -> tuple[tuple[Link, ...], bool]:
    """Find where the rows of a mart or dataset come from, and whether it is a mart.

    Raises:
        EcolakeError: It is neither.
    """
    marts = traceable(home)
    if table in marts:
        return marts[table], True
    dataset = standards.datasets.get(table.removeprefix("lake.").replace("__", ".", 1))
    if dataset is not None:
        return (Link(dataset.id, dataset.key),), False
    known = [*marts, *standards.datasets]
    near = did_you_mean(table, known)
    raise UsageError(
        "not_traceable",
        f"'{table}' is not a table that can be traced.",
        f"“{table}”不是可溯源的表。",
        hint_en=f"{near[:1].upper()}{near[1:]} " * bool(near) + f"There are: {', '.join(known)}.",
        hint_zh=f"可用：{'、'.join(known)}。",
    )


def parse_key(key: str, columns: Sequence[str], table: str) -> dict[str, str]:
    """Read `value,value` or `column=value,column=value`.

    Raises:
        EcolakeError: There are not as many values as columns.
    """
    if _NAMED.match(key):
        pairs = (part.partition("=") for part in _BETWEEN.split(key))
        return {name.strip(): value.strip() for name, _, value in pairs}
    values = [value.strip() for value in key.split(",")]
    if len(values) != len(columns):
        raise UsageError(
            "bad_key",
            f"The key of {table} has {len(columns)} part(s) ({', '.join(columns)}); {len(values)} were given.",
            f"{table} 的键有 {len(columns)} 项（{'、'.join(columns)}），给出了 {len(values)} 项。",
            where=key,
            hint_en=f"Write {','.join(columns)} as values with commas, or column=value.",
            hint_zh=f"请按 {','.join(columns)} 的顺序用逗号分隔取值，或写成 列=值。",
        )
    return dict(zip(columns, values, strict=True))
