"""What publications call the pollutants of the air quality index, turned into the standard's codes.

Belongs here: reading a published primary pollutant. Does not belong here: computing one (``air``).
"""

import csv
from functools import cache
from pathlib import Path

import polars as pl

from ecolake.domain.derivation import Derivation

_CODES = Path(__file__).parents[2] / "standards" / "codelists" / "air_pollutant.csv"


def primary_codes(published: pl.Expr) -> pl.Expr:
    """Return a published primary pollutant as codes joined by ``,`` in the order of HJ 633's table.

    Args:
        published: Names separated by ``,`` in any order, as ``颗粒物(PM10),细颗粒物(PM2.5)``; null for none.

    Returns:
        A text expression such as ``PM10,PM2.5``. A text with a name that the code list ``air_pollutant`` does
        not know is returned as it is, so that a comparison with computed codes shows it.
    """
    names = _names()
    parts = published.str.split(",")
    known = parts.list.eval(pl.element().is_in(sorted(names))).list.all()
    found = [
        pl.when(pl.any_horizontal([parts.list.contains(name) for name in names if names[name] == code])).then(
            pl.lit(code)
        )
        for code in dict.fromkeys(names.values())
    ]
    return pl.when(known).then(pl.concat_str(found, separator=",", ignore_nulls=True)).otherwise(published)


@cache
def _names() -> dict[str, str]:
    with _CODES.open(encoding="utf-8", newline="") as lines:
        return {
            name: row["code"] for row in csv.DictReader(lines) for name in row["published_names"].split("|")
        }


published_primary = Derivation(
    name="air_names.published_primary",
    inputs=("primary_pollutant_published",),
    outputs=("primary_pollutant_published_codes",),
    expressions=lambda: [
        [primary_codes(pl.col("primary_pollutant_published")).alias("primary_pollutant_published_codes")]
    ],
)
"""The published primary pollutant as codes, to be held against that of ``air.hourly_index``."""
