"""A section that gets worse from week to week while its class still holds: found before the class falls.

Belongs here: when a trend is a warning. Does not belong here: the test (`trend`), the limits (the code list).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from ecolake.domain.water.trend import trends

_KEY = ("site_code", "pollutant_code")


@dataclass(frozen=True)
class Rule:
    """When a trend is told of; see `standards/methods/water.yaml`.

    Attributes:
        steps: Means in the span.
        step_days: Days in a mean.
        least_steps: Means that must be there.
        significance: Two-sided probability by chance that is not exceeded.
        least_change: Change over the span, as a share of the mean, from which it matters.
        ahead_days: Days within which the class must fall for a warning.
    """

    steps: int
    step_days: int
    least_steps: int
    significance: float
    least_change: float
    ahead_days: float


def declines(days: pl.DataFrame, limits: pl.DataFrame, last: date, rule: Rule) -> pl.DataFrame:
    """Return the sections and parameters that have been getting worse up to a day.

    Args:
        days: `site_code`, `pollutant_code`, `day`, `value`: daily means.
        limits: `site_code`, `pollutant_code`, `direction` (max or min), `limits` (of class I to V): what the parameter is judged by.
        last: The last day of the span.
        rule: When it matters.

    Returns:
        `site_code`, `pollutant_code`, `step_count`, `z`, `p`, `slope_per_day`, `change` (share of the mean over the span), `level` (of the
        line on the last day), `class_number` (of that level, 1 to 6), `limit_value` (that keeps the class; null for the last class),
        `days_to_fall` (null without one) and `is_warning`; by site and parameter.
    """
    ago = (pl.lit(last) - pl.col("day")).dt.total_days()
    nth = rule.steps - 1 - ago // rule.step_days
    steps = (
        days.with_columns(nth=nth.cast(pl.Int64))
        .filter(pl.col("nth").is_between(0, rule.steps - 1))
        .group_by(*_KEY, "nth")
        .agg(pl.col("value").cast(pl.Float64).mean())
        .join(limits, on=_KEY, how="inner")
        .sort(*_KEY, "nth")
    )
    series = steps.select(*_KEY, "direction", "limits").unique(_KEY, maintain_order=True)
    if series.is_empty():
        return _judged(series.with_columns(_nothing()), rule)
    row = steps.join(
        series.with_row_index("row").select("row", *_KEY), on=_KEY, how="left", maintain_order="left"
    )["row"]
    values = np.full((series.height, rule.steps), np.nan)
    values[row.to_numpy(), steps["nth"].to_numpy()] = steps["value"].to_numpy()
    found = trends(values)
    made = series.with_columns(
        step_count=pl.Series(found.count.astype(np.int64)),
        z=pl.Series(found.z),
        p=pl.Series(found.p),
        slope_per_day=pl.Series(found.slope / rule.step_days),
        level=pl.Series(found.level),
        mean=pl.Series(np.nanmean(values, axis=1)),
    )
    return _judged(made, rule)


def _nothing() -> list[pl.Expr]:
    names = ("z", "p", "slope_per_day", "level", "mean")
    return [
        pl.lit(None, pl.Int64).alias("step_count"),
        *(pl.lit(None, pl.Float64).alias(name) for name in names),
    ]


def _judged(made: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Keep what gets worse beyond doubt and by enough, and say when its class would fall."""
    worse = pl.when(pl.col("direction") == "min").then(-1.0).otherwise(1.0)
    span = rule.steps * rule.step_days
    met = pl.col("limits").list.eval(pl.element() * pl.lit(1.0))
    kept = made.with_columns(
        worse=worse, change=pl.col("slope_per_day") * span / pl.col("mean").abs(), met=met
    ).filter(
        pl.col("step_count") >= rule.least_steps,
        pl.col("p") <= rule.significance,
        pl.col("change") * pl.col("worse") >= rule.least_change,
    )
    long = (
        kept.with_columns(signed=pl.col("level") * pl.col("worse"))
        .select(*_KEY, "signed", "worse", "met")
        .explode("met", empty_as_null=True)
    )
    classes = long.group_by(_KEY, maintain_order=True).agg(
        class_number=1 + (pl.col("signed") > pl.col("met") * pl.col("worse")).sum().cast(pl.Int64)
    )
    limit = pl.when(pl.col("class_number") <= 5).then(
        pl.col("met").list.get(pl.col("class_number") - 1, null_on_oob=True)
    )
    return (
        kept.join(classes, on=_KEY, how="left", maintain_order="left")
        .with_columns(limit_value=limit)
        .with_columns(days_to_fall=((pl.col("limit_value") - pl.col("level")) / pl.col("slope_per_day")).round(1))
        .with_columns(is_warning=(pl.col("days_to_fall") <= rule.ahead_days).fill_null(value=False))
        .select(
            *_KEY, "step_count", "z", "p", "slope_per_day", "change", "level", "class_number", "limit_value", "days_to_fall", "is_warning"
        )
        .sort(_KEY)
    )  # fmt: skip
