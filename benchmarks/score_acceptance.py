"""Of the faults that the departments made, how many did acceptance catch, and how many good rows did it refuse?

Reads the landed files of a home that a simulation was brought into, finds each row of the truth by its digest, and looks up what
became of it. Run after `ecolake run`: `python -m benchmarks.score_acceptance HOME [--json] [--worst N]`.

A fault that a rule could see is one by which the spoilt text breaks the declared standard; `simulator.noise.verdict` says so from
the standard's words, apart from the engine's compiled checks but by the same formulas of rules and check characters. So a share
below 1 tells of what happens between a department's file and the check, and nothing of faults that the standard does not foresee:
these are the injected ones that no rule could see. What only a reference could see is counted by itself: whether it is judged
depends on what had arrived before. Good rows are all others; they were made to satisfy the rules, so a good row that is refused
tells of a mapping, a unit, a format or a reader, and nothing of whether the rules fit reality.
"""

import argparse
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from ecolake import lake
from ecolake.errors import UnreadableError
from ecolake.formats import read_table
from ecolake.home import Home
from ecolake.landing import batch_folder, manifests
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.load import load
from ecolake.visibility import visible
from simulator.truth.digest import columns_of, digests

PLACE = ["_batch", "_file", "_row"]
LANDED = pl.Schema({"_batch": pl.String(), "_file": pl.String(), "_row": pl.Int64(), "digest": pl.String()})
# What the hand-written feeds call their faults, by what should become of them.
REFUSED = "file"


@dataclass
class Score:
    """Counts of one kind of fault."""

    injected: int = 0
    seen: int = 0
    caught: int = 0
    maybe: int = 0
    maybe_caught: int = 0
    caught_unseen: int = 0
    lost: int = 0

    @property
    def share(self) -> float | None:
        """Caught of those that a rule could see."""
        return self.caught / self.seen if self.seen else None


@dataclass
class Report:
    """The whole score."""

    kinds: dict[str, Score] = field(default_factory=dict)
    good: int = 0
    refused: dict[tuple[str, str], int] = field(default_factory=dict)
    flagged: int = 0
    vanished: dict[str, int] = field(default_factory=dict)
    missed: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Score:
        """Return the score of a kind."""
        return self.kinds.setdefault(kind, Score())


def landed_rows(home: Home, dataset: Dataset) -> pl.DataFrame:
    """Read the landed files again and name each row."""
    mapping = dataset.mapping
    if mapping is None:
        return pl.DataFrame(schema=LANDED)
    columns = columns_of(dataset)
    parts = [pl.DataFrame(schema=LANDED)]
    with TemporaryDirectory() as scratch:
        for manifest in manifests(home, dataset.source, dataset.name):
            folder = batch_folder(home, manifest.source, manifest.dataset, manifest.batch)
            for file in manifest.files:
                try:
                    table = read_table(folder / file.name, mapping.read, Path(scratch))
                except UnreadableError:
                    continue
                names = digests(table.frame, columns)
                # A record that is no row of the table has no digest; the hand-written feeds know it by its place.
                for frame, digest in ((table.frame, names), (table.malformed, pl.lit(""))):
                    place = {
                        "_batch": pl.lit(manifest.batch),
                        "_file": pl.lit(file.name),
                        "_row": pl.col("_row"),
                    }
                    parts.append(
                        frame.with_columns(digest=digest).select(**place, digest="digest").cast(dict(LANDED))
                    )  # type: ignore[arg-type]
    return pl.concat(parts)


def outcomes(home: Home, dataset: Dataset, landed: pl.DataFrame) -> pl.DataFrame:
    """Add what became of each row: `outcome` accepted, rejected or duplicate, `is_flagged`, and the `rules` that refused it."""
    accepted = _table(home, dataset, lake.accepted(dataset.table), {"_flags": pl.List(pl.String())})
    rejected = _table(home, dataset, lake.rejected(dataset.table), {"rules": pl.List(pl.String())})
    told = (
        landed.join(accepted.with_columns(_is_accepted=pl.lit(value=True)), on=PLACE, how="left")
        .join(rejected.with_columns(_is_rejected=pl.lit(value=True)), on=PLACE, how="left")
        .with_columns(
            outcome=pl.when("_is_rejected")
            .then(pl.lit("rejected"))
            .when("_is_accepted")
            .then(pl.lit("accepted"))
            .otherwise(pl.lit("duplicate")),
            is_flagged=pl.col("_flags").list.len().fill_null(0) > 0,
        )
    )
    return told.select(*landed.columns, "outcome", "is_flagged", "rules")


