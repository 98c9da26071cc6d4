"""By how much each reading exceeds what the region had at that hour, in units of how much readings differ there.

Belongs here: background, the instrument's own bias, how much readings of the region differ. Does not belong here: cells (``cells``).

Work is done in logarithms: weather dilutes everything by the same factor, and so the ratio to the background of the hour, not the
difference, is what weather leaves alone.
"""

import polars as pl

from ecolake.standards.methods.hotspot import Hotspot

_MAD = 1.4826  # makes the median absolute deviation of normal readings their standard deviation
_HOUR = ("region", "pollutant_code", "hour")
_OF = ("instrument", "pollutant_code")


def excesses(readings: pl.DataFrame, method: Hotspot) -> pl.DataFrame:
    """Return each usable reading with its background and its excess.

    Args:
        readings: ``instrument``, ``kind`` (``station``, ``micro`` or ``vehicle``), ``region``, ``longitude``, ``latitude``,
            ``pollutant_code``, ``hour`` (UTC), ``value`` (µg/m3); at most one a row for an instrument, hour and place.
        method: Thresholds.

    Returns:
        The readings of regions and hours with enough fixed instruments, with ``background`` (µg/m3: the median of the fixed
        instruments of region and hour), ``bias`` (logarithm, of the instrument), ``excess`` (µg/m3) and ``score``: the logarithm of the
        ratio to the background without the bias, over the robust standard deviation of the region's readings of the day.
    """
    usable = _without_stuck(readings.filter(pl.col("value") > 0), method.stuck_hours.value)
    fixed = usable.filter(pl.col("kind") != "vehicle")
    of_hour = fixed.group_by(_HOUR).agg(
        background=pl.col("value").median(), instruments=pl.col("instrument").n_unique()
    )
    rows = usable.join(of_hour, on=_HOUR, how="inner").filter(
        pl.col("instruments") >= method.least_instruments.value
    )
    ratio = (pl.col("value") / pl.col("background")).log()
    # A calibration is off by so much at most; more than that is pollution and must not be taken for the instrument's own.
    largest = method.largest_bias.value
    rows = rows.with_columns(ratio=ratio).with_columns(
        bias=pl.col("ratio").median().over(_OF).clip(-largest, largest)
    )
    rows = rows.with_columns(rest=pl.col("ratio") - pl.col("bias"))
    # Of fixed instruments by region, of vehicles over all regions: the readings of one hour are too few to tell a spread from.
    crew = pl.when(pl.col("kind") == "vehicle").then(pl.lit("vehicle")).otherwise("region")
    whole = ("pollutant_code", "crew")
    rows = rows.with_columns(crew=crew).with_columns(off=pl.col("rest") - pl.col("rest").median().over(whole))
    return (
        rows.with_columns(spread=_MAD * pl.col("off").abs().median().over(whole))
        .with_columns(pl.col("spread").clip(lower_bound=method.least_spread.value))
        .with_columns(
            score=pl.col("rest") / pl.col("spread"),
            excess=pl.col("background") * (pl.col("rest").exp() - 1),
        )
        .drop("ratio", "rest", "off", "crew", "instruments")
        .sort("pollutant_code", "hour", "instrument", "longitude", "latitude")
    )


def _without_stuck(readings: pl.DataFrame, longest: float) -> pl.DataFrame:
    """Leave out the runs in which a fixed instrument says the same so often that it must be stuck."""
    order = readings.sort("instrument", "pollutant_code", "hour")
    changed = (pl.col("value") != pl.col("value").shift(1)).fill_null(value=True)
    runs = order.with_columns(run=changed.cum_sum().over(_OF)).with_columns(length=pl.len().over(*_OF, "run"))
    return runs.filter((pl.col("kind") == "vehicle") | (pl.col("length") < longest)).drop("run", "length")
