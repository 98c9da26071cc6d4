"""Make the private warehouse file that dbt builds in: the schema `lake`, pinned to one snapshot.

Creates relations and comments; their SQL is in `views`, the tables of the catalogue in `standard_tables`.
"""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.derived import tables as derived
from ecolake.home import Home
from ecolake.standards.registry_files import FOLDER
from ecolake.warehouse import (
    air_empty_day,
    built,
    enterprise_tables,
    item_profiles,
    marts,
    pinned,
    restricted,
    snapshot,
    standard_tables,
    subject_tables,
    subjects,
    views,
)
from ecolake.warehouse.registry_relations import REGISTRY
from ecolake.warehouse.relation import Relation
from ecolake.warehouse.relations import (
    ACCOUNTS,
    ALL_FLAGGED,
    ALL_REJECTED,
    HOLDS,
    IN_FORCE,
    MENDED,
    WITHDRAWN_BY,
    dataset_relations,
    has_history,
    mended_table,
)
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards

FILE = "warehouse.duckdb"
# Through the link to the folder of the build under way: what DuckDB writes beside the file goes there too.
BUILD_FILE = f"current/{FILE}"


@dataclass(frozen=True)
class BuildFile:
    """A warehouse file under construction.

    Attributes:
        path: The DuckDB file; `build/current` links to its folder.
        fingerprint: Of everything that shapes the result.
        lake_versions: The Delta version that each lake table is pinned to.
    """

    path: Path
    fingerprint: str
    lake_versions: dict[str, int]

    @property
    def restricted(self) -> Path:
        """The full values of what the file withholds."""
        # Whoever publishes may know the build by its link.
        return self.path.resolve().with_name(restricted.FILE)


def prepare(home: Home, standards: "Standards") -> BuildFile:
    """Make a fresh build file whose schema `lake` shows one snapshot of the lake.

    The caller holds the lock `build` until the release is published.
    """
    import duckdb

    path = _make_room(home)
    pins = snapshot.take(home, standards)
    versions = snapshot.versions(pins)
    mark = snapshot.fingerprint_of(home, versions)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        # One commit instead of thousands: each waits for the disk.
        connection.begin()
        connection.execute("create schema lake")
        connection.execute("create schema history")
        _create_shared(connection, standards, pins)
        rows = pinned.find(connection, standards, pins)
        present = _create_datasets(connection, standards, pins, rows)
        standard_tables.create(connection, standards)
        item_profiles.create(connection, standards, pins, present)
        built.create(connection)
        air_empty_day.create(connection)
        if (home.standards / FOLDER).is_dir():
            # Standards that stand by themselves need not describe a registry; dbt then has nothing to build on.
            enterprise_tables.create(connection, standards, home.standards, pins, present)
            subject_tables.create(connection, standards, home, rows)
        marts.create(connection, home)
        subjects.prepare(connection, standards, rows)
        connection.commit()
        restricted.create(connection, standards, rows, path.with_name(restricted.FILE))
    return BuildFile(path, mark, versions)


def _make_room(home: Home) -> Path:
    """Make room for a new file, and let `build/current` link to its folder; returns where the file will be.

    Each build has a folder of its own: a dbt process that outlived a killed run by a moment has the file of that
    run open, never the one that is being built now.
    """
    home.build.mkdir(parents=True, exist_ok=True)
    for leftover in home.build.iterdir():
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="b", dir=home.build))
    draft = folder / "link"
    draft.symlink_to(folder.name, target_is_directory=True)
    draft.replace(home.build / Path(BUILD_FILE).parent)
    return folder / FILE


def _create_shared(
    connection: "duckdb.DuckDBPyConnection", standards: "Standards", pins: dict[str, Pin]
) -> None:
    for relation in (ACCOUNTS, HOLDS, *REGISTRY, *derived.relations(standards)):
        pin = pins.get(relation.table)
        select = views.shared(relation, pin, pinned.columns(connection, pin))
        if relation is ACCOUNTS:
            batch = "partition by source, dataset, batch"
            select += f" qualify row_number() over ({batch} order by attempt desc) = 1"
        # The accounts are a table: every other view asks them which batches are visible.
        _create(connection, relation, select, "table" if relation is ACCOUNTS else "view")


def _create_datasets(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    pins: dict[str, Pin],
    rows: dict[str, pinned.Pinned],
) -> dict[str, frozenset[str]]:
    """Create the relations of every dataset; returns the columns that its accepted files hold, by its id."""
    accepted: dict[str, frozenset[str]] = {}
    relations = {relation.table: relation for relation in dataset_relations(standards)}
    rejected: dict[str, Relation] = {}
    flagged: dict[str, str] = {}
    for table, relation in relations.items():
        dataset = standards.datasets[relation.dataset]
        pin, present, key, gone = rows[table]
        select = views.visible(relation, *rows[table])
        if table.startswith("rejected/"):
            guarded = relations[f"accepted/{dataset.table}"].guarded
            select = views.withhold(select, dataset, guarded) if guarded else select
        _create(connection, relation, select)
        if pin is not None and table.startswith("rejected/"):
            rejected[dataset.id] = relation
        elif pin is not None and pin.files:
            accepted[dataset.id] = present
            flagged[dataset.id] = views.flagged(relation, pin, present, key, gone)
            if has_history(dataset):
                _create_history(connection, relation, views.history(relation, pin, present, key, gone))
    _create(connection, ALL_REJECTED, views.all_rejected(rejected))
    _create(connection, ALL_FLAGGED, views.all_flagged(flagged))
    links = {name: pins.get(mended_table(one)) for name, one in sorted(standards.datasets.items())}
    _create(
        connection, MENDED, views.all_mended({name: pin for name, pin in links.items() if pin and pin.files})
    )
    return accepted


def _create_history(connection: "duckdb.DuckDBPyConnection", relation: Relation, select: str) -> None:
    name = f"history.{views.identifier(relation.name)}"
    comment = f"历史版本：valid_from 起至 valid_to 止为现行 · every version, in force from valid_from to valid_to: {relation.comment}"
    connection.execute(f"create view {name} as {select}")
    columns = (*(one for one in relation.columns if one is not WITHDRAWN_BY), *IN_FORCE)
    views.describe(connection, name, replace(relation, comment=comment, columns=columns), "view")


def _create(
    connection: "duckdb.DuckDBPyConnection", relation: Relation, select: str, kind: str = "view"
) -> None:
    name = f"lake.{views.identifier(relation.name)}"
    connection.execute(f"create {kind} {name} as {select}")
    views.describe(connection, name, relation, kind)
