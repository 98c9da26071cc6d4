"""How mentions are matched: the shape of `standards/registry/matching.yaml`.

Belongs here: reading the file. Does not belong here: what is done with it (`tiers`, `blocking`, `splink_model`, `clusters`).
"""

from pathlib import Path

import yaml

from ecolake.standards.model_base import Model

FILE = "registry/matching.yaml"


class Matching(Model):
    """Thresholds, words and probabilities of the matching.

    Attributes:
        divisions: The code list of divisions, current and abolished.
        default_division: Six digits for the provisional code of what names no division.
    """

    divisions: str
    default_division: str


def read_matching(standards: Path) -> Matching:
    """Read the file below the `standards` folder."""
    return Matching.model_validate(yaml.safe_load((standards / FILE).read_text(encoding="utf-8")))
