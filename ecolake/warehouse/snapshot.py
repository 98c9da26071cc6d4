"""What a build stands on: pinned versions of the lake, and a fingerprint of all that shapes the result.

Reading Delta metadata and hashing files only; nothing here opens DuckDB.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.derived import tables as derived
from ecolake.home import Home
from ecolake.lake_log import logged_version
from ecolake.warehouse.registry_relations import REGISTRY
from ecolake.warehouse.relations import ACCOUNTS, HOLDS, dataset_relations, mended_table, withdrawn_table

if TYPE_CHECKING:
    import polars as pl

    from ecolake.standards.catalogue import Standards

DBT_SUFFIXES = frozenset({".sql", ".yml", ".csv", ".md"})
DBT_GENERATED = frozenset({"target", "logs", "dbt_packages"})


@dataclass(frozen=True)
class Pin:
    """One Delta table at one version: the Parquet files that are its rows.

    Attributes:
        files: The files.
        sequences: Only the rows of these places in the landing order are wanted; all of them when None.
    """

    version: int
    files: tuple[str, ...]
    sequences: tuple[int, ...] | None = None


def take(home: Home, standards: "Standards") -> dict[str, Pin]:
    """Pin every lake table that exists, by its path below the lake folder.

    The accounts are pinned first: an account is written after its rows, so that every account seen here has
    its rows in the tables pinned later, and rows of a batch still under way have no account. Where a batch is judged again
    meanwhile, the rows that its pinned account counts may be gone from the tables pinned later, and all are pinned again.
    """
    while True:
        before = judged_again(home)
        pins = _take(home, standards)
        if judged_again(home).equals(before):
            return pins


def judged_again(home: Home) -> "pl.DataFrame":
    """The accounts of batches that were judged more than once."""
    import polars as pl

    from ecolake import accounts

    attempts = accounts.current(home).filter(pl.col("attempt") > 1)
    return attempts.select("source", "dataset", "batch", "attempt").collect()


def _take(home: Home, standards: "Standards") -> dict[str, Pin]:
    # Imported here: the library costs more to load than the rest of this package.
    from ecolake import lake

    pins = {table: lake.pin(home, table) for table in _tables(standards)}
    return {table: Pin(pin[0], tuple(pin[1])) for table, pin in pins.items() if pin is not None}


def _tables(standards: "Standards") -> list[str]:
    shared = [
        ACCOUNTS.table,
        HOLDS.table,
        *(relation.table for relation in (*REGISTRY, *derived.relations(standards))),
    ]
    withdrawn = [table for one in standards.datasets.values() if (table := withdrawn_table(one))]
    mended = [mended_table(one) for _, one in sorted(standards.datasets.items())]
    return [*shared, *(relation.table for relation in dataset_relations(standards)), *withdrawn, *mended]


def versions(pins: Mapping[str, Pin]) -> dict[str, int]:
    """The Delta version of each pinned table."""
    return {table: pin.version for table, pin in sorted(pins.items())}


def fingerprint(home: Home, standards: "Standards") -> str:
    """Name the result that a build would have now, so that a caller can skip a build that changes nothing.

    Only the versions are asked for: the files of hundreds of tables are the business of a build.
    """
    found = {table: logged_version(home.lake / table) for table in sorted(_tables(standards))}
    return fingerprint_of(home, {table: version for table, version in found.items() if version is not None})


def fingerprint_of(home: Home, lake_versions: Mapping[str, int]) -> str:
    """Hash the pinned versions and where they lie, the standards, the dbt project and the code of `ecolake`.

    The place counts, because a published file names the lake's files: after a move it must be built again.
    """
    pinned = json.dumps([str(home.lake), dict(lake_versions)], sort_keys=True)
    digest = hashlib.sha256(pinned.encode())
    for folder, suffixes in (
        (home.standards, frozenset({".yaml", ".csv"})),
        (home.dbt_project, DBT_SUFFIXES),
        # All of it: a build asks the registry, lineage, the catalogue, the standards and the science for what they know.
        (Path(__file__).parents[1], frozenset({".py"})),
    ):
        _hash_folder(folder, suffixes, digest)
    return digest.hexdigest()


def _hash_folder(folder: Path, suffixes: frozenset[str], digest: "hashlib._Hash") -> None:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in suffixes and not DBT_GENERATED.intersection(inside.parts) and path.is_file():
            digest.update(inside.as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
