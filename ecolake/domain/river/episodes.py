"""Exceedances at a station: hours beyond the target class become episodes with a beginning, a strongest hour and an excess.

Belongs here: finding episodes in hourly values. Does not belong here: the limits (the water marts), who caused them (`tracing`).
"""

import polars as pl

_EPISODE = ("site_code", "pollutant_code")


def episodes(hours: pl.DataFrame, sudden_share: float, gap_hours: int, rise_hours: int = 1) -> pl.DataFrame:
    """Return the episodes in which a parameter is beyond the limit of its section's target class, or rises far above the usual.

    What the river usually carries is the median of the hours given, so that a discharge of some hours stands out of several days. An
    episode is `sudden` where its strongest hour is above that by a share of it; the front is then dated by the first hour in which
    half of the excess is there, and the end by the last, as for a tracer's cloud. A `rise` is sudden and stays within the limit: the
    same discharge in more water. Else it is `lasting`: the river as it is misses its target, and time tells nothing of the source.

    Args:
        hours: `site_code`, `pollutant_code`, `observed_at`, `value`, `limit` (both mg/L), one row an hour.
        sudden_share: Excess over the usual, as a share of it, from which an episode is sudden.
        gap_hours: Hours below the limit that do not end an episode.
        rise_hours: Hours that a rise within the limit must have; one alone may be the instrument's.

    Returns:
        `site_code`, `pollutant_code`, `started_at`, `strongest_at`, `ended_at`, `front_at`, `tail_at` (instants), `value`, `usual`,
        `excess`, `limit` (mg/L), `hour_count`, `kind`; by site, parameter and time.
    """
    known = hours.drop_nulls(["value", "limit"]).with_columns(
        usual=pl.col("value").median().over(_EPISODE),
        excess=pl.col("value") - pl.col("value").median().over(_EPISODE),
    )
    sudden = pl.col("excess") >= sudden_share * pl.col("usual")
    beyond = known.filter((pl.col("value") > pl.col("limit")) | sudden).sort(*_EPISODE, "observed_at")
    apart = pl.col("observed_at").diff().over(_EPISODE) > pl.duration(hours=gap_hours + 1)
    numbered = beyond.with_columns(nth=apart.fill_null(value=False).cast(pl.Int64).cum_sum().over(_EPISODE))
    found = numbered.group_by(*_EPISODE, "nth").agg(
        started_at=pl.col("observed_at").min(),
        ended_at=pl.col("observed_at").max(),
        strongest_at=pl.col("observed_at").sort_by("value", "observed_at", descending=[True, False]).first(),
        value=pl.col("value").max(),
        usual=pl.col("usual").first(),
        excess=pl.col("excess").max(),
        limit=pl.col("limit").first(),
        hour_count=pl.len().cast(pl.Int64),
    )
    dated = found.join(_fronts(known, found), on=[*_EPISODE, "nth"], how="left")
    is_over = pl.col("value") > pl.col("limit")
    kind = pl.when(sudden & is_over).then(pl.lit("sudden")).when(sudden).then(pl.lit("rise"))
    return (
        dated.with_columns(kind=kind.otherwise(pl.lit("lasting")))
        .filter((pl.col("kind") != "rise") | (pl.col("hour_count") >= rise_hours))
        .with_columns(
            front_at=pl.coalesce("front_at", "started_at"), tail_at=pl.coalesce("tail_at", "ended_at")
        )
        .select(
            *_EPISODE, "started_at", "strongest_at", "ended_at", "front_at", "tail_at", "value", "usual", "excess", "limit",
            "hour_count", "kind",
        )
        .sort(*_EPISODE, "started_at")
    )  # fmt: skip


def _fronts(known: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return when half of an episode's excess came and went: the unbroken hours about the strongest with at least half of it."""
    half = known.join(
        found.select(*_EPISODE, "nth", "strongest_at", most="excess"), on=_EPISODE, how="inner"
    ).with_columns(is_half=pl.col("excess") >= pl.col("most") / 2)
    below = half.filter(~pl.col("is_half"))
    before = (
        below.filter(pl.col("observed_at") < pl.col("strongest_at"))
        .group_by(*_EPISODE, "nth")
        .agg(left=pl.col("observed_at").max())
    )
    after = (
        below.filter(pl.col("observed_at") > pl.col("strongest_at"))
        .group_by(*_EPISODE, "nth")
        .agg(right=pl.col("observed_at").min())
    )
    inside = (
        half.filter("is_half")
        .join(before, on=[*_EPISODE, "nth"], how="left")
        .join(after, on=[*_EPISODE, "nth"], how="left")
    )
    unbroken = inside.filter(
        (pl.col("observed_at") > pl.col("left")).fill_null(value=True),
        (pl.col("observed_at") < pl.col("right")).fill_null(value=True),
    )
    return unbroken.group_by(*_EPISODE, "nth").agg(
        front_at=pl.col("observed_at").min(), tail_at=pl.col("observed_at").max()
    )
