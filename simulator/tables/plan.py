"""What `<source>.yaml` says of a dataset: where its rows come from, how many there are, what must hang together.

Sparse on purpose: what is not said is taken from the standard. Shapes and reading only.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Value(_Model):
    """How the values of one item come about; exactly one way.

    Attributes:
        sql: An expression over the columns that are there: those of the anchor (`_was_<item>` where an item that the plan
            speaks of has the same name), items, `_today`, `_nth` (the number of the
            row among those of one origin) and `_u1` to `_u9` (even draws between 0 and 1).
        among: Values to choose from.
        pattern: Texts to choose from, with places to fill in as in `vocabulary.yaml`.
        around: The usual value and the spread of its logarithm.
        between: Ends of an even distribution; for dates, days counted from the day of the world.
        empty: Share of rows that have no value; alone, or with one of the others.
        of: An anchor frame and its column, `frame.column`: a value from any of its rows.
    """

    sql: str | None = None
    among: tuple[str | int | float | bool, ...] | None = None
    pattern: tuple[str, ...] | None = None
    around: tuple[float, float] | None = None
    between: tuple[float, float] | None = None
    empty: float | None = None
    of: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Value":
        ways = [self.sql, self.among, self.pattern, self.around, self.between, self.of]
        said = sum(way is not None for way in ways)
        if said > 1 or (said == 0 and self.empty is None):
            raise ValueError("say one of sql, among, pattern, around, between, of; or empty")
        return self


def _short(value: object) -> object:
    if isinstance(value, str):
        return {"sql": value}
    if isinstance(value, list):
        return {"among": value}
    if isinstance(value, dict) and isinstance(value.get("pattern"), str):
        return {**value, "pattern": [value["pattern"]]}
    return value


class Plan(_Model):
    """How the true rows of one dataset are made.

    Attributes:
        anchor: A frame of the world, `each:` with a frame and a column of it for one row a value, `day:` and a series, or the
            id of a dataset; each of its rows gives rows here.
        long: A list of `lists.yaml` with a column `column`: what the anchor has under each becomes a row, as `_value`.
        rows: How many rows a province has; smaller worlds have fewer in proportion. Of events: in a day.
        each: How many rows one row of the anchor gives where the key says more than the anchor.
        cross: Lists of `lists.yaml`; each of the anchor's rows is combined with each row of them.
        hours: How many hours of the day are there, where the key has a time; 0 for one moment of the day.
        where: An expression over the anchor: which of its rows count.
        history: How many days of a series come with the first day of the world, as a new delivery begins with what there is.
        daily: Whether the rows are those of the day rather than the state on it; without it, the standard tells.
        values: What the items of the dataset are.
    """

    anchor: str | None = None
    rows: int | None = Field(default=None, ge=1)
    each: int | None = Field(default=None, ge=1)
    long: str | None = None
    cross: tuple[str, ...] = ()
    hours: int | None = Field(default=None, ge=0, le=24)
    where: str | None = None
    history: int = Field(default=1, ge=1)
    daily: bool | None = None
    values: dict[str, Annotated[Value, BeforeValidator(_short)]] = Field(default_factory=dict)


class Vocabulary(_Model):
    """`vocabulary.yaml`: texts and magnitudes by element."""

    texts: Mapping[str, tuple[str, ...] | None]
    numbers: Mapping[str, tuple[float, float]]
    carried: frozenset[str]
    surnames: tuple[str, ...]
    given: tuple[str, ...]

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, value: dict[str, object]) -> dict[str, object]:
        texts = value.get("texts")
        if isinstance(texts, dict):
            value["texts"] = {key: [said] if isinstance(said, str) else said for key, said in texts.items()}
        return value


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Read the vocabulary."""
    return Vocabulary.model_validate(_read(FOLDER / "vocabulary.yaml"))


@lru_cache(maxsize=1)
def plans() -> dict[str, Plan]:
    """Read the plans of all sources, by dataset id."""
    found: dict[str, Plan] = {}
    for path in sorted((FOLDER / "sources").glob("*.yaml")):
        for name, said in (_read(path) or {}).items():
            found[f"{path.stem}.{name}"] = Plan.model_validate(said)
    return found


@lru_cache(maxsize=1)
def lists() -> dict[str, dict[str, list[Any]]]:
    """Read the lists that anchors are combined with: columns of equal length, by list."""
    found: dict[str, dict[str, list[Any]]] = {}
    for name, said in _read(FOLDER / "lists.yaml").items():
        columns, rows = said["columns"], said["rows"]
        found[name] = {column: [row[place] for row in rows] for place, column in enumerate(columns)}
    return found


def _read(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return said
