"""The air quality index of HJ 633 as exact, vectorised polars expressions, and the hourly report made of it.

Belongs here: IAQI, AQI and primary pollutant of both editions, the hourly index.
Does not belong here: the breakpoint tables (``hj633``), what a feed's fields hold and what it calls
a pollutant (``standards/sources``), limits of GB 3095, daily means (``air_daily``).

Arithmetic is integer throughout. The standards round an index up, and a ceiling shows the smallest error: in
binary floating point 23 of the CO values in steps of 0.1 mg/m3 come out 1 too high (65.4 as a 1-hour mean:
219, not 218).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from ecolake.domain.derivation import Derivation
from ecolake.domain.hj633 import IN_FORCE_2026, POLLUTANTS, SCALE, Edition, breakpoints

_PRIMARY_ABOVE = 50
_LOWEST_AQI_2026 = 1

_STEM = {pollutant: pollutant.lower().replace(".", "_") for pollutant in POLLUTANTS}
_IAQI = {pollutant: f"iaqi_{stem}" for pollutant, stem in _STEM.items()}


def iaqi(concentration: pl.Expr, pollutant: str, averaging_period: str, edition: Edition) -> pl.Expr:
    """Return the individual index of one pollutant, rounded up to a whole number.

    IAQI = (IAQI_hi - IAQI_lo) / (BP_hi - BP_lo) x (C - BP_lo) + IAQI_lo (HJ 633-2012 4.2, 6.2; HJ 633-2026
    4.2.4, 4.2.6). HJ 633-2026 4.2.2 first rounds C to GB/T 8170 (half to even): CO to 0.1 mg/m3, the others
    to 1 ug/m3.

    Above the last printed breakpoint the index stays at its top, 500 (the standards print no formula there).
    Two columns end below that: SO2 1h (800, index 200) and O3 8h (800, index 300). There HJ 633-2026 fixes
    the index at 200 and 300, while HJ 633-2012 computes none and refers to SO2 24h and O3 1h: the result is
    null and the caller falls back.

    Args:
        concentration: Decimal of at most six places: mg/m3 for CO, ug/m3 for the others.
        pollutant: One of ``hj633.POLLUTANTS``.
        averaging_period: ``1h``, ``8h`` or ``24h``, as ``hj633.breakpoints`` has it.
        edition: The edition of HJ 633.

    Returns:
        An Int64 expression; null for a missing or negative concentration.

    Raises:
        ValueError: The edition prints no breakpoints for this pollutant and period.
    """
    return iaqi_of_mean(scaled(concentration), pl.lit(1, pl.Int64), pollutant, averaging_period, edition)


def iaqi_of_mean(
    total: pl.Expr, count: pl.Expr, pollutant: str, averaging_period: str, edition: Edition
) -> pl.Expr:
    """Return the individual index of a mean that no decimal writes: ``total / count``, as in ``iaqi``.

    Args:
        total: Sum of concentrations, in millionths (``scaled``).
        count: What it is divided by, from 1; null where there is no mean.
        pollutant: One of ``hj633.POLLUTANTS``.
        averaging_period: ``1h``, ``8h`` or ``24h``.
        edition: The edition of HJ 633.
    """
    table = breakpoints(pollutant, averaging_period, edition)
    if edition is Edition.HJ_633_2026:
        total = _half_to_even(total, count, SCALE // 10 if pollutant == "CO" else SCALE)
        count = pl.lit(1, pl.Int64)
    elif table.top_index < 500:
        total = pl.when(total <= table.top * count).then(total)
    # The line is the sum of what each step adds. A step that is not reached adds 0, one that is passed adds
    # its whole rise, so at most one term is a fraction and the sum of the ceilings is the ceiling of the sum.
    return pl.sum_horizontal(
        [
            ((total - step.start * count).clip(0, step.width * count) * step.rise + step.width * count - 1)
            // (step.width * count)
            for step in table.segments
        ],
        ignore_nulls=False,
    )


def primary_pollutant(indices: Mapping[str, pl.Expr], aqi: pl.Expr) -> pl.Expr:
    """Return the codes of all pollutants whose index is the AQI, joined by ``,``.

    Null when the AQI is 50 or less (HJ 633-2012 4.4.2, HJ 633-2026 4.3.1). Ties are named in the order
    of ``indices``.
    """
    tied = [pl.when(index == aqi).then(pl.lit(pollutant)) for pollutant, index in indices.items()]
    return pl.when(aqi > _PRIMARY_ABOVE).then(pl.concat_str(tied, separator=",", ignore_nulls=True))


def scaled(concentration: pl.Expr) -> pl.Expr:
    """Return a concentration in millionths, as a whole number; null where it is negative."""
    whole = (concentration.cast(pl.Decimal(38, 6)) * SCALE).cast(pl.Int64)
    return pl.when(whole >= 0).then(whole)


def _half_to_even(total: pl.Expr, count: pl.Expr, unit: int) -> pl.Expr:
    below, rest = total // (unit * count), total % (unit * count)
    up = (rest * 2 > unit * count) | ((rest * 2 == unit * count) & (below % 2 == 1))
    return (below + up.cast(pl.Int64)) * unit


def _hourly_iaqi(pollutant: str, edition: Edition) -> pl.Expr:
    concentration = pl.col(f"{_STEM[pollutant]}_1h")
    if pollutant in {"PM10", "PM2.5"} and edition is Edition.HJ_633_2012:
        return iaqi(concentration, pollutant, "24h", edition)  # the feed's practice, not the standard's text
    hourly = iaqi(concentration, pollutant, "1h", edition)
    if pollutant == "SO2" and edition is Edition.HJ_633_2012:
        beyond = scaled(concentration) > breakpoints("SO2", "1h", edition).top
        return pl.when(beyond).then(iaqi(pl.col("so2_24h"), "SO2", "24h", edition)).otherwise(hourly)
    return hourly


def _hourly_stages() -> Sequence[list[pl.Expr]]:
    edition = (
        pl.when(pl.col("observed_at") >= IN_FORCE_2026)
        .then(pl.lit(Edition.HJ_633_2026.value))
        .when(pl.col("observed_at") < IN_FORCE_2026)
        .then(pl.lit(Edition.HJ_633_2012.value))
        .alias("aqi_edition")
    )
    is_2012 = pl.col("aqi_edition") == Edition.HJ_633_2012.value
    is_2026 = pl.col("aqi_edition") == Edition.HJ_633_2026.value
    indices = [
        pl.when(is_2012)
        .then(_hourly_iaqi(pollutant, Edition.HJ_633_2012))
        .when(is_2026)
        .then(_hourly_iaqi(pollutant, Edition.HJ_633_2026))
        .alias(column)
        for pollutant, column in _IAQI.items()
    ]
    highest = pl.max_horizontal(list(_IAQI.values()))
    aqi = pl.when(is_2026).then(highest.clip(lower_bound=_LOWEST_AQI_2026)).otherwise(highest).alias("aqi")
    named = {pollutant: pl.col(column) for pollutant, column in _IAQI.items()}
    primary = primary_pollutant(named, pl.col("aqi")).alias("primary_pollutant")
    return [[edition], indices, [aqi], [primary]]


hourly_index = Derivation(
    name="air.hourly_index",
    inputs=("so2_1h", "so2_24h", "no2_1h", "co_1h", "o3_1h", "pm10_1h", "pm2_5_1h", "observed_at"),
    outputs=(*_IAQI.values(), "aqi", "primary_pollutant", "aqi_edition"),
    expressions=_hourly_stages,
)
"""The real-time index of one station and hour, as the national feed publishes it.

