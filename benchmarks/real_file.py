"""Follow docs/how-to/bring-in-a-file-nobody-tuned-for.md on the real files, and say what came of it.

    python -m benchmarks.real_file FOLDER [--json] [--picture FILE.svg]

The YAML is taken out of the page and added to a copy of the standards; nothing else is. The tests do the same on a small file.
"""

import argparse
import json
import re
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.air_calendar import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from ecolake.home import Home

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "how-to" / "bring-in-a-file-nobody-tuned-for.md"
DATASET = "uci.beijing_air_hourly"
_FILE = re.compile(r"```yaml\n# (standards/\S+)\n(.*?)```", re.DOTALL)


def follow(folder: Path) -> "Home":
    """Make a home in a folder whose project has the page's files added to its standards."""
    from ecolake.home import Home

    project = folder / "project"
    shutil.copytree(PROJECT / "standards", project / "standards")
    for name, text in _FILE.findall(PAGE.read_text(encoding="utf-8")):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Home(folder / "var", folder / "raw", project)


def days(home: "Home") -> "pl.DataFrame":
    """The days that are made of what was accepted."""
    from ecolake import lake
    from ecolake.derived import air
    from ecolake.derived.runner import bring_up
    from ecolake.standards.load import load

    standards = load(home.standards)
    # Of this dataset alone: the others have no rows here.
    _, table, *_ = air.tables(replace(standards, datasets={DATASET: standards.datasets[DATASET]}))
    bring_up(home, standards, tables=[table])
    return lake.scan(home, table.relation.table).drop("_month").sort("station", "day").collect()


def measure(files: "Sequence[Path]", picture: Path | None) -> list[dict[str, Any]]:
    """Bring the files in, make days and count them by station."""
    import polars as pl

    from ecolake.ingestion import accept_files
    from ecolake.standards.load import load

    with tempfile.TemporaryDirectory() as folder:
        home = follow(Path(folder))
        standards = load(home.standards)
        started = time.perf_counter()
        accounts = [account for file in files for account in accept_files(home, standards, DATASET, [file])]
        seconds = time.perf_counter() - started
        found = days(home)
    if picture:
        picture.write_text(draw(found), encoding="utf-8")
    received: dict[str, Any] = {
        "received": sum(account.received for account in accounts),
        "accepted": sum(account.accepted for account in accounts),
        "seconds": round(seconds, 2),
    }
    told = [received]
    for (station,), rows in found.group_by("station", maintain_order=True):
        valid = rows.filter("valid")
        because = rows.filter(pl.col("valid").not_()).select(
            pl.col("reasons").list.eval(pl.element().str.extract(":(.*)=")).list.join(" ").alias("missing")
        )
        primary = valid.select(pl.col("primary_pollutant").str.split(",").explode().drop_nulls())
        told.append(
            {
                "station": station,
                "days": rows.height,
                "valid": valid.height,
                "median_aqi": valid["aqi"].median(),
                "invalid_for_want_of": _counts(because["missing"]),
                "level": _counts(valid["level"]),
                "primary_pollutant": _counts(primary["primary_pollutant"]),
            }
        )
    return told


def _counts(values: "pl.Series") -> dict[str, int]:
    counted = (
        values.alias("value")
        .to_frame()
        .group_by("value")
        .len()
        .sort("len", "value", descending=[True, False])
    )
    return {str(value): count for value, count in counted.iter_rows()}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    told = measure(sorted(options.folder.glob("prsa_*.csv.gz")), options.picture)
    for one in [json.dumps(told, ensure_ascii=False)] if options.json else told:
        print(one)


if __name__ == "__main__":
    main()
