"""The permanent codes of what an enterprise has: sites, and in them facilities, outlets and devices.

A site is a permit or a registration: its 22 characters (HJ 608-2017). What stands under no permit gets a site of our making: the code
that its mention would have by itself, `001` and a lower-case `a`, which no real one ends with (proposed, docs/decisions/0018). Every code
depends on the set of mentions alone, never on their order. Belongs here: which codes there are, what is in what, what leads to what.
Does not belong here: the codes of enterprises (`wanted`).
"""

import polars as pl

from ecolake.registry.tables import DEVICE_KIND, SITE_KIND

PERMIT_FORM = "^[0-9A-Z]{18}[0-9]{3}[A-Z]$"
PERMIT_LENGTH = 22
OWN_SITE = "001a"
COLUMNS = ("code", "kind", "parent", "local_number", "valid_from", "redirected_to")


def codes_below(mentions: pl.DataFrame, links: pl.DataFrame, things: pl.DataFrame) -> pl.DataFrame:
    """Name all sites, facilities, outlets and devices (`COLUMNS`), one row a code.

    Args:
        mentions: All mentions.
        links: `mention`, `enterprise_code`, `own_code` of each.
        things: Facilities and outlets (`tables.THINGS`).
    """
    told = _sites_of(mentions, links)
    numbered = things.join(told.drop("first_seen_on"), on="mention").with_columns(
        pl.coalesce("permit", "own_site").alias("site")
    )
    devices = told.filter(pl.col("device_number").is_not_null())
    return pl.concat(
        [_permits(told), _own_sites(told, numbered, devices), _inside(told, numbered), _devices(devices)]
    )


def _sites_of(mentions: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Each mention with the permit it names, and the site that it would have without one."""
    permit = pl.col("permit_number").str.strip_chars()
    named = mentions.select("mention", "permit_number", "device_number", "first_seen_on", "observed_from")
    return named.join(links.select("mention", "enterprise_code", "own_code"), on="mention").select(
        "mention",
        "enterprise_code",
        "own_code",
        pl.when(permit.str.contains(PERMIT_FORM)).then(permit).alias("permit"),
        (pl.col("own_code") + OWN_SITE).alias("own_site"),
        "device_number",
        "first_seen_on",
        pl.coalesce("observed_from", "first_seen_on").alias("day"),
    )


def _permits(told: pl.DataFrame) -> pl.DataFrame:
    return (
        told.filter(pl.col("permit").is_not_null())
        .sort("permit", "first_seen_on", "mention")
        .group_by("permit", maintain_order=True)
        .agg(pl.col("enterprise_code").first(), pl.col("first_seen_on").min())
        .select(
            pl.col("permit").alias("code"),
            pl.lit(SITE_KIND).alias("kind"),
            pl.col("enterprise_code").alias("parent"),
            pl.lit(None, pl.String()).alias("local_number"),
            pl.col("first_seen_on").alias("valid_from"),
            pl.lit(None, pl.String()).alias("redirected_to"),
        )
    )


def _own_sites(told: pl.DataFrame, numbered: pl.DataFrame, devices: pl.DataFrame) -> pl.DataFrame:
    """Sites of our making: they lead to the enterprise's one permit, or to its first site of our making."""
    without = pl.concat(
        [
            part.filter(pl.col("permit").is_null()).select(
                "own_site", "own_code", "enterprise_code", "first_seen_on"
            )
            for part in (numbered, devices)
        ]
    )
    # One own code may be of mentions of two enterprises: the one seen first has the site, in whatever order the rows stand.
    sites = without.sort("own_site", "first_seen_on", "enterprise_code").unique(
        "own_site", keep="first", maintain_order=True
    )
    first = (
        sites.sort("first_seen_on", "own_site")
        .unique("enterprise_code", keep="first", maintain_order=True)
        .select("enterprise_code", pl.col("own_site").alias("first_site"))
    )
    permits = (
        told.filter(pl.col("permit").is_not_null())
        .group_by("enterprise_code")
        .agg(pl.col("permit").min().alias("one_permit"), pl.col("permit").n_unique().alias("permits"))
    )
    # Of several permits nobody can say which one is meant.
    target = pl.when(pl.col("permits") == 1).then("one_permit").otherwise("first_site")
    return (
        sites.join(first, on="enterprise_code", how="left")
        .join(permits, on="enterprise_code", how="left")
        .select(
            pl.col("own_site").alias("code"),
            pl.lit(SITE_KIND).alias("kind"),
            pl.col("own_code").alias("parent"),
            pl.lit(None, pl.String()).alias("local_number"),
            pl.col("first_seen_on").alias("valid_from"),
            pl.when(target != pl.col("own_site")).then(target).alias("redirected_to"),
        )
    )


def _inside(told: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """Facilities and outlets: the site's code and the number in it; one known under two sites leads to the better."""
    found = (
        numbered.group_by("site", "kind", "local_number", "enterprise_code")
        .agg(pl.col("first_seen_on").min(), pl.col("permit").is_not_null().any().alias("is_permitted"))
        .with_columns((pl.col("site") + pl.col("local_number")).alias("code"))
        .sort("code", "enterprise_code")
        .unique("code", keep="first", maintain_order=True)
    )
    permits = (
        told.filter(pl.col("permit").is_not_null())
        .group_by("enterprise_code")
        .agg(pl.col("permit").n_unique().alias("permits"))
    )
    # The same number under the enterprise's only permit is the same thing; else under its first site of our making.
    mine = ("enterprise_code", "kind", "local_number")
    best = (
        found.join(permits, on="enterprise_code", how="left")
        .filter(~pl.col("is_permitted") | (pl.col("permits") == 1))
        .sort(~pl.col("is_permitted"), "first_seen_on", "code")
        .unique(mine, keep="first", maintain_order=True)
        .select(*mine, pl.col("code").alias("best"))
    )
    leads = ~pl.col("is_permitted") & (pl.col("best") != pl.col("code"))
    return found.join(best, on=mine, how="left").select(
        "code",
        "kind",
        pl.col("site").alias("parent"),
        "local_number",
        pl.col("first_seen_on").alias("valid_from"),
        pl.when(leads).then("best").alias("redirected_to"),
    )


def _devices(devices: pl.DataFrame) -> pl.DataFrame:
    """A device stands where it was seen last; a source that knows its permit goes before one that does not."""
    placed = devices.with_columns(pl.coalesce("permit", "own_site").alias("site"))
    last = placed.sort(
        "device_number",
        pl.col("permit").is_null(),
        "day",
        "site",
        "mention",
        descending=[False, False, True, False, False],
    ).unique("device_number", keep="first", maintain_order=True)
    first = placed.group_by("device_number").agg(pl.col("first_seen_on").min())
    return (
        last.drop("first_seen_on")
        .join(first, on="device_number")
        .select(
            pl.col("device_number").alias("code"),
            pl.lit(DEVICE_KIND).alias("kind"),
            pl.col("site").alias("parent"),
            pl.col("device_number").alias("local_number"),
            pl.col("first_seen_on").alias("valid_from"),
            pl.lit(None, pl.String()).alias("redirected_to"),
        )
    )
