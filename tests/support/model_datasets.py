"""The datasets that the models of the warehouse, or what is made beside them, read by name.

A build of a narrowed catalogue has a relation for each.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt_project" / "models"
SOURCE = re.compile(r"\blake(?:\.|', ')([a-z_]+?)__([a-z0-9_]+)")


def read_by_models() -> set[str]:
    """Their ids; a model names what it reads in full, and never puts a name together."""
    beside = (ROOT / "ecolake" / "warehouse").glob("*.py")
    texts = (path.read_text(encoding="utf-8") for path in sorted((*MODELS.rglob("*.sql"), *beside)))
    return {f"{source}.{dataset}" for text in texts for source, dataset in SOURCE.findall(text)}
