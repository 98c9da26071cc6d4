"""One engine on one size, in a process of its own: `python -m benchmarks.registry_speed.one ENGINE SIZE SEED`; prints JSON."""

import json
import logging
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from benchmarks.registry import figures
from benchmarks.registry_speed.step import NEW, took
from benchmarks.registry_speed.synthetic import mentions
from benchmarks.validation.one import peak_mb
from ecolake.registry.decisions import Decisions
from ecolake.registry.features import features
from ecolake.registry.matching import read_matching
from ecolake.registry.resolution import resolve, resolve_new
from ecolake.registry.splink_model import compared

_SURE = 0.99


def main() -> None:
    """Run and tell."""
    engine, size, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if engine == "new":
        print(json.dumps({"engine": engine, "mentions": size, **_new(size, seed)}))
        return
    rows = mentions(size, seed)
    before = peak_mb()
    told = {"ecolake": _ecolake, "matching": _matching, "splink": _splink}[engine](rows)
    print(
        json.dumps(
            {
                "engine": engine,
                "mentions": rows.height,
                **told,
                "peak_mb": round(peak_mb()),
                "mb_before": round(before),
            }
        )
    )


def _new(size: int, seed: int) -> dict[str, Any]:
    """The whole step: some new mentions among all the others, from accepted rows to the tables of the registry."""
    step = [sys.executable, "-m", "benchmarks.registry_speed.step"]
    with TemporaryDirectory() as root:
        subprocess.run([*step, "lay", root, str(size), str(seed)], check=True)
        done = subprocess.run([*step, "run", root], check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**told, "mentions": told.pop("known")}


def _ecolake(rows: pl.DataFrame) -> dict[str, Any]:
    matching = read_matching(Path("standards"))
    started, cpu = time.perf_counter(), time.process_time()
    links = resolve(rows.drop("truth"), Decisions(), matching).links
    spent = took(started, cpu)
    anchor = pl.format("{}|{}", "cluster_division", "cluster_name")
    found = links.select("mention", cluster=pl.coalesce("unified_social_credit_code", anchor))
    return {**spent, **_good(rows, found)}


def _matching(rows: pl.DataFrame) -> dict[str, Any]:
    """Matching alone, without a lake: some new mentions among all the others, whose features are made anew here."""
    matching = read_matching(Path("standards"))
    drawn = rows.drop("truth").sample(fraction=1, shuffle=True, seed=1)
    new, known = drawn.head(NEW), drawn.slice(NEW)
    links = resolve(known, Decisions(), matching).links
    started, cpu = time.perf_counter(), time.process_time()
    told = resolve_new(new, known, links, Decisions(), matching)
    return {"new": new.height, **took(started, cpu), "told": told.links.height}


def _splink(rows: pl.DataFrame) -> dict[str, Any]:
    """Splink by itself, with the same features and the same model and the code as one comparison more."""
    import duckdb
    from splink import DuckDBAPI, Linker

    said = read_matching(Path("standards")).said
    started, cpu = time.perf_counter(), time.process_time()
    told = features(rows, read_matching(Path("standards"))).with_row_index("record")
    records = compared(told).with_columns(told["code"])
    code = {
        "output_column_name": "code",
        "comparison_levels": [
            {
                "sql_condition": "code_l IS NULL OR code_r IS NULL",
                "label_for_charts": "missing",
                "is_null_level": True,
            },
            {
                "sql_condition": "code_l = code_r",
                "label_for_charts": "same",
                "m_probability": 0.999,
                "u_probability": 1e-6,
            },
            {
                "sql_condition": "ELSE",
                "label_for_charts": "other",
                "m_probability": 0.001,
                "u_probability": 0.999999,
            },
        ],
    }
    rules = [
        "l.code = r.code",
        "l.whole = r.whole",
        "l.core = r.core AND l.area = r.area",
        "l.sounds = r.sounds AND l.area = r.area",
    ]
    model = {
        **said.model,
        "comparisons": [code, *said.model["comparisons"]],
        "blocking_rules_to_generate_predictions": rules,
        "retain_intermediate_calculation_columns": False,
    }
    with duckdb.connect() as session:
        linker = Linker(DuckDBAPI(session).register(records.to_arrow()), model, log_level=logging.WARNING)
        pairs = linker.inference.predict(threshold_match_probability=_SURE, warning_mode="never")
        grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=_SURE
        )
        found = grouped.as_duckdbpyrelation().pl().select("cluster_id", "record")
    spent = took(started, cpu)
    named = told.select("record", "mention").with_columns(pl.col("record").cast(found["record"].dtype))
    clusters = found.join(named, on="record").select("mention", cluster="cluster_id")
    return {**spent, **_good(rows, clusters)}


def _good(rows: pl.DataFrame, found: pl.DataFrame) -> dict[str, Any]:
    known = rows.select("mention", "truth", carried="unified_social_credit_code").join(found, on="mention")
    return {
        **figures.pairwise(known),
        "b_cubed_f1": figures.b_cubed(known)["b_cubed_f1"],
        "bad_merges": figures.bad_merges(known),
    }


if __name__ == "__main__":
    main()
