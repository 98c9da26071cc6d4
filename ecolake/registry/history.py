"""What an enterprise was called and where it stood, from when until when.

One source tells the history of an attribute: a register of enterprises where it has the value, else one that knows the enterprise's
code, else the one that spoke last. The others would make a new name of every slip of the pen. Belongs here: values and their days.
Does not belong here: which value wins in the enterprise's file, item by item, which is survivorship.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ecolake.registry.state import NEVER
from ecolake.registry.tables import HISTORIES

NAME, DIVISION = "enterprise_name", "division_code"
TOLD = (NAME, DIVISION, "address", "legal_representative")
_SERIES = ("enterprise_code", "attribute")
# More sources, days since 1970 and datasets than there will be.
_SOURCES, _LAST_DAY, _DATASETS = 1 << 10, (1 << 20) - 1, 1 << 16
# Of an old division: the code that came after it, and the first day of that.
Successors = Mapping[str, tuple[str, date]]


@dataclass(frozen=True)
class Tellers:
    """Whom to believe.

    Attributes:
        registers: Ids of the datasets with one row per enterprise.
        authority: Sources, the most trusted first; the others follow.
        successors: What became of old divisions.
    """

    registers: Collection[str]
    authority: Sequence[str]
    successors: Successors


def histories(mentions: pl.DataFrame, links: pl.DataFrame, tellers: Tellers) -> pl.DataFrame:
    """Tell the history of every enterprise (`tables.HISTORIES`), sorted.

    Args:
        mentions: All mentions (`mention_schema.MENTION`).
        links: `mention`, `enterprise_code` and `tier` of each.
        tellers: Whom to believe.
    """
    points = _points(mentions, links, tellers)
    points = pl.concat([points, _former(points)], how="diagonal")
    points = _one_a_day(_of_divisions(_one_a_day(points), tellers.successors))
    news = points.filter(pl.col("value").ne_missing(pl.col("value").shift(1).over(_SERIES)))
    spans = news.with_columns(pl.col("day").shift(-1).over(_SERIES).alias("valid_to"))
    since = pl.when(pl.col("day") > NEVER).then(pl.col("day")).alias("valid_from")
    return spans.with_columns(since).select(list(HISTORIES)).sort(*_SERIES, "valid_from", nulls_last=False)


def current(history: pl.DataFrame, attribute: str) -> pl.DataFrame:
    """The value that holds now: `enterprise_code` and the attribute."""
    now = history.filter((pl.col("attribute") == attribute) & pl.col("valid_to").is_null())
    return now.select("enterprise_code", pl.col("value").alias(attribute))


def _points(mentions: pl.DataFrame, links: pl.DataFrame, tellers: Tellers) -> pl.DataFrame:
    """Of each enterprise and attribute, the values that the one dataset says which tells it."""
    datasets = _datasets(mentions, tellers)
    told = (*TOLD, "former_name", "first_seen_on", "observed_from")
    named = (
        mentions.select("mention", "source", "dataset", *told)
        .join(links.select("mention", "enterprise_code", "tier"), on="mention")
        .join(datasets, on=["source", "dataset"])
    )
    rank = pl.when("is_register").then(0).when(pl.col("tier") == "code").then(1).otherwise(2)
    day = pl.coalesce("observed_from", "first_seen_on")
    age = _LAST_DAY - day.dt.epoch("d").clip(0, _LAST_DAY)
    # One number instead of five columns to sort by: the smallest is the dataset that tells.
    order = ((rank.cast(pl.Int64) * _SOURCES + pl.col("standing")) * (_LAST_DAY + 1) + age) * _DATASETS
    known = named.with_columns(day.alias("day"), (order + pl.col("place")).alias("order"))
    return pl.concat([_said(known, attribute) for attribute in TOLD])


def _said(known: pl.DataFrame, attribute: str) -> pl.DataFrame:
    there = known.filter(pl.col(attribute).is_not_null())
    teller = pl.col("order").min().over("enterprise_code") % _DATASETS
    return there.filter(pl.col("place") == teller).select(
        "enterprise_code",
        pl.lit(attribute).alias("attribute"),
        pl.col(attribute).alias("value"),
        (pl.col("former_name") if attribute == NAME else pl.lit(None, pl.String())).alias("former"),
        "day",
        "source",
        "dataset",
        "mention",
    )


def _datasets(mentions: pl.DataFrame, tellers: Tellers) -> pl.DataFrame:
    """Each dataset with its place in the alphabet, the standing of its source, and whether it is a register."""
    trusted = list(tellers.authority)
    standing = pl.col("source").replace_strict(
        trusted, list(range(len(trusted))), default=len(trusted), return_dtype=pl.Int64
    )
    is_register = pl.concat_str("source", "dataset", separator=".").is_in(sorted(tellers.registers))
    return (
        mentions.select("source", "dataset")
        .unique()
        .sort("source", "dataset")
        .with_columns(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("place"),
            standing.alias("standing"),
            is_register.alias("is_register"),
        )
    )


def _one_a_day(points: pl.DataFrame) -> pl.DataFrame:
    """A day has one value: the one that the alphabet puts last, so that every run takes the same."""
    return points.sort(*_SERIES, "day", "value", "mention").unique(
        [*_SERIES, "day"], keep="last", maintain_order=True
    )


def _former(points: pl.DataFrame) -> pl.DataFrame:
    """The name before the first that is known, where the source says it: it held since nobody knows when."""
    named = points.filter(pl.col("attribute") == NAME)
    told = named.filter(pl.col("former").is_not_null() & (pl.col("former") != pl.col("value")))
    new = told.join(
        named.select("enterprise_code", pl.col("value").alias("former")),
        on=["enterprise_code", "former"],
        how="anti",
    )
    first = new.sort("enterprise_code", "day", "former", "mention").unique(
        "enterprise_code", keep="first", maintain_order=True
    )
    return first.with_columns(pl.col("former").alias("value"), pl.lit(NEVER).alias("day"))


def _of_divisions(points: pl.DataFrame, successors: Successors) -> pl.DataFrame:
    """Let an abolished division end on its day, and its successor begin, whatever day a source still names the old one."""
    if not successors:
        return points
    codes = sorted(successors)
    old = pl.DataFrame(
        {
            "value": codes,
            "attribute": [DIVISION] * len(codes),
            "_next": [successors[code][0] for code in codes],
            "_change": [successors[code][1] for code in codes],
        }
    )
    both = points.join(old, on=["value", "attribute"], how="left").sort(*_SERIES, "day")
    following = pl.col("day").shift(-1).over(_SERIES)
    both = both.with_columns(
        pl.col("_next").is_not_null().alias("_is_old"),
        (pl.col("day") >= pl.col("_change")).fill_null(value=False).alias("_is_late"),
        (pl.col("day") == pl.col("day").min().over(_SERIES)).alias("_is_first"),
        (following.is_null() | (following > pl.col("_change"))).alias("_is_last"),
    )
    # Named late, the old one held before anybody was asked; named late after another, it is only an old habit.
    kept = both.filter(~pl.col("_is_late") | pl.col("_is_first")).with_columns(
        pl.when("_is_late").then(pl.lit(NEVER)).otherwise(pl.col("day")).alias("day")
    )
    moved = both.filter(pl.col("_is_old") & (pl.col("_is_late") | pl.col("_is_last"))).with_columns(
        pl.col("_next").alias("value"),
        pl.when(pl.col("_is_late") & ~pl.col("_is_first"))
        .then(pl.col("day"))
        .otherwise(pl.col("_change"))
        .alias("day"),
    )
    return pl.concat([kept, moved]).select(points.columns)


def owners(mentions: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Tell whose each monitoring device was: a row of its owner, with the device as the value (`tables.HISTORIES`)."""
    named = (
        mentions.filter(pl.col("device_number").is_not_null())
        .join(links.select("mention", "enterprise_code"), on="mention")
        .with_columns(
            pl.coalesce("observed_from", "first_seen_on").alias("day"),
            pl.col("permit_number").is_null().alias("_is_unpermitted"),
        )
    )
    # Where a permit names the device, other sources do not count.
    best = named.filter(pl.col("_is_unpermitted") == pl.col("_is_unpermitted").min().over("device_number"))
    series = "device_number"
    daily = best.sort(series, "day", "enterprise_code", "mention").unique(
        [series, "day"], keep="last", maintain_order=True
    )
    news = daily.filter(pl.col("enterprise_code").ne_missing(pl.col("enterprise_code").shift(1).over(series)))
    return news.select(
        "enterprise_code",
        pl.lit("owner").alias("attribute"),
        pl.col(series).alias("value"),
        pl.col("day").alias("valid_from"),
        pl.col("day").shift(-1).over(series).alias("valid_to"),
        "source",
        "dataset",
        "mention",
    ).sort("enterprise_code", "value", "valid_from")
