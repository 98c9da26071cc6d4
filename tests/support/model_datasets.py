"""The datasets that the models of the warehouse read by name, so that a build of a narrowed catalogue has a relation for each."""

import re
from pathlib import Path

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
SOURCE = re.compile(r"source\('lake', '([a-z0-9_]+)__(\w+)'\)")


def read_by_models() -> set[str]:
    """Their ids; a model names what it reads in full, and never puts a name together."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(MODELS.rglob("*.sql")))
    return {f"{source}.{dataset}" for text in texts for source, dataset in SOURCE.findall(text)}
