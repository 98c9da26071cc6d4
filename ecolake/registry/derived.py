"""The tables that others read, made of the state that the log tells and of the mentions: links, enterprises, codes, history.

Belongs here: their rows. Does not belong here: when they are made (`incremental`), nor their columns (`tables`).
"""

from dataclasses import dataclass

import polars as pl

from ecolake.registry import history as past
from ecolake.registry.state import State
from ecolake.registry.tables import (
    CODE,
    CODES,
    DEVICE_KIND,
    ENTERPRISE,
    ENTERPRISE_KIND,
    ENTERPRISES,
    HISTORIES,
    HISTORY,
    LINK,
    LINKED,
    SITE_KIND,
)


@dataclass(frozen=True)
class Derived:
    """The four tables, each sorted by all its columns from the first."""

    link: pl.DataFrame
    enterprise: pl.DataFrame
    code: pl.DataFrame
    history: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by their path below the lake."""
        return {LINK: self.link, ENTERPRISE: self.enterprise, CODE: self.code, HISTORY: self.history}


def derive(
    state: State, mentions: pl.DataFrame, tellers: past.Tellers, told: pl.DataFrame | None = None
) -> Derived:
    """Make the tables.

    Args:
        state: What the log says, of any day.
        mentions: All mentions; those that the state does not know yet are passed over.
        tellers: Whom to believe about names and places.
        told: The history of names and places, where it was made of these mentions and links already.
    """
    known = mentions.join(state.links.select("mention"), on="mention", how="semi")
    if told is None:
        told = past.histories(known, state.links, tellers)
    told = pl.concat([told, past.owners(known, state.links)])
    return Derived(
        _shaped(_link(state, known), LINKED),
        _shaped(_enterprise(state), ENTERPRISES),
        _shaped(_code(state), CODES),
        _shaped(told, HISTORIES),
    )


def _shaped(rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    return rows.select(list(schema)).cast(dict(schema)).sort(list(schema))  # type: ignore[arg-type]


def _link(state: State, mentions: pl.DataFrame) -> pl.DataFrame:
    since = mentions.select("mention", pl.col("first_seen_on").alias("since"))
    return state.links.join(since, on="mention", how="left")


def _enterprise(state: State) -> pl.DataFrame:
    counts = state.links.group_by(pl.col("enterprise_code").alias("code")).agg(
        pl.len().cast(pl.Int64).alias("mentions")
    )
    current = state.codes.filter((pl.col("kind") == ENTERPRISE_KIND) & pl.col("redirected_to").is_null())
    is_provisional = pl.col("anchor_name").is_not_null()
    return current.join(counts, on="code", how="left").select(
        pl.col("code").alias("enterprise_code"),
        is_provisional.alias("is_provisional"),
        pl.when(~is_provisional).then("code").alias("unified_social_credit_code"),
        "enterprise_name",
        "division_code",
        pl.when(pl.col("closed_on").is_null())
        .then(pl.lit("active"))
        .otherwise(pl.lit("closed"))
        .alias("status"),
        pl.col("valid_from").alias("first_seen_on"),
        pl.col("mentions").fill_null(0),
    )


def _code(state: State) -> pl.DataFrame:
    """Every code that was ever given, with the enterprise and the site that it leads to now."""
    final = state.codes.select("code", pl.coalesce("redirected_to", "code").alias("_final"))
    parents = state.codes.select("code", "parent")
    began = state.codes.select("code", pl.col("valid_from").alias("_began"))
    kind, is_site = pl.col("kind"), pl.col("kind") == SITE_KIND
    rows = state.codes.join(final, on="code")
    # A thing that leads to another is where that one is.
    rows = _look(rows, "_final", parents, "parent", "_above")
    rows = _look(rows, "_above", final, "_final", "_above_now")
    rows = _look(rows, "_above_now", parents, "parent", "_owner")
    rows = _look(rows, "_owner", final, "_final", "_owner_now")
    rows = _look(rows, "redirected_to", began, "_began", "_target_began")
    below = ~is_site & (kind != ENTERPRISE_KIND)
    ends_low = pl.col("code").str.contains("[a-z]$")
    return rows.select(
        "code",
        "kind",
        pl.when(kind == ENTERPRISE_KIND)
        .then(pl.col("anchor_name").is_not_null())
        .when(is_site)
        .then(ends_low)
        .otherwise((kind != DEVICE_KIND) & pl.col("_above").str.contains("[a-z]$"))
        .alias("is_provisional"),
        pl.when(kind == ENTERPRISE_KIND)
        .then("_final")
        .when(is_site)
        .then("_above_now")
        .otherwise("_owner_now")
        .alias("enterprise_code"),
        pl.when(is_site).then("_final").when(below).then("_above_now").alias("site_code"),
        "local_number",
        "valid_from",
        # Two codes of one thing are known to be so on the first day on which both are known.
        pl.when(pl.col("_target_began").is_not_null())
        .then(pl.max_horizontal("_target_began", "valid_from"))
        .otherwise(pl.col("closed_on"))
        .alias("valid_to"),
        "redirected_to",
    )


def _look(rows: pl.DataFrame, key: str, table: pl.DataFrame, value: str, name: str) -> pl.DataFrame:
    found = table.select(pl.col("code").alias(key), pl.col(value).alias(name))
    return rows.join(found, on=key, how="left")
