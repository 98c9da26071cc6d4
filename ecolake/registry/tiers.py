"""The exact tiers: a code, another identifier, or a name with a place names one enterprise, or nobody.

Each rule is a key that a mention and an enterprise may share. Belongs here: the rules and their order. Does not belong here: names
that differ (`splink_model`).
"""

from dataclasses import dataclass

import polars as pl

# A name with a legal form is registered once in the country, and one that begins with its division once there.
_COUNTY = ~pl.col("area").str.ends_with("00")


@dataclass(frozen=True)
class Rule:
    """A key by which a mention finds its enterprise.

    Attributes:
        name: In links and evidence.
        tier: Of what it finds.
        key: The features that must all agree.
        when: When a mention may be found by it at all; None for always.
    """

    name: str
    tier: str
    key: tuple[str, ...]
    when: pl.Expr | None = None


# Links that others are linked by: those of the tiers before the last.
SURE = ("code", "permit", "steward", "registration", "device", "name_and_place")
IDENTIFIER_RULES = (
    Rule("same_permit_number", "permit", ("permit",)),
    Rule("same_registration_number", "registration", ("registration",)),
    Rule("same_organisation_code", "registration", ("organisation",)),
    Rule("same_local_code", "registration", ("local",)),
    Rule("same_device", "device", ("device",)),
)
NAME_RULES = (
    Rule("same_name_and_street", "name_and_place", ("whole", "street", "area")),
    Rule("same_name_and_division", "name_and_place", ("whole", "area"), _COUNTY),
    Rule("same_registered_name", "name_and_place", ("whole",), pl.col("is_registered_name")),
    Rule("same_short_name_and_street", "name_and_place", ("core", "street", "area")),
    Rule("same_short_name_and_division", "name_and_place", ("core", "area"), _COUNTY),
)


def named_by(
    query: pl.DataFrame, evidence: pl.DataFrame, rules: tuple[Rule, ...], times: float
) -> pl.DataFrame:
    """Find the enterprises of mentions without a code.

    Args:
        query: Features of the mentions.
        evidence: Features of mentions whose enterprise is known, with its `code`.
        rules: Tried in this order; the first that names one enterprise decides.
        times: How many times as many mentions the first of several must have as the second.

    Returns:
        `mention`, `code`, `tier`, `rule`, `agreeing` (how many mentions of the enterprise have the key), `against` (how many of
        the next one).
    """
    found = []
    for rule in rules:
        here = query if rule.when is None else query.filter(rule.when)
        told = _by_rule(here, evidence, rule, times)
        found.append(told)
        query = query.join(told, on="mention", how="anti")
    return pl.concat(found)


def _by_rule(query: pl.DataFrame, evidence: pl.DataFrame, rule: Rule, times: float) -> pl.DataFrame:
    key = list(rule.key)
    asked = query.select("mention", *key).drop_nulls()
    keyed = evidence.select("code", *key).drop_nulls().join(asked.select(key).unique(), on=key, how="semi")
    counted = keyed.group_by(*key, "code").agg(pl.len().alias("agreeing"))
    ranked = counted.sort("agreeing", "code", descending=[True, False]).group_by(key, maintain_order=True)
    best = ranked.agg(
        pl.col("code").first(),
        pl.col("agreeing").first(),
        pl.col("agreeing").get(1, null_on_oob=True).fill_null(0).alias("against"),
    )
    clear = best.filter(pl.col("agreeing") >= times * pl.col("against"))
    return asked.join(clear, on=key, how="inner").select(
        "mention",
        "code",
        pl.lit(rule.tier).alias("tier"),
        pl.lit(rule.name).alias("rule"),
        pl.col("agreeing").cast(pl.Int64),
        pl.col("against").cast(pl.Int64),
    )
