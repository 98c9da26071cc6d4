"""What `machine_faults` disturbs: land, accept, judge again, compact and publish the files of a simulated county.

`python -m benchmarks.machine_work HOME COUNTY`. The last line of its output is `ENDED {"hashes": …}` or `FAILED {"error": …}`; an error of
the system is told as the command line tells it. The phase it is in stands in the file `phase` of the home.
"""

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ecolake import accounts
from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.lake_mending import damages, told
from ecolake.lake_upkeep import tidy
from ecolake.landing import manifests
from ecolake.reacceptance import mend, reaccept
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from ecolake.system_faults import system_fault
from ecolake.visibility import visible
from ecolake.warehouse.hashes import table_hashes
from tests.support.small_release import publish_small_release

ENDED, FAILED = "ENDED", "FAILED"
FEEDS = {
    "market_regulation.enterprise": "market_regulation",
    "ecology.discharge_permit": "ecology",
    "iot.hj212_frame": "iot",
    "mee.air_station_hourly": "mee",
}
NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)


def work(home: Home, standards: Standards, county: Path, options: argparse.Namespace) -> dict[str, str]:
    """Do everything that is not done yet, and return the hashes of what is published."""
    now = NOON + timedelta(hours=options.hours)

    def clock() -> datetime:
        return now

    if options.mend:
        mend(home, standards, list(damages(home)), clock=clock)
    _phase(home, "accept")
    for dataset_id, folder in FEEDS.items():
        files = sorted(path for path in (county / folder).rglob("*") if path.is_file())
        half = files[: len(files) // 2] or files[:1]
        accept_files(home, standards, dataset_id, half if options.first_half else files, clock)
    if options.first_half:
        return {}
    _phase(home, "reaccept")
    if options.again or not _is_again(home):
        # Once in the life of a home: all is judged for a second time.
        reaccept(home, standards, FEEDS, every=True, clock=clock)
    _phase(home, "compact")
    tidy(home, many=2)
    _phase(home, "publish")
    with home.lock("build"), told(home):
        publish_small_release(home, standards)
        hashes = table_hashes(home)
    _hold_to_account(home, standards)
    return hashes


def _phase(home: Home, name: str) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    draft = home.root / "phase.next"
    draft.write_text(name, encoding="utf-8")
    draft.replace(home.root / "phase")


def _is_again(home: Home) -> bool:
    known = accounts.current(home).collect()
    return known.height > 0 and bool((known["attempt"] > 1).all())


def _hold_to_account(home: Home, standards: Standards) -> None:
    """Hold each account against the rows that count, and the landed batches against the accounts.

    Raises:
        AssertionError: Something was lost or doubled.
    """
    for dataset_id in FEEDS:
        dataset = standards.datasets[dataset_id]
        known = accounts.of_dataset(home, dataset.source, dataset.name)
        landed = {one.batch for one in manifests(home, dataset.source, dataset.name)}
        if landed != known.keys():
            raise AssertionError(
                f"{dataset_id}: {len(landed)} batches are landed, {len(known)} have an account"
            )
        for layer in ("accepted", "rejected"):
            table = f"{layer}/{dataset.table}"
            if not (home.lake / table).is_dir():
                continue
            rows = visible(home, table, dataset, None).collect().group_by("_batch").len()
            there = dict(rows.iter_rows())
            wanted = {batch: count for batch, one in known.items() if (count := getattr(one, layer))}
            if there != wanted:
                raise AssertionError(f"{table}: the accounts tell of {wanted}, and there are {there}")


def main() -> None:
    """Work, and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("county", type=Path)
    parser.add_argument("--first-half", action="store_true", help="only the first half of each feed's files")
    parser.add_argument("--again", action="store_true", help="judge all again, which reads all of the lake")
    parser.add_argument("--mend", action="store_true", help="as `ecolake lake check --mend` does")
    parser.add_argument("--hours", type=int, default=0, help="by which the clock is wrong")
    options = parser.parse_args()
    home = Home(options.home, options.home / "raw", Home.from_environment().project)
    standards = load(home.standards)
    try:
        hashes = work(home, standards, options.county, options)
    except EcolakeError as error:
        said = f"{error.code}: {error.en} DO: {error.hint_en}"
        if not (error.hint_en and error.hint_zh):
            raise
    except Exception as caught:
        error = caught if isinstance(caught, OSError) else system_fault(caught)
        if error is None:
            raise
        # The command line tells it in two languages, and to make room or let the folder be written.
        said = f"operating_system: {error.strerror or error} {error.filename or ''}"
    else:
        print(ENDED, json.dumps({"hashes": hashes}))
        return
    print(FAILED, json.dumps({"error": said}, ensure_ascii=False))
    sys.exit(1)


if __name__ == "__main__":
    main()
