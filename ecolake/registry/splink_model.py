"""The statistical tier: Splink scores pairs with fixed probabilities, so that a score depends on the two records alone.

The model is a dictionary of settings in `matching.yaml`, without blocking rules, term frequencies or training; the same dictionary
runs on Splink's other engines. Belongs here: scoring pairs. Does not belong here: which pairs (`blocking`), what a score is good for
(`resolution`), where the probabilities come from (`benchmarks/registry`).
"""

import logging
from typing import Any

import polars as pl

from ecolake.registry.blocking import RECORD, slips
from ecolake.registry.normalise.text import over_distinct

_PAIR = pl.Schema({"query": pl.Int64(), "evidence": pl.Int64(), "score": pl.Float64()})


def scores(records: pl.DataFrame, pairs: pl.DataFrame, model: dict[str, Any]) -> pl.DataFrame:
    """Score pairs of records.

    Args:
        records: `record` and the columns of `blocking.RECORD`.
        pairs: `query`, `evidence`: records.
        model: Splink's settings.

    Returns:
        `query`, `evidence`, `score` (match weight in bits) and, of each comparison, what it adds, as `mw_…`.
    """
    names = [one["output_column_name"] for one in model["comparisons"]]
    if pairs.is_empty():
        return pl.DataFrame(schema={**_PAIR, **{f"mw_{name}": pl.Float64() for name in names}})
    import duckdb

    with duckdb.connect() as session:
        told: pl.DataFrame = (
            _linker(session, records, pairs, model)
            .inference.predict(warning_mode="never")
            .as_duckdbpyrelation()
            .pl()
        )
    return told.select(
        pl.col("record_l").alias("query"),
        pl.col("record_r").alias("evidence"),
        pl.col("match_weight").alias("score"),
        *(pl.col(f"mw_{name}") for name in names),
    ).sort("query", "evidence")


def compared(records: pl.DataFrame) -> pl.DataFrame:
    """Return records with all columns that the model's conditions name."""
    return records.select("record", *RECORD).with_columns(_slips(records["core"]), _slips(records["whole"]))


def _slips(texts: pl.Series) -> pl.Series:
    """The slips of each text, as `<name>_slips`; worked out once for what reads alike.

    As 64-bit hashes, which are compared in two thirds of the time: that any two of a million pairs meet is less likely than one in a billion.
    """
    name, longest = texts.name, texts.str.len_chars().max() or 0
    left = pl.concat_list(slips(name, int(longest))).list.drop_nulls()  # type: ignore[arg-type]
    hashed = left.list.eval(pl.element().hash(seed=0))
    return over_distinct(texts, [hashed.alias(f"{name}_slips")])[f"{name}_slips"]


def _linker(session: Any, records: pl.DataFrame, pairs: pl.DataFrame, model: dict[str, Any]) -> Any:
    """A linker over the records that the pairs refer to: it takes memory for every record that it is given."""
    from splink import DuckDBAPI, Linker

    asked = pl.concat([pairs["query"], pairs["evidence"].alias("query")]).unique()
    used = records.filter(pl.col("record").is_in(asked.implode()))
    api = DuckDBAPI(session)
    table = api.register(compared(used).to_arrow())
    linker = Linker(table, model, log_level=logging.WARNING, validate_settings=False)
    blocked = pairs.select(match_key=pl.lit("0"), join_key_l="query", join_key_r="evidence")
    linker.table_management.register_blocked_pairs_for_predict(api.register(blocked.to_arrow()))
    return linker
