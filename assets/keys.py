"""How assets are named: `[layer, source, dataset]`, from which layer to which.

Names only; every factory and every selection takes its keys from here.
"""

import dagster as dg

from ecolake.standards.catalogue import Dataset

LANDED, ACCEPTED, REGISTRY, DERIVED = "landed", "accepted", "registry", "derived"
MART, PUBLISHED, MAP, CONSULTATION = "mart", "published", "map", "consultation"

DERIVED_TABLES = dg.AssetKey([DERIVED, "tables"])
ENTERPRISES = dg.AssetKey([REGISTRY, "enterprise"])
WAREHOUSE = dg.AssetKey([PUBLISHED, "warehouse"])
LAYERS = dg.AssetKey([MAP, "layers"])
BRIEFS = dg.AssetKey([CONSULTATION, "briefs"])


def landed(dataset: Dataset) -> dg.AssetKey:
    """The dataset's bytes as received."""
    return dg.AssetKey([LANDED, dataset.source, dataset.name])


def accepted(dataset: Dataset) -> dg.AssetKey:
    """The dataset's accepted rows, with rejects and accounts beside them."""
    return dg.AssetKey([ACCEPTED, dataset.source, dataset.name])


def mart(model: str) -> dg.AssetKey:
    """A dbt model."""
    return dg.AssetKey([MART, model])
