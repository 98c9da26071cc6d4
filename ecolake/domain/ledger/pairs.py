"""Which two reports may be of one matter, and what says so.

Belongs here: the rules, each a join that looks only at reports that share something. Does not belong here: what becomes of the
pairs (`problems`).
"""

from dataclasses import dataclass

import polars as pl

from ecolake.domain.ledger.likeness import likeness
from ecolake.domain.ledger.places import near

REPORTS = pl.Schema(
    {
        "report": pl.String(),
        "found_at": pl.Datetime("us", "UTC"),
        "found_on": pl.Date(),
        "kinds": pl.List(pl.String()),
        "enterprise_code": pl.String(),
        "division_code": pl.String(),
        "grid_code": pl.String(),
        "longitude": pl.Float64(),
        "latitude": pl.Float64(),
        "words": pl.String(),
        "refers": pl.List(pl.String()),
    }
)
PAIRS = pl.Schema(
    {
        "report": pl.String(),
        "other": pl.String(),
        "rule": pl.String(),
        "rank": pl.Int64(),
        "days": pl.Int64(),
        "metres": pl.Float64(),
        "likeness": pl.Float64(),
    }
)
# The strongest first: what a report says itself, then a name, then a place, then words.
RULES = ("refers_to", "same_enterprise", "same_place", "same_words")


@dataclass(frozen=True)
class Limits:
    """When two reports are the same matter; see `standards/methods/ledger.yaml`.

    Attributes:
        enterprise_days: Days between two reports on one enterprise.
        place_metres: Metres between two places that are one.
        place_days: Days between two reports of one place.
        words_days: Days between two reports in the same words.
        words_likeness: Least likeness of words, 0 to 1.
        at_most_days: Days from the first to the last report of a problem.
    """

    enterprise_days: int
    place_metres: float
    place_days: int
    words_days: int
    words_likeness: float
    at_most_days: int


def pairs(reports: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Return the pairs of reports that a rule joins, the strongest rule of each pair (`PAIRS`), sorted.

    Args:
        reports: `REPORTS`, each named once.
        limits: When two are the same.
    """
    reports = reports.sort("report")
    found = pl.concat(
        [
            _referring(reports),
            _of_one_enterprise(reports, limits),
            _of_one_place(reports, limits),
            _in_the_same_words(reports, limits),
        ]
    )
    return (
        found.sort("report", "other", "rank")
        .unique(["report", "other"], keep="first", maintain_order=True)
        .sort("rank", "days", "report", "other")
    )


def _referring(reports: pl.DataFrame) -> pl.DataFrame:
    named = reports.select("report", "found_on", other="refers").explode("other", empty_as_null=True)
    both = named.drop_nulls("other").join(
        reports.select(other="report", other_on="found_on"), on="other", how="inner"
    )
    ends = both.filter(pl.col("report") != pl.col("other")).with_columns(
        report=pl.min_horizontal("report", "other"), other=pl.max_horizontal("report", "other")
    )
    return _ruled(ends.with_columns(_days()), "refers_to")


def _of_one_enterprise(reports: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    own = reports.drop_nulls("enterprise_code").select("report", "found_on", "kinds", "enterprise_code")
    # Years of alarms of one plant are thousands: only spans that touch are crossed.
    width = max(limits.enterprise_days, 1)
    own = own.with_columns(span=pl.col("found_on").cast(pl.Int32).cast(pl.Int64) // width)
    both = pl.concat(
        _crossed(own, ["enterprise_code", "span"], own.with_columns(span=pl.col("span") + one))
        for one in (-1, 0, 1)
    ).with_columns(_days())
    return _ruled(both.filter(pl.col("days") <= limits.enterprise_days, _alike()), "same_enterprise")


def _of_one_place(reports: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    # All reports of a grid unit may bear its middle: then the place says which unit, and the words have to say the rest.
    placed = reports.filter(pl.col("grid_code").is_null() | pl.col("enterprise_code").is_not_null())
    named = placed.select("longitude", "latitude", name="report")
    told = placed.select("report", "found_on", "kinds", "enterprise_code")
    both = (
        near(named, named, limits.place_metres)
        .filter(pl.col("name") < pl.col("other"))
        .rename({"name": "report"})
        .join(told, on="report")
        .join(told.rename({"report": "other", "found_on": "other_on"}), on="other", suffix="_other")
        .with_columns(_days())
    )
    both = both.filter(pl.col("days") <= limits.place_days, _alike(), _not_two_enterprises())
    return _ruled(both, "same_place")


def _in_the_same_words(reports: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Texts are compared within a division, or within a grid unit where both name one."""
    own = reports.drop_nulls(["words", "division_code"]).select(
        "report", "found_on", "kinds", "enterprise_code", "division_code", "grid_code", "words"
    )
    both = pl.concat(
        _crossed(
            own, ["division_code", "day"], own.with_columns(day=pl.col("found_on") + pl.duration(days=later))
        )
        for later in range(-limits.words_days, limits.words_days + 1)
    ).with_columns(_days())
    grids = pl.col("grid_code").ne_missing(pl.col("grid_code_other")) & pl.col("grid_code").is_not_null()
    both = both.filter(_alike(), _not_two_enterprises(), ~(grids & pl.col("grid_code_other").is_not_null()))
    both = both.with_columns(likeness=likeness(own.select("report", "words"), both))
    return _ruled(both.filter(pl.col("likeness") >= limits.words_likeness), "same_words")


def _crossed(left: pl.DataFrame, on: list[str], right: pl.DataFrame | None = None) -> pl.DataFrame:
    """Pair the reports that agree on the columns, the smaller name first."""
    if "day" in on:
        left = left.with_columns(day=pl.col("found_on"))
    both = left.join(left if right is None else right, on=on, suffix="_other")
    return both.filter(pl.col("report") < pl.col("report_other")).rename(
        {"report_other": "other", "found_on_other": "other_on"}
    )


def _days() -> pl.Expr:
    return (pl.col("found_on") - pl.col("other_on")).dt.total_days().abs().alias("days")


def _alike() -> pl.Expr:
    return pl.col("kinds").list.set_intersection("kinds_other").list.len() > 0


def _not_two_enterprises() -> pl.Expr:
    return (pl.col("enterprise_code") == pl.col("enterprise_code_other")).fill_null(value=True)


def _ruled(found: pl.DataFrame, rule: str) -> pl.DataFrame:
    missing = [
        pl.lit(None, pl.Float64()).alias(name) for name in ("metres", "likeness") if name not in found.columns
    ]
    return found.with_columns(*missing, rule=pl.lit(rule), rank=pl.lit(RULES.index(rule), pl.Int64)).select(
        pl.col(name).cast(kind) for name, kind in PAIRS.items()
    )
