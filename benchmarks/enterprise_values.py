"""Does every published value of an enterprise walk back to the bytes that it came from?

`ECOLAKE_HOME=… python -m benchmarks.enterprise_values` takes ten enterprises, half of them those that most datasets speak of and the
others drawn by `--seed`, or `--all`, and walks every row of `enterprise_value`, winners and rivals, to its accepted row, the account
of its batch, the landed file, whose hash is taken again, and the row in it as `ecolake trace` reads it. What the source wrote there is
mapped again and must give the value. A batch is read once. It prints what was walked, and fails where a value is lost on the way.
"""

import argparse
import hashlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ecolake.home import Home
from ecolake.landing import MANIFEST, LandedFile, batch_folder, read_manifest
from ecolake.mapping import as_received, map_table
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.load import load
from ecolake.standards.registry_files import load_survivorship
from ecolake.standards.survivorship import Survivorship, claims_of
from ecolake.trace.landed import LandedRows
from ecolake.warehouse.enterprise_rows import as_text
from ecolake.warehouse.query import open_release
from ecolake.warehouse.views import identifier, literal

if TYPE_CHECKING:
    import duckdb

PLACE = ("_batch", "_file", "_row")
VALUE = ("enterprise_code", "item", "value_rank", "value", "source_item", *PLACE)


@dataclass
class Walked:
    """What became of the values on their way back.

    Attributes:
        enterprises: How many were taken.
        values: Rows of `enterprise_value`.
        rows: Landed rows behind them.
        files: Landed files, each hashed and read once.
        verbatim: Values that stand in the landed row as they are.
        mapped: Values that its mapping makes of what stands there: codes, dates, units, places.
        withheld: Values that are masked in the release; what stands there is not compared.
        lost: Values that do not walk back, each with the reason.
    """

    enterprises: int
    values: int = 0
    rows: int = 0
    files: int = 0
    verbatim: int = 0
    mapped: int = 0
    withheld: int = 0
    lost: list[str] = field(default_factory=list)


