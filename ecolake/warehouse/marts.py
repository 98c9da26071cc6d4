"""What the dbt project declares of its marts: the subject, the key and the meaning of each, as one table of the file.

Read from the `.yml` beside each model, so that a release carries what is needed to explain it and to compare it
with another, whatever becomes of the project later.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ecolake.home import Home
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

MART = Relation(
    "mart",
    "",
    "主题表目录，每张一行 · the marts of this file, one row each",
    (
        Column("mart", "VARCHAR", "主题表", "mart", "Its name in the schema main"),
        Column("subject", "VARCHAR", "主题", "subject", "The schema that shows it too"),
        Column(
            "key_columns", "VARCHAR[]", "主键", "key", "The columns that name a row; empty if it has none"
        ),
        Column("description", "VARCHAR", "含义", "meaning", "What a row is, in both languages"),
    ),
)


@dataclass(frozen=True)
class Mart:
    """One mart as its model declares it."""

    name: str
    subject: str
    key: tuple[str, ...]
    description: str


def declared(home: Home) -> list[Mart]:
    """Read the marts of the dbt project, by name."""
    folder = home.dbt_project / "models" / "marts"
    found = [mart for path in sorted(folder.rglob("*.yml")) for mart in _marts(path)]
    return sorted(found, key=lambda mart: mart.name)


def create(connection: "duckdb.DuckDBPyConnection", home: Home) -> None:
    """Create and fill `lake.mart`."""
    rows = [(mart.name, mart.subject, list(mart.key), mart.description) for mart in declared(home)]
    create_table(connection, MART, rows)


def _marts(path: Path) -> list[Mart]:
    document = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) or {}
    return [
        Mart(model["name"], _subject(model), _key(model), " ".join(str(model.get("description", "")).split()))
        for model in document.get("models", [])
    ]


def _subject(model: dict[str, Any]) -> str:
    return str(model.get("config", {}).get("meta", {}).get("subject", ""))


def _key(model: dict[str, Any]) -> tuple[str, ...]:
    """The columns of its test `unique_key`, or the one column that is tested to be unique."""
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "unique_key" in test:
            return tuple(test["unique_key"]["arguments"]["columns"])
    alone = [
        column["name"] for column in model.get("columns", []) if "unique" in column.get("data_tests", [])
    ]
    return tuple(alone[:1])
