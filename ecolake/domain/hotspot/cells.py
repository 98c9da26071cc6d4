"""Which cells were hot on a day: counted hours, chance, false-discovery control, and their neighbourhood.

Belongs here: from excesses to cells. Does not belong here: how readings become excesses (``excess``), what lies upwind (``upwind``).
"""

import numpy as np
import polars as pl

from ecolake.domain.hotspot.grid import cell, middle, place
from ecolake.domain.hotspot.significance import at_least, false_discovery, getis_ord
from ecolake.standards.methods.hotspot import Hotspot

_CELL = ("pollutant_code", "cell")


def by_hour(excesses: pl.DataFrame, method: Hotspot) -> pl.DataFrame:
    """Return what each cell had in each hour: the hottest reading, and whether it was hot.

    Args:
        excesses: As ``excess.excesses`` makes them.
        method: Thresholds.

    Returns:
        ``pollutant_code``, ``cell``, ``region``, ``hour``, ``readings``, and of the hottest of them ``instrument``,
        ``longitude``, ``latitude``, ``value``, ``background``, ``excess``, ``score``; ``is_hot``.
    """
    least = pl.col("pollutant_code").replace_strict(
        {code: figure.value for code, figure in method.pollutants.items()}, return_dtype=pl.Float64
    )
    rows = excesses.with_columns(cell=cell(pl.col("longitude"), pl.col("latitude"), method.cell_deg))
    # The hottest instrument speaks for its cell: a plume is narrower than a cell, and a median would lose it.
    return (
        rows.sort("score", "instrument", "longitude", "latitude", descending=[True, False, False, False])
        .group_by(*_CELL, "region", "hour", maintain_order=True)
        .agg(
            pl.len().alias("readings"),
            pl.col("instrument", "longitude", "latitude", "value", "background", "excess", "score").first(),
        )
        .with_columns(is_hot=(pl.col("score") >= method.hot_score.value) & (pl.col("excess") >= least))
        .sort("pollutant_code", "cell", "hour")
    )


def of_day(hours: pl.DataFrame, method: Hotspot) -> pl.DataFrame:
    """Return every cell that was looked at on a day, with how likely chance alone made it as hot.

    Chance of a hot hour is the share of hot ones among all cells and hours, but at least what the method says. The more instruments a
    cell has, the likelier one of them is high by chance: an hour with n readings counts as n trials.

    Args:
        hours: As ``by_hour`` makes them, of one day.
        method: Thresholds.

    Returns:
        ``pollutant_code``, ``cell``, ``region``, ``longitude``, ``latitude``, ``hours``, ``hot_hours``, ``first_hot_hour``,
        ``last_hot_hour``, ``mean_excess`` and ``peak_excess`` of the hot hours (µg/m3), ``mean_background``, ``probability``,
        ``adjusted`` (Benjamini and Hochberg, over all cells of the pollutant), ``gi_star``, ``is_hot``.
    """
    hot = pl.col("is_hot")
    cells = (
        hours.group_by(*_CELL, maintain_order=True)
        .agg(
            region=pl.col("region").mode().sort().first(),
            hours=pl.col("hour").n_unique(),
            hot_hours=hot.sum().cast(pl.Int64),
            readings=pl.col("readings").sum().cast(pl.Int64),
            first_hot_hour=pl.col("hour").filter(hot).min(),
            last_hot_hour=pl.col("hour").filter(hot).max(),
            mean_excess=pl.col("excess").filter(hot).mean(),
            peak_excess=pl.col("excess").filter(hot).max(),
            mean_background=pl.col("background").mean(),
            mean_score=pl.col("score").clip(lower_bound=0).mean(),
        )
        .sort(_CELL)
    )
    parts = [_judged(own, method) for own in cells.partition_by("pollutant_code", maintain_order=True)]
    judged = pl.concat(parts) if parts else _judged(cells, method)
    longitude, latitude = middle("cell", method.cell_deg)
    return judged.with_columns(
        longitude=longitude,
        latitude=latitude,
        is_hot=(pl.col("adjusted") <= method.false_share.value)
        & (pl.col("hot_hours") >= method.least_hours.value),
    )


def _judged(cells: pl.DataFrame, method: Hotspot) -> pl.DataFrame:
    """Probabilities of the cells of one pollutant."""
    hot, trials = cells["hot_hours"].to_numpy(), cells["readings"].to_numpy()
    # Hot cells themselves raise the share; the median cell's does not feel them.
    shares = hot / np.maximum(trials, 1)
    chance = max(method.chance_hot.value, float(np.median(shares)) if len(shares) else 0.0)
    probability = at_least(hot, trials, min(chance, 0.5))
    column, row = cells.select(column=place("cell")[0], row=place("cell")[1]).get_columns()
    return cells.with_columns(
        probability=pl.Series(probability),
        adjusted=pl.Series(false_discovery(probability)),
        gi_star=pl.Series(
            getis_ord(cells["mean_score"].to_numpy(), column.to_numpy(), row.to_numpy()).round(3)
        ),
    ).drop("mean_score")


def grouped(cells: pl.DataFrame) -> pl.DataFrame:
    """Give hot cells of a pollutant that touch each other one name: that of the worst among them.

    Args:
        cells: Hot cells of one day, as ``of_day`` makes them.

    Returns:
        The cells with ``hot_spot_id``.
    """
    if cells.is_empty():
        return cells.with_columns(hot_spot_id=pl.lit(None, pl.String))
    ranked = cells.sort(
        "pollutant_code", "adjusted", "mean_excess", "cell", descending=[False, False, True, False]
    )
    column, row = (ranked.select(place("cell")[at].alias("at"))["at"].to_numpy() for at in (0, 1))
    same = ranked["pollutant_code"].to_numpy()
    touch = (
        (np.abs(column[:, None] - column) <= 1) & (np.abs(row[:, None] - row) <= 1) & (same[:, None] == same)
    )
    # The lowest rank that can be reached over touching cells names them all.
    name = np.arange(len(same))
    while True:
        lowest = np.where(touch, name[None, :], len(same)).min(axis=1)
        if (lowest == name).all():
            break
        name = lowest
    worst = ranked["cell"].gather(name)
    return ranked.with_columns(hot_spot_id=pl.col("pollutant_code") + "-" + worst)
