"""Where the probabilities of the statistical model come from: `python -m benchmarks.registry.train HOME [HOME …]`.

Of the homes that `bring` filled, mentions that carry a code are labelled by it. m is the share of pairs of one enterprise whose
records differ that fall on a level, u that of pairs of two enterprises. The settings are printed as YAML, to stand in
`standards/registry/matching.yaml`; the seeds of the homes belong beside them.
"""

import argparse
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import yaml

from benchmarks.registry.bring import home_at
from ecolake.registry.blocking import RECORD
from ecolake.registry.features import features
from ecolake.registry.identity import read_identity
from ecolake.registry.matching import read_matching
from ecolake.registry.mentions import naming, read_mentions
from ecolake.registry.splink_model import compared
from ecolake.standards.load import load

_METRES = "111320 * sqrt(pow(latitude_l - latitude_r, 2) + pow((longitude_l - longitude_r) * cos(radians(latitude_l)), 2))"
# Name and condition of each level, the nearest first; the first one is that of a missing value, the last one anything else.
LEVELS: dict[str, list[tuple[str, str]]] = {
    "name": [
        ("missing", "core_l IS NULL OR core_r IS NULL"),
        ("same name", "whole_l = whole_r"),
        ("same without form and division", "core_l = core_r"),
        ("sounds the same", "sounds_l = sounds_r"),
        ("one slip", "list_has_any(core_slips_l, core_slips_r)"),
        ("one slip in the whole name", "list_has_any(whole_slips_l, whole_slips_r)"),
        ("same ending", "right(core_l, 4) = right(core_r, 4)"),
        ("other", "ELSE"),
    ],
    "area": [
        ("missing", "area_l IS NULL OR area_r IS NULL"),
        ("same county", "area_l = area_r"),
        ("same city", "substr(area_l, 1, 4) = substr(area_r, 1, 4)"),
        ("other", "ELSE"),
    ],
    "address": [
        ("missing", "street_l IS NULL OR street_r IS NULL"),
        ("same", "street_l = street_r"),
        ("same road", "road_l = road_r"),
        ("other", "ELSE"),
    ],
    "distance": [
        ("missing", "longitude_l IS NULL OR longitude_r IS NULL OR latitude_l IS NULL OR latitude_r IS NULL"),
        ("within 300 m", f"{_METRES} <= 300"),
        ("within 3 km", f"{_METRES} <= 3000"),
        ("other", "ELSE"),
    ],
    "telephone": [
        ("missing", "telephone_l IS NULL OR telephone_r IS NULL"),
        ("same", "telephone_l = telephone_r"),
        ("other", "ELSE"),
    ],
    "person": [
        ("missing", "person_l IS NULL OR person_r IS NULL"),
        ("same", "person_l = person_r"),
        ("other", "ELSE"),
    ],
}
# A level that no pair of the sample falls on is as likely as half a pair.
_HALF = 0.5
_SAMPLE = 2_000_000


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("homes", type=Path, nargs="+")
    frames = [_labelled(folder) for folder in parser.parse_args().homes]
    print(
        yaml.safe_dump({"model": settings(pl.concat(frames))}, sort_keys=False, width=130, allow_unicode=True)
    )


def _labelled(folder: Path) -> pl.DataFrame:
    home = home_at(folder)
    standards = load(home.standards)
    identity, matching = read_identity(home.standards), read_matching(home.standards)
    mentions = pl.concat([read_mentions(home, one, identity) for one in naming(standards, identity)])
    told = features(mentions, matching).filter(pl.col("code").is_not_null(), pl.col("core").is_not_null())
    records = told.select("code", *RECORD).unique().with_columns(world=pl.lit(str(folder)))
    # By a check character: a third of the enterprises, of all places, is enough.
    drawn = records.filter(pl.col("code").str.slice(16, 1).is_in(["1", "4", "7"]))
    return drawn.sort(pl.all())


def settings(records: pl.DataFrame) -> dict[str, Any]:
    """Splink's settings, with the probabilities of labelled records."""
    with duckdb.connect() as session:
        known = compared(records.with_row_index("record")).hstack(records.select("code", "world"))
        session.register("known", known.to_arrow())
        session.execute(
            "CREATE TABLE r AS SELECT row_number() OVER (ORDER BY md5(code || record)) AS n, * FROM known"
        )
        columns = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in known.columns)
        pairs = f"SELECT {columns} FROM r AS l JOIN"  # noqa: S608 - names of columns
        same = f"{pairs} r ON l.code = r.code AND l.world = r.world AND l.n < r.n"
        # Pairs at fixed distances are as good as chance, and the same every time.
        steps = f"range(1, {max(2, _SAMPLE // records.height)}) AS t(k)"
        shifted = f"(SELECT * REPLACE ((n + 7919 * k) % {records.height} AS n) FROM r, {steps}) AS r"  # noqa: S608
        other = f"{pairs} {shifted} ON l.n = r.n AND l.code <> r.code"
        m, u = (
            {name: _shares(session, sql, levels) for name, levels in LEVELS.items()} for sql in (same, other)
        )
    enterprises = records.select("world", "code").n_unique() / records["world"].n_unique()
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record",
        "probability_two_random_records_match": float(f"{1 / enterprises:.3g}"),
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "comparisons": [_comparison(name, levels, m[name], u[name]) for name, levels in LEVELS.items()],
    }


def _shares(session: duckdb.DuckDBPyConnection, pairs: str, levels: list[tuple[str, str]]) -> list[float]:
    """The share of each level but the first among pairs that are not on the first."""
    cases = " ".join(f"WHEN {sql} THEN {place}" for place, (_, sql) in enumerate(levels[:-1]))
    sql = f"SELECT CASE {cases} ELSE {len(levels) - 1} END AS level, count(*) FROM ({pairs}) GROUP BY 1"  # noqa: S608
    counted = dict(session.sql(sql).fetchall())
    counts = [max(counted.get(place, 0), _HALF) for place in range(1, len(levels))]
    return [count / sum(counts) for count in counts]


def _comparison(name: str, levels: list[tuple[str, str]], m: list[float], u: list[float]) -> dict[str, Any]:
    first = {"sql_condition": levels[0][1], "label_for_charts": levels[0][0], "is_null_level": True}
    others = [
        {
            "sql_condition": sql,
            "label_for_charts": label,
            "m_probability": float(f"{m[place]:.3g}"),
            "u_probability": float(f"{u[place]:.3g}"),
        }
        for place, (label, sql) in enumerate(levels[1:])
    ]
    return {"output_column_name": name, "comparison_levels": [first, *others]}


if __name__ == "__main__":
    main()