``observed_at`` is a timestamp with a time zone; its date in China (UTC+8) chooses the edition: HJ 633-2012 to
2026-02-28, HJ 633-2026 from 2026-03-01.

- Indices: the 1-hour means of SO2, NO2, CO, O3, PM10 and PM2.5. What is missing or negative is left out; the
  AQI is null only when all six are. HJ 633-2026 5.3 lets an incomplete AQI be *published* only above 100:
  that is a rule for publication, and the AQI here is still the one to hold a published one against.
- PM10 and PM2.5: the 1-hour means against the 24-hour breakpoints, in both editions. HJ 633-2026 says so.
  **HJ 633-2012 does not**: its real-time report uses the 24-hour moving means and its table prints no 1-hour
  column for particles. The national feed departed from that text: at 2017-07-07T16:00 all 1,462 of the 1,462
  stations that published an AQI have the one computed from the 1-hour means
  (docs/explanation/air-feed-field-names.md counts the alternatives). The same hour shows that the feed leaves
  out the moving 8-hour mean of O3, which that text lists too.
- SO2 above 800 ug/m3: the index of ``so2_24h`` under HJ 633-2012 (null without it), 200 under HJ 633-2026.
- Range: HJ 633-2026 numbers the AQI 1-500 where HJ 633-2012 has 0-500. Its breakpoints still start at index
  0, so an IAQI may be 0; only an AQI of 0 becomes 1 (our reading: the range is that of the AQI levels).
"""
