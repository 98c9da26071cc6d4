"""Mentions by the million: enterprises with codes, told of by 28 sources of which each knows a part and some do not copy names well.

Belongs here: making them, by numpy and a seed. Does not belong here: worlds with rules and days (`simulator`).
"""

from random import Random

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ecolake.registry.mention_schema import MENTION
from simulator.codes import make_usccs
from simulator.noise.name_variants import VARIANTS
from simulator.world.facts import read, words

SOURCES = 28
PER_ENTERPRISE = 10
# Of the sources, the first so many send a code, the next an identifier beside the name, the others a name alone.
_WITH_CODE, _WITH_NUMBER = 20, 23
# How often a name is not copied as it is: rarely by those who have the code, by others often.
_SLIPS, _SLIPS_ALONE = 0.02, 0.1
_PRIME = 1009
_FOUNDED_LATE = 0.4


def mentions(size: int, seed: int) -> pl.DataFrame:
    """Return `size` mentions (`mention_schema.MENTION`, without their first sight) and `truth`, the code of the enterprise."""
    rng = np.random.default_rng(seed)
    known = _enterprises(max(1, size // PER_ENTERPRISE), rng)
    who, source = rng.integers(0, known.height, size), rng.integers(0, SOURCES, size)
    rows = known[who].with_columns(
        source=pl.Series(source), number=pl.int_range(size), has_address=pl.Series(rng.random(size) < 0.5)
    )
    with_code, with_number = pl.col("source") < _WITH_CODE, pl.col("source") < _WITH_NUMBER
    place = pl.col("has_address") & (pl.col("source") % 2 == 0)
    rows = rows.select(
        mention=pl.format("{}-{}", pl.lit(str(seed)), "number").map_batches(
            _digest, return_dtype=pl.String()
        ),
        source=pl.format("source_{}", "source"),
        dataset=pl.lit("synthetic"),
        unified_social_credit_code=pl.when(with_code).then("code"),
        permit_number=pl.when(with_number & (pl.col("source") % 3 == 0)).then(pl.col("code") + "001P"),
        registration_number=pl.when(pl.col("source") % 5 == 0).then("registration"),
        organisation_code=pl.when(with_number & (pl.col("source") == _WITH_CODE)).then(
            pl.col("code").str.slice(8, 9)
        ),
        enterprise_name=_misspelt(rows["name"], source >= _WITH_CODE, rng),
        address=pl.when(place).then("address"),
        division_code=pl.when(pl.col("source") % 3 != 1).then("division"),
        telephone=pl.when(pl.col("source") % 7 == 0).then("telephone"),
        longitude=pl.when(place).then("longitude"),
        latitude=pl.when(place).then("latitude"),
        truth="code",
    )
    # The same tuple of the same source twice is one mention.
    identity = [name for name in rows.columns if name != "mention"]
    rows = rows.unique(identity, keep="first", maintain_order=True)
    missing = [pl.lit(None, kind).alias(name) for name, kind in MENTION.items() if name not in rows.columns]
    return rows.with_columns(missing).select(*MENTION, "truth").sort("mention")


def _digest(texts: pl.Series) -> pl.Series:
    """Thirty-two hexadecimal digits that say nothing, spread over all there are."""
    return (
        pl.DataFrame({"t": texts})
        .select(
            pl.format(
                "{}{}", *(pl.col("t").hash(seed=turn).cast(pl.Binary).bin.encode("hex") for turn in (1, 2))
            )
        )
        .to_series()
    )


def _enterprises(size: int, rng: np.random.Generator) -> pl.DataFrame:
    counties = pl.read_csv(
        "standards/codelists/division_fujian.csv",
        schema_overrides={"code": pl.String, "parent_code": pl.String},
    ).filter(pl.col("level") == "county", pl.col("successor_code").is_null())
    trades = read("trades")["word"].unique().sort()
    ordinal = np.arange(size)
    county, nth = counties[ordinal % counties.height], ordinal // counties.height
    trade, turn = trades[nth % len(trades)], nth // len(trades)
    signs = list(words()["brand"])
    pairs = np.array([a + b for a in signs for b in signs if a != b], dtype=object)
    brand = pairs[(turn * _PRIME + ordinal % counties.height * 17) % len(pairs)]
    third = np.where(turn >= len(pairs), np.array(signs, dtype=object)[turn // len(pairs) % len(signs)], "")
    division = county["code"]
    since = rng.random(size) < _FOUNDED_LATE
    code = make_usccs(ordinal, division, since)
    road = np.array(list(words()["roads"]), dtype=object)[rng.integers(0, len(words()["roads"]), size)]
    return pl.DataFrame(
        {
            "code": code,
            "name": county["name_zh"] + pl.Series(brand + third, dtype=pl.String) + trade + "有限公司",
            "division": division,
            "registration": division + pl.Series(np.char.mod("%09d", ordinal * 7919 % 10**9)),
            "address": "福建省"
            + county["name_zh"]
            + pl.Series(road, dtype=pl.String)
            + pl.Series(rng.integers(1, 2000, size)).cast(pl.String)
            + "号",
            "telephone": pl.Series(np.char.mod("0591-%08d", 20_000_000 + ordinal * 104_729 % 60_000_000)),
            "longitude": (117 + 3 * rng.random(size)).round(6),
            "latitude": (24 + 4 * rng.random(size)).round(6),
        }
    )


def _misspelt(names: pl.Series, alone: NDArray[np.bool_], rng: np.random.Generator) -> pl.Series:
    """Write some names as someone does who does not copy them."""
    chosen = np.flatnonzero(rng.random(len(names)) < np.where(alone, _SLIPS_ALONE, _SLIPS))
    dice, variants = Random(int(rng.integers(2**32))), list(VARIANTS.values())
    # A call a name that is changed: they are few, and the ways are the simulator's own.
    other = [dice.choice(variants)(dice, None, name) for name in names.gather(chosen)]
    return names.scatter(chosen, pl.Series(other, dtype=pl.String))
