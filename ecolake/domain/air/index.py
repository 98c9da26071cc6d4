"""The air quality index of HJ 633 as exact, vectorised polars expressions.

Belongs here: IAQI, AQI and primary pollutant of both editions.
Does not belong here: the breakpoint tables (``hj633``), limits of GB 3095 (``gb3095``), the reports of an hour (``hourly``) and
of a day (``daily``).

Arithmetic is integer throughout. The standards round an index up, and a ceiling shows the smallest error: in
binary floating point 23 of the CO values in steps of 0.1 mg/m3 come out 1 too high (65.4 as a 1-hour mean:
219, not 218).
"""

from collections.abc import Mapping

import polars as pl

from ecolake.domain.air.hj633 import POLLUTANTS, SCALE, Edition, breakpoints

_PRIMARY_ABOVE = 50
_LOWEST_AQI_2026 = 1

STEM = {pollutant: pollutant.lower().replace(".", "_") for pollutant in POLLUTANTS}
"""How the columns of a pollutant begin."""


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


def overall(indices: pl.Expr, edition: Edition) -> pl.Expr:
    """Return the AQI of the greatest individual index: HJ 633-2012 numbers it from 0, HJ 633-2026 from 1."""
    return indices.clip(lower_bound=_LOWEST_AQI_2026) if edition is Edition.HJ_633_2026 else indices


def scaled(concentration: pl.Expr) -> pl.Expr:
    """Return a concentration in millionths, as a whole number; null where it is negative."""
    whole = (concentration.cast(pl.Decimal(38, 6)) * SCALE).cast(pl.Int64)
    return pl.when(whole >= 0).then(whole)


def _half_to_even(total: pl.Expr, count: pl.Expr, unit: int) -> pl.Expr:
    below, rest = total // (unit * count), total % (unit * count)
    up = (rest * 2 > unit * count) | ((rest * 2 == unit * count) & (below % 2 == 1))
    return (below + up.cast(pl.Int64)) * unit
