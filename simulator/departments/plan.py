"""How a department behaves: what its YAML beside this module may say.

Belongs here: shapes and defaults. What a source calls things, and its formats, are in `standards/sources/<source>.yaml`.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Calendar = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
# How often a dataset is delivered whose plan does not say, by how often its standard says that it changes.
BY_UPDATE: dict[str, Calendar] = {
    "realtime": "daily",
    "hourly": "daily",
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "yearly": "yearly",
    "irregular": "monthly",
}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnChange(_Shape):
    """A column that changes on a day, counted from 1.

    Attributes:
        day: The day; a renamed column has its old name again on the next.
        column: The column that is renamed; without it, one is added.
        name: The new name.
    """

    day: int = Field(ge=1)
    column: str | None = None
    name: str


class DatasetPlan(_Shape):
    """How one dataset is delivered.

    Attributes:
        faults: Rates that differ from the source's, by kind; 0 for none.
        calendar: How often, where it is not as often as the standard says that it changes.
        delay: Days after which the rows of a day come.
        late: Share of an increment's rows that come with the next delivery.
        corrected: Share of the spoilt rows that come again, right, with the next delivery.
        gone: Share of a snapshot's rows that each later day lacks.
        change: A column renamed or added.
        misencoded: Day, counted from 1, on which the file comes in another encoding first, and right under another name.
    """

    faults: dict[str, float] = Field(default_factory=dict)
    calendar: Calendar | None = None
    delay: int = Field(default=0, ge=0, le=30)
    late: float = Field(default=0, ge=0, le=0.5)
    corrected: float = Field(default=0.2, ge=0, le=1)
    gone: float = Field(default=0.002, ge=0, le=0.2)
    change: ColumnChange | None = None
    misencoded: int | None = Field(default=None, ge=1)


class SourcePlan(_Shape):
    """How a source behaves.

    Attributes:
        faults: Share of the rows that each kind of fault spoils, over those of `defaults.yaml`.
        bom: Whether its text files begin with a byte order mark.
        down: Days, counted from 1, on which nothing comes from it; files come on the next day.
        datasets: What differs from dataset to dataset.
    """

    faults: dict[str, float] = Field(default_factory=dict)
    bom: bool = False
    down: tuple[int, ...] = ()
    datasets: dict[str, DatasetPlan] = Field(default_factory=dict)

    def of(self, dataset: str) -> DatasetPlan:
        """Return the plan of a dataset, which may say nothing."""
        return self.datasets.get(dataset, DatasetPlan())

    def rates(self, dataset: str) -> dict[str, float]:
        """Return the share of rows that each kind spoils, in the order of the defaults."""
        return {**_defaults(), **self.faults, **self.of(dataset).faults}


@cache
def _defaults() -> dict[str, float]:
    text = (Path(__file__).parent / "defaults.yaml").read_text(encoding="utf-8")
    return SourcePlan.model_validate(yaml.safe_load(text)).faults


@cache
def load_plan(source: str) -> SourcePlan:
    """Read how a source behaves; a source without a file behaves as the defaults say.

    Raises:
        pydantic.ValidationError: The file says what no plan can say.
    """
    path = Path(__file__).parent / f"{source}.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    return SourcePlan.model_validate(said or {})
