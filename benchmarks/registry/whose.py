"""Whose mentions they truly are: the truth of rows, by their digests, told of the mentions that they became."""

import duckdb
import polars as pl

from benchmarks.score.landed import PLACE, landed_rows
from ecolake import lake
from ecolake.home import Home
from ecolake.registry.identity import Identity
from ecolake.registry.mentions import mention_sql
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.validation import META
from ecolake.visibility import visible
from simulator.departments.day import HAND_WRITTEN
from simulator.truth.record import IDENTITIES

TRUTH = pl.Schema({"mention": pl.String(), "truth": pl.String(), "kinds": pl.List(pl.String())})
_KEY = ["source", "dataset", "digest"]


def truth_of(home: Home, standards: Standards, identity: Identity, datasets: list[str]) -> pl.DataFrame:
    """Return `mention`, `truth` (the code of the enterprise that most of its rows are of), `kinds` (of faults in its rows).

    The four feeds that are written by hand have no digests: their codes are never spoilt, so these are the truth.
    """
    known = pl.read_parquet(home.simulated / IDENTITIES).drop_nulls("unified_social_credit_code")
    faults = pl.read_parquet(home.simulated / "truth" / "faults.parquet").filter(pl.col("digest") != "")
    kinds = faults.group_by(_KEY).agg(kinds=pl.col("kind").unique().sort())
    told = (
        known.select(*_KEY, truth="unified_social_credit_code").unique(_KEY).join(kinds, on=_KEY, how="left")
    )
    parts = [pl.DataFrame(schema=TRUTH)]
    for one in datasets:
        dataset = standards.datasets[one]
        rows = _mentions_by_place(home, dataset, identity)
        if one in HAND_WRITTEN:
            parts.append(rows.select("mention", truth="code", kinds=pl.lit(None, TRUTH["kinds"])))
            continue
        own = told.filter(source=dataset.source, dataset=dataset.name)
        named = rows.join(landed_rows(home, dataset), on=PLACE).join(own, on="digest")
        parts.append(named.select(list(TRUTH)))
    return _of_most(pl.concat(parts).drop_nulls("truth"))


def _mentions_by_place(home: Home, dataset: Dataset, identity: Identity) -> pl.DataFrame:
    schema = pl.Schema({**{name: META[name] for name in PLACE}, **dataset.schema})
    rows = visible(home, lake.accepted(dataset.table), dataset, schema).collect()
    code = "unified_social_credit_code" if "unified_social_credit_code" in dataset.items else "NULL::VARCHAR"
    sql = f"SELECT {', '.join(PLACE)}, {mention_sql(dataset, identity)} AS mention, {code} AS code FROM rows"  # noqa: S608
    with duckdb.connect() as session:
        session.register("rows", rows.to_arrow())
        return session.sql(sql).pl()


def _of_most(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a mention; what is written alike of two enterprises is of the one that most of its rows are of."""
    kinds = rows.explode("kinds").group_by("mention").agg(pl.col("kinds").drop_nulls().unique().sort())
    counted = rows.group_by("mention", "truth").len().sort("len", "truth", descending=[True, False])
    return (
        counted.unique("mention", keep="first", maintain_order=True)
        .select("mention", "truth")
        .join(kinds, on="mention")
    )