def _table(home: Home, dataset: Dataset, name: str, more: Mapping[str, pl.DataType]) -> pl.DataFrame:
    schema = pl.Schema({**{key: LANDED[key] for key in PLACE}, **more})
    return visible(home, name, dataset, schema).select(*schema).unique(PLACE, keep="last").collect()


def score(home: Home, standards: Standards, only: Collection[str] | None = None) -> Report:
    """Hold what was injected against what was caught.

    Args:
        home: A home into which a simulation was brought.
        standards: The standards by which it was.
        only: Ids of the datasets that count; None for all.
    """
    faults = pl.read_parquet(home.simulated / "truth" / "faults.parquet")
    by_place = _hand_written(home.simulated / "truth" / "faults.jsonl")
    report = Report()
    for dataset_id in standards.delivered if only is None else sorted(only):
        dataset = standards.datasets[dataset_id]
        rows = outcomes(home, dataset, landed_rows(home, dataset))
        own = faults.filter(source=dataset.source, dataset=dataset.name)
        hand = by_place.filter(source=dataset.source, dataset=dataset.name)
        _score_rows(report, dataset_id, rows, own.filter(pl.col("digest") != ""))
        _score_files(report, home, dataset, own.filter(pl.col("digest") == ""))
        good = rows.join(own.select("digest").unique(), on="digest", how="anti")
        if hand.height:
            good = _score_places(report, dataset_id, good, hand)
        _score_good(report, dataset_id, good)
        if gone := _vanished(rows, good.filter(~pl.col("_file").is_in(list(_refused_files(home, dataset))))):
            report.vanished[dataset_id] = gone
    return report


def _score_rows(report: Report, dataset_id: str, rows: pl.DataFrame, faults: pl.DataFrame) -> None:
    by_row = rows.group_by("digest").agg(
        rejected=(pl.col("outcome") == "rejected").any(),
        flagged=pl.col("is_flagged").any(),
        repeats=(pl.col("outcome") == "duplicate").sum(),
    )
    for fault in faults.join(by_row, on="digest", how="left").iter_rows(named=True):
        one = report.of(fault["kind"])
        one.injected += 1
        if fault["rejected"] is None:
            one.lost += 1
        is_caught = bool(fault["rejected"] or (fault["flagged"] and fault["expected"] != "reject"))
        if fault["expected"] == "duplicate":
            is_caught = bool(fault["repeats"])
        _count(report, one, dataset_id, fault, is_caught=is_caught)


def _count(report: Report, one: Score, dataset_id: str, fault: Mapping[str, Any], *, is_caught: bool) -> None:
    if fault["seen"]:
        one.seen += 1
        one.caught += is_caught
        if not is_caught:
            told = {name: str(fault[name]) for name in ("kind", "item", "true", "written", "expected")}
            report.missed.append({"dataset": dataset_id, **told})
    elif fault["seen"] is None:
        one.maybe += 1
        one.maybe_caught += is_caught
    else:
        one.caught_unseen += is_caught


def _score_files(report: Report, home: Home, dataset: Dataset, faults: pl.DataFrame) -> None:
    """A file that must be refused has a reject in row 0; an unknown column is told in the account."""
    if not faults.height:
        return
    refused = _refused_files(home, dataset)
    accounts = lake.scan(
        home,
        lake.ACCOUNTS,
        pl.Schema({"source": pl.String, "dataset": pl.String, "notes": pl.List(pl.String)}),
    )
    notes = (
        accounts.filter(source=dataset.source, dataset=dataset.name)
        .select(pl.col("notes").explode())
        .collect()
    )
    told = "\n".join(note for note in notes["notes"] if note)
    for fault in faults.iter_rows(named=True):
        one = report.of(fault["kind"])
        one.injected += 1
        is_caught = (
            fault["file"] in refused if fault["expected"] == REFUSED else f"'{fault['written']}'" in told
        )
        _count(report, one, dataset.id, fault, is_caught=is_caught)


def _hand_written(path: Path) -> pl.DataFrame:
    """The faults of the hand-written feeds, which name file and row."""
    lines = pl.read_ndjson(path) if path.is_file() and path.stat().st_size else pl.DataFrame()
    wanted = {
        "source": pl.String,
        "dataset": pl.String,
        "file": pl.String,
        "row": pl.Int64,
        "kind": pl.String,
    }
    return lines.select(list(wanted)).cast(wanted) if lines.width else pl.DataFrame(schema=wanted)  # type: ignore[arg-type]


