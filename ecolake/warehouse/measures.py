"""What each run added to each dataset, measured once and recorded: rows, empty cells, quantiles, shares of codes.

Two small lake tables: a row per dataset and run that changed it, and a row per item of it. Only batches that no earlier
run has measured are read. What is usual and what is not is the business of `usual`. Personal items are not measured.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset, Item, Standards

RUNS = "profiles/run"
ITEMS = "profiles/item"
# The run that is judged, and the thirty that it is held against.
KEPT = 31
STEPS = 20
QUANTILES = [step / STEPS for step in range(STEPS + 1)]
_TOGETHER = 64
_RUN = ["dataset", "run", "profile"]

RUN_SCHEMA = pl.Schema(
    {
        "dataset": pl.String(),
        "run": pl.Int64(),
        "profile": pl.String(),
        "measured_at": pl.Datetime("us", "UTC"),
        "batches": pl.List(pl.String()),
        "received": pl.Int64(),
        "accepted": pl.Int64(),
        "standard_hash": pl.String(),
    }
)
ITEM_SCHEMA = pl.Schema(
    {
        "dataset": pl.String(),
        "run": pl.Int64(),
        "profile": pl.String(),
        "item": pl.String(),
        "rows": pl.Int64(),
        "nulls": pl.Int64(),
        "quantiles": pl.List(pl.Float64()),
        "codes": pl.List(pl.Struct({"code": pl.String(), "count": pl.Int64()})),
    }
)


@dataclass(frozen=True)
class Measures:
    """The last runs of each dataset, and what their rows looked like; by dataset, run and item.

    Attributes:
        runs: One row per dataset and run.
        items: One row per dataset, run and item.
        fresh: Those of the runs that are not recorded yet.
    """

    runs: pl.DataFrame
    items: pl.DataFrame
    fresh: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RUN_SCHEMA))


def measure(home: Home, standards: Standards, now: datetime) -> Measures:
    """Measure what no run has measured yet, and return the last runs of every dataset.

    The caller holds the lock `build`, and records what it has judged; until then the next run measures it again.
    """
    runs = lake.scan(home, RUNS, RUN_SCHEMA).collect()
    fresh = _unmeasured(accounts.current(home).collect(), runs, standards, now)
    last = (
        pl.concat([runs, fresh])
        .sort("dataset", "run")
        .filter(pl.col("run") > pl.col("run").max().over("dataset") - KEPT)
    )
    known = lake.scan(home, ITEMS, ITEM_SCHEMA).collect()
    items = pl.concat([known, _items(home, standards, fresh)]) if fresh.height else known
    return Measures(last, _of_runs(items, last), fresh)


def record(home: Home, measured: Measures, *, but: Collection[str] = ()) -> None:
    """Count the fresh runs as measured, and drop what is no longer compared.

    Args:
        home: The installation.
        measured: What `measure` returned.
        but: Datasets whose fresh run is left out, so that it is measured and judged again.
    """
    fresh = measured.fresh.filter(pl.col("dataset").is_in(sorted(but)).not_())
    unrecorded = measured.fresh.join(fresh, on=_RUN, how="anti")
    items = measured.items.join(unrecorded, on=_RUN, how="anti")
    if fresh.height:
        lake.append(home, ITEMS, items.join(fresh, on=_RUN, how="semi"))
        lake.append(home, RUNS, fresh)
    stored = lake.scan(home, ITEMS, ITEM_SCHEMA).select(pl.len()).collect().item()
    if stored > 2 * max(items.height, 1):
        lake.replace(home, ITEMS, items)


def _of_runs(items: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """Keep the items of these runs; those of a run that was killed before it was counted are of no run, or there twice."""
    return items.join(runs, on=_RUN, how="semi").unique([*_RUN, "item"]).sort("dataset", "run", "item")


def _unmeasured(told: pl.DataFrame, runs: pl.DataFrame, standards: Standards, now: datetime) -> pl.DataFrame:
    """One row per dataset that has batches, or attempts of them, which no run has measured."""
    named = told.with_columns(
        dataset=pl.col("source") + "." + pl.col("dataset"),
        attempt=pl.col("batch") + ":" + pl.col("attempt").cast(pl.String),
    ).filter(pl.col("dataset").is_in(sorted(standards.datasets)))
    measured = runs.select("dataset", attempt="batches").explode("attempt")
    new = named.join(measured, on=["dataset", "attempt"], how="anti").sort("dataset", "attempt")
    before = runs.group_by("dataset").agg(pl.col("run").max())
    hashes = pl.col("standard_hash").unique()
    return (
        new.group_by("dataset", maintain_order=True)
        .agg(
            batches=pl.col("attempt"),
            received=pl.col("received").sum(),
            accepted=pl.col("accepted").sum(),
            standard_hash=pl.when(hashes.len() == 1).then(hashes.first()).otherwise(pl.lit("")).first(),
        )
        .join(before, on="dataset", how="left")
        .with_columns(
            run=pl.col("run").fill_null(0) + 1,
            measured_at=pl.lit(now).dt.convert_time_zone("UTC"),
            profile=pl.col("batches").map_elements(_digest, return_dtype=pl.String),
        )
        .select(pl.col(name).cast(kind) for name, kind in RUN_SCHEMA.items())
    )


def _digest(batches: pl.Series) -> str:
    return hashlib.sha256("\n".join(batches).encode()).hexdigest()[:16]


def _items(home: Home, standards: Standards, fresh: pl.DataFrame) -> pl.DataFrame:
    """Measure the items of all datasets at once, which keeps every core busy; few together bound the memory."""
    rows: list[dict[str, Any]] = []
    with_rows = fresh.filter(pl.col("accepted") > 0).rows(named=True)
    for start in range(0, len(with_rows), _TOGETHER):
        part = with_rows[start : start + _TOGETHER]
        asked = [_question(home, standards.datasets[run["dataset"]], run) for run in part]
        for run, answer in zip(part, pl.collect_all(asked), strict=True):
            rows.extend(_item_row(run, name, answer[name][0]) for name in answer.columns)
    return pl.DataFrame(rows, schema=ITEM_SCHEMA)


def _question(home: Home, dataset: Dataset, run: Mapping[str, Any]) -> pl.LazyFrame:
    batches = sorted({attempt.partition(":")[0] for attempt in run["batches"]})
    schema = pl.Schema({lake.BATCH: pl.String(), **dataset.schema})
    rows = lake.scan(home, lake.accepted(dataset.table), schema).filter(pl.col(lake.BATCH).is_in(batches))
    return rows.select(
        _measured(item).alias(name) for name, item in dataset.items.items() if not item.guarded
    )


def _measured(item: Item) -> pl.Expr:
    column = pl.col(item.name)
    parts = [pl.len().cast(pl.Int64).alias("rows"), column.null_count().cast(pl.Int64).alias("nulls")]
    if item.element is not None and item.element.type.is_number:
        parts.append(column.cast(pl.Float64).quantile(QUANTILES, "nearest").alias("quantiles"))
    if item.codes is not None:
        parts.append(column.alias("code").drop_nulls().value_counts().implode().alias("codes"))
    return pl.struct(parts)


def _item_row(run: Mapping[str, Any], name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    quantiles = found.get("quantiles")
    codes = found.get("codes")
    return {
        "dataset": run["dataset"],
        "run": run["run"],
        "profile": run["profile"],
        "item": name,
        "rows": found["rows"],
        "nulls": found["nulls"],
        "quantiles": quantiles if quantiles and quantiles[0] is not None else None,
        "codes": sorted(codes, key=lambda one: str(one["code"])) if codes else None,
    }
