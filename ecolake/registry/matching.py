"""How mentions are matched: the shape of `standards/registry/matching.yaml`.

Belongs here: reading the file. Does not belong here: what is done with it (`tiers`, `blocking`, `splink_model`, `clusters`).
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from ecolake.registry.normalise.divisions import Divisions
from ecolake.standards.model_base import Model

FILE = "registry/matching.yaml"


class Words(Model):
    """Words that names are made of.

    Attributes:
        forms: Organisation forms, at the end of a name.
        branches: What a part of an enterprise is called, behind its name.
        former: What stands before a name that is no longer borne.
    """

    forms: tuple[str, ...] = Field(min_length=1)
    branches: tuple[str, ...] = Field(min_length=1)
    former: tuple[str, ...] = Field(min_length=1)


class Agreement(Model):
    """When a key that names several enterprises still names one: the others are slips of the pen.

    Attributes:
        times: How many times as many mentions the first must have as the second.
    """

    times: float = Field(gt=1)


class Blocks(Model):
    """How many pairs are looked at.

    Attributes:
        largest: Enterprises in a block; a larger one is split by division, and one that is still larger is not looked at.
    """

    largest: int = Field(gt=1)


class Thresholds(Model):
    """What a score of the statistical model is good for; scores are match weights, in bits.

    Attributes:
        link: From here on two mentions are of one enterprise.
        among: From here on two mentions that have no code are of one enterprise; no rival is looked for among these.
        review: From here on a steward is asked.
        margin: By how much the best enterprise must lead the second, or a steward is asked.
    """

    link: float
    among: float
    review: float
    margin: float = Field(ge=0)


class MatchingFile(Model):
    """The file.

    Attributes:
        divisions: The code list of divisions, current and abolished.
        default_division: Six digits for the provisional code of what names no division.
        words: See `Words`.
        agreement: See `Agreement`.
        blocks: See `Blocks`.
        thresholds: See `Thresholds`.
        model: Splink's settings, with fixed probabilities; a comparison's SQL names the columns of `features`.
    """

    divisions: str
    default_division: str = Field(pattern=r"^\d{6}$")
    words: Words
    agreement: Agreement
    blocks: Blocks
    thresholds: Thresholds
    model: dict[str, Any]


@dataclass(frozen=True)
class Matching:
    """The file, with what it refers to.

    Attributes:
        said: What stands in it.
        places: The divisions of its code list.
    """

    said: MatchingFile
    places: Divisions

    @property
    def divisions(self) -> str:
        """The name of the code list of divisions."""
        return self.said.divisions

    @property
    def default_division(self) -> str:
        """Six digits for the provisional code of what names no division."""
        return self.said.default_division


def read_matching(standards: Path) -> Matching:
    """Read the file below the `standards` folder, and the code list that it names."""
    said = MatchingFile.model_validate(yaml.safe_load((standards / FILE).read_text(encoding="utf-8")))
    with (standards / "codelists" / f"{said.divisions}.csv").open(encoding="utf-8", newline="") as file:
        return Matching(said, Divisions.of(csv.DictReader(file)))