def _score_places(report: Report, dataset_id: str, rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Score faults that name their place; return the rows that have none. One whose place has not landed is lost."""
    for fault in faults.join(rows, left_on=["file", "row"], right_on=["_file", "_row"], how="anti").iter_rows(
        named=True
    ):
        one = report.of(f"{fault['kind']} (by hand)")
        one.injected += 1
        one.lost += 1
    found = rows.join(
        faults, left_on=["_file", "_row"], right_on=["file", "row"], how="inner", suffix="_fault"
    )
    expected = {
        "duplicate": "duplicate",
        "same_rows_other_file": "duplicate",
        "resent": "duplicate",
        "wrong_published_aqi": "flag",
    }
    for fault in found.iter_rows(named=True):
        one = report.of(f"{fault['kind']} (by hand)")
        wanted = expected.get(fault["kind"], "reject")
        # Several landed versions of one file show the same row again: each is judged.
        one.injected += 1
        is_caught = (
            fault["outcome"] == "rejected"
            or fault["outcome"] == wanted
            or (wanted == "flag" and fault["is_flagged"])
        )
        told = {
            "kind": fault["kind"],
            "item": "",
            "true": "",
            "written": f"{fault['_file']} row {fault['_row']}",
            "expected": wanted,
        }
        _count(report, one, dataset_id, {**told, "seen": True}, is_caught=is_caught)
    return rows.join(faults, left_on=["_file", "_row"], right_on=["file", "row"], how="anti")


def _score_good(report: Report, dataset_id: str, good: pl.DataFrame) -> None:
    report.good += good.height
    report.flagged += int(good["is_flagged"].sum())
    refused = good.filter(pl.col("outcome") == "rejected").select(
        pl.col("rules").list.join("+").alias("rules")
    )
    for rules, count in refused.group_by("rules").len().sort("rules").iter_rows():
        report.refused[dataset_id, rules] = count


def _refused_files(home: Home, dataset: Dataset) -> set[str]:
    """Return the names of the files that were refused whole: a reject in row 0 stands for all their rows."""
    rejected = _table(home, dataset, lake.rejected(dataset.table), {"rules": pl.List(pl.String())})
    return set(rejected.filter(pl.col("_row") == 0)["_file"])


def _vanished(rows: pl.DataFrame, good: pl.DataFrame) -> int:
    """Count the good rows that are neither accepted nor rejected though no row that reads the same was accepted."""
    accepted = rows.filter(pl.col("outcome") == "accepted")
    repeats = good.filter((pl.col("outcome") == "duplicate") & (pl.col("digest") != ""))
    return repeats.join(accepted, on="digest", how="anti").height


def show(report: Report, worst: int) -> Iterator[str]:
    """Yield the report as lines of a Markdown table and what stands below it."""
    yield (
        "| kind | injected | a rule could see | caught | share | only a reference could | of these told "
        "| unseen, yet told | not found |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    total = Score()
    for kind, one in sorted(report.kinds.items()):
        for name in vars(total):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        yield _line(kind, one)
    yield _line("**all**", total)
    wrong = sum(report.refused.values())
    share = wrong / max(report.good, 1)
    yield f"\ngood rows: {report.good}; wrongly refused: {wrong} ({share:.4%}); flagged: {report.flagged}"
    yield f"good rows of which nothing is there, neither accepted nor rejected: {sum(report.vanished.values())}"
    for (dataset, rules), count in sorted(report.refused.items(), key=lambda pair: -pair[1])[:worst]:
        yield f"  {count:6} {dataset}: {rules}"
    unseen = [kind for kind, one in sorted(report.kinds.items()) if not one.seen]
    yield f"kinds that no rule can see: {', '.join(unseen) or 'none'}"
    for fault in report.missed[:worst]:
        yield f"  missed: {fault}"


def _line(kind: str, one: Score) -> str:
    share = "" if one.share is None else f"{one.share:.2%}"
    cells = [
        kind,
        one.injected,
        one.seen,
        one.caught,
        share,
        one.maybe,
        one.maybe_caught,
        one.caught_unseen,
        one.lost,
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Score a home."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    given = parser.parse_args()
    home = Home.from_environment({"ECOLAKE_HOME": str(given.home)})
    report = score(home, load(home.standards))
    if given.json:
        kinds = {kind: {**vars(one), "share": one.share} for kind, one in sorted(report.kinds.items())}
        refused = [{"dataset": d, "rules": r, "rows": n} for (d, r), n in sorted(report.refused.items())]
        print(
            json.dumps(
                {
                    "kinds": kinds,
                    "good": report.good,
                    "refused": refused,
                    "vanished": report.vanished,
                    "missed": report.missed,
                },
                ensure_ascii=False,
            )
        )
        return
    for line in show(report, given.worst):
        print(line)


if __name__ == "__main__":
    main()