def take(connection: "duckdb.DuckDBPyConnection", count: int | None, seed: int) -> list[str]:
    """Enterprises that have values: all, or half those of most datasets and the others drawn by the seed."""
    sql = (
        "select enterprise_code from enterprise_value group by 1"
        " order by count(distinct source || '.' || dataset) desc, enterprise_code"
    )
    known = [str(row[0]) for row in connection.execute(sql).fetchall()]
    if count is None or count >= len(known):
        return known
    richest = known[: count // 2]
    return richest + random.Random(seed).sample(sorted(known[count // 2 :]), count - len(richest))


def walk_back(home: Home, standards: Standards, count: int | None = 10, seed: int = 0) -> Walked:
    """Walk every value of some enterprises of the current release back to the landed rows.

    Args:
        home: The installation.
        standards: The loaded standards.
        count: How many enterprises; all by default of the caller, as None.
        seed: For the draw.
    """
    rules = load_survivorship(home.standards)
    with open_release(home) as connection:
        codes = take(connection, count, seed)
        walked = Walked(len(codes))
        taken = f"list_contains([{', '.join(map(literal, codes))}]::varchar[], enterprise_code)"
        found = connection.execute(
            f"select distinct source || '.' || dataset from enterprise_value where {taken} order by 1"
        ).fetchall()
        for (dataset_id,) in found:
            dataset = standards.datasets[dataset_id]
            values = connection.execute(_behind(dataset, rules, taken)).pl()
            walked.values += values.height
            _walk_dataset(home, dataset, rules, values, walked)
    return walked


def _behind(dataset: Dataset, rules: Survivorship, taken: str) -> str:
    """The values that a dataset says of the enterprises, each with what its accepted row says and whether its batch has an account."""
    own = f"source = {literal(dataset.source)} and dataset = {literal(dataset.name)}"
    return (
        f"select {', '.join(f'v.{one}' for one in VALUE)}, a._batch is not null as is_accepted, a._received_at,"
        f" {_said(dataset, rules)} as accepted,"
        f" v._batch in (select batch from lake.accounts where {own}) as has_account"
        f" from (select * from enterprise_value where {own} and {taken}) as v"
        f" left join lake.{identifier(dataset.source + '__' + dataset.name)} as a"
        f" on {' and '.join(f'v.{one} = a.{one}' for one in PLACE)} order by all"
    )


def _said(dataset: Dataset, rules: Survivorship) -> str:
    """The text of the item behind a value, as a claim writes it: of a place, both coordinates."""
    cases = []
    for name, item in claims_of(rules, dataset):
        text = as_text(item)
        pair = rules.items[name].pair if name in rules.items else None
        if pair:
            text = f"{text} || ',' || {as_text(dataset.items[pair])}"
        cases.append(f"when v.item = {literal(name)} and v.source_item = {literal(item.name)} then {text}")
    return f"case {' '.join(cases)} end"


def _walk_dataset(
    home: Home, dataset: Dataset, rules: Survivorship, values: pl.DataFrame, walked: Walked
) -> None:
    for why, bad in (
        ("there is no accepted row", ~pl.col("is_accepted")),
        ("the batch has no account", ~pl.col("has_account")),
        ("the accepted row says otherwise", pl.col("accepted").ne_missing(pl.col("value"))),
    ):
        walked.lost += _told(dataset, values.filter(bad), why)
    landed = LandedRows(home, dataset)
    for (batch, name), group in values.group_by("_batch", "_file", maintain_order=True):
        folder = batch_folder(home, dataset.source, dataset.name, str(batch))
        file = _landed(folder, str(name))
        walked.files += 1
        if file is None:
            walked.lost += _told(dataset, group, "the landed file is not there, or its bytes have changed")
            continue
        texts = landed.texts(folder / file.name, file, group["_row"].unique().to_list())
        walked.rows += texts.height
        _compare(dataset, rules, group, texts, walked)
        landed.tables.clear()


def _landed(folder: Path, name: str) -> LandedFile | None:
    """The landed file, if the manifest knows it and its bytes are those that came."""
    if not (folder / MANIFEST).is_file() or not (folder / name).is_file():
        return None
    file = next((one for one in read_manifest(folder).files if one.name == name), None)
    with (folder / name).open("rb") as landed:
        same = file is not None and hashlib.file_digest(landed, "sha256").hexdigest() == file.sha256
    return file if same else None


def _compare(
    dataset: Dataset, rules: Survivorship, group: pl.DataFrame, texts: pl.DataFrame, walked: Walked
) -> None:
    """Map what the source wrote again, and hold it against the values."""
    import duckdb

    mapping = dataset.mapping
    if mapping is None:
        walked.lost += _told(dataset, group, "the source does not say how it arrives")
        return
    with_meta = texts.join(group.select("_row", "_batch", "_file", "_received_at").unique(), on="_row")
    meta = ("_batch", "_file", "_received_at")
    raw = as_received(with_meta.drop(meta).lazy()).collect().hstack(with_meta.select(meta))
    mapped = map_table(raw, dataset, mapping).collect()
    derived = [
        pl.lit(None, item.polars).alias(name)
        for name, item in dataset.items.items()
        if name not in mapped.columns
    ]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.register("value", group.to_arrow())
        connection.register("mapped", mapped.with_columns(derived).select(*PLACE, *dataset.items).to_arrow())
        said = connection.execute(
            f"select v.*, a._row is not null as has_row, {_said(dataset, rules)} as said"
            f" from value as v left join mapped as a on {' and '.join(f'v.{one} = a.{one}' for one in PLACE)}"
            " order by all"
        ).pl()
    columns = [(item, column) for item, column in mapping.column_of.items() if column in texts.columns]
    written = texts.unpivot(
        sorted({column for _, column in columns}), index="_row", variable_name="column", value_name="written"
    ).join(pl.DataFrame(columns, schema=["source_item", "column"], orient="row"), on="column")
    held = said.join(written, on=["_row", "source_item"], how="left")
    guarded = [name for name, item in dataset.items.items() if item.guarded]
    withheld = pl.col("source_item").is_in(guarded)
    verbatim = pl.col("written").str.strip_chars() == pl.col("value")
    agrees = (pl.col("said") == pl.col("value")) | verbatim
    # A record that holds several readings gives several rows: one of them says it.
    best = held.with_columns(
        way=pl.when(~pl.col("has_row"))
        .then(pl.lit("gone"))
        .when(withheld)
        .then(pl.lit("withheld"))
        .when(verbatim)
        .then(pl.lit("verbatim"))
        .when(agrees)
        .then(pl.lit("mapped"))
        .otherwise(pl.lit("other"))
    )
    order = pl.Enum(["verbatim", "mapped", "withheld", "other", "gone"])
    one = best.sort(pl.col("way").cast(order)).unique(list(VALUE), keep="first", maintain_order=True)
    ways = Counter(one["way"].to_list())
    walked.verbatim += ways["verbatim"]
    walked.mapped += ways["mapped"]
    walked.withheld += ways["withheld"]
    walked.lost += _told(dataset, one.filter(pl.col("way") == "gone"), "the landed file has no such row")
    walked.lost += _told(dataset, one.filter(pl.col("way") == "other"), "the landed row says otherwise")


def _told(dataset: Dataset, values: pl.DataFrame, why: str) -> Iterator[str]:
    for row in values.sort(VALUE).iter_rows(named=True):
        yield f"{row['enterprise_code']} {row['item']} {row['value_rank']} ({dataset.id} {row['_batch']} {row['_file']}:{row['_row']}): {why}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Walk and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--enterprises", type=int, default=10)
    parser.add_argument("--all", action="store_true", help="every enterprise")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    if "ECOLAKE_HOME" not in os.environ:
        raise SystemExit("set ECOLAKE_HOME to an installation that has published")
    home = Home.from_environment()
    began = time.perf_counter()
    walked = walk_back(home, load(home.standards), None if asked.all else asked.enterprises, asked.seed)
    shown = {name: value for name, value in vars(walked).items() if name != "lost"}
    seconds = round(time.perf_counter() - began, 1)
    print(json.dumps({"seed": asked.seed, **shown, "lost": len(walked.lost), "seconds": seconds}))
    for told in walked.lost[:20]:
        print(told)
    if walked.lost:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
