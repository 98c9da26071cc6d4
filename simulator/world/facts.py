"""The facts that the world stands on: divisions, trades, rivers, words, sizes; read from ``data/``.

Belongs here: reading them. Does not belong here: anything drawn by chance.
"""

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

_DATA = Path(__file__).parent / "data"
_PROFILES = Path(__file__).parent.parent / "profiles.yaml"

UNSETTLED = "350527"
"""In the list of divisions, but not administered by the province: nothing is simulated there."""


@cache
def read(name: str) -> pl.DataFrame:
    """Return a table of ``data/<name>.csv``; codes stay text, columns of numbers become numbers."""
    table = pl.read_csv(_DATA / f"{name}.csv", comment_prefix="#", infer_schema=False)
    numeric = {
        "longitude": pl.Float64,
        "latitude": pl.Float64,
        "industry_weight": pl.Float64,
        "basin_area_km2": pl.Float64,
        "complaints": pl.Int64,
        "village_units": pl.Int64,
        "part": pl.Int64,
    }
    # Read as text first, so that codes keep their zeros; a number that is not given is null.
    numbers = [
        pl.col(key).replace("", None).cast(kind) for key, kind in numeric.items() if key in table.columns
    ]
    return table.with_columns(numbers).with_columns(pl.col(pl.String).fill_null(""))


@cache
def words() -> dict[str, Any]:
    """Return the vocabularies of ``data/words.yaml``."""
    found: dict[str, Any] = yaml.safe_load((_DATA / "words.yaml").read_text(encoding="utf-8"))
    return found


@cache
def county() -> dict[str, Any]:
    """Return the facts about the county of the small worlds, and the limits that hold everywhere."""
    facts: dict[str, Any] = yaml.safe_load((_DATA / "county.yaml").read_text(encoding="utf-8"))
    return facts


@cache
def load_profile(name: str) -> dict[str, Any]:
    """Return the sizes of a profile.

    Raises:
        ValueError: No such profile.
    """
    profiles: dict[str, dict[str, Any]] = yaml.safe_load(_PROFILES.read_text(encoding="utf-8"))
    if name not in profiles:
        raise ValueError(f"no profile {name!r} in simulator/profiles.yaml; there are {', '.join(profiles)}")
    return profiles[name]


@cache
def counties(scope: str) -> pl.DataFrame:
    """Return the counties whose code begins with ``scope``, with the columns of their city, by code."""
    return (
        read("counties")
        .filter(pl.col("division_code").str.starts_with(scope))
        .join(
            read("cities")
            .drop("industry_weight")
            .with_columns(city_weight=read("cities")["industry_weight"]),
            on="city_code",
            maintain_order="left",
        )
        .with_columns(is_coastal=pl.col("is_coastal") == "1")
        .sort("division_code")
    )
