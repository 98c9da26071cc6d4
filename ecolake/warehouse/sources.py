"""Make the private warehouse file that dbt builds in: the schema `lake`, pinned to one snapshot.

Creates relations and comments; their SQL is in `views`, the tables of the catalogue in `standard_tables`.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.home import Home
from ecolake.warehouse import (
    air_quality_daily,
    built,
    enterprise_tables,
    item_profiles,
    snapshot,
    standard_tables,
    views,
)
from ecolake.warehouse.registry_relations import REGISTRY
from ecolake.warehouse.relation import Relation
from ecolake.warehouse.relations import (
    ACCOUNTS,
    ALL_FLAGGED,
    ALL_REJECTED,
    HOLDS,
    MENDED,
    dataset_relations,
    has_history,
    mended_table,
    withdrawn_table,
)
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards

BUILD_FILE = "warehouse.duckdb"


@dataclass(frozen=True)
class BuildFile:
    """A warehouse file under construction.

    Attributes:
        path: The DuckDB file; `build/warehouse.duckdb` links to it.
        fingerprint: Of everything that shapes the result.
        lake_versions: The Delta version that each lake table is pinned to.
    """

    path: Path
    fingerprint: str
    lake_versions: dict[str, int]


def prepare(home: Home, standards: "Standards") -> BuildFile:
    """Make a fresh build file whose schema `lake` shows one snapshot of the lake.

    The caller holds the lock `build` until the release is published.
    """
    import duckdb

    path = _fresh_path(home)
    pins = snapshot.take(home, standards)
    versions = snapshot.versions(pins)
    mark = snapshot.fingerprint_of(home, versions)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        # One commit instead of thousands: each waits for the disk.
        connection.begin()
        connection.execute("create schema lake")
        connection.execute("create schema history")
        _create_shared(connection, pins)
        present = _create_datasets(connection, standards, pins)
        standard_tables.create(connection, standards)
        item_profiles.create(connection, standards, pins, present)
        built.create(connection)
        air_quality_daily.create(connection, standards)
        enterprise_tables.create(connection, standards, home.standards)
        connection.commit()
    return BuildFile(path, mark, versions)


def _fresh_path(home: Home) -> Path:
    """Make room for a new file, and let `build/warehouse.duckdb` link to it.

    Each build has a folder of its own: a dbt process that outlived a killed run can then only write to its
    own file, never into the one that is being built now.
    """
    home.build.mkdir(parents=True, exist_ok=True)
    for leftover in home.build.iterdir():
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="b", dir=home.build))
    draft = folder / "link"
    draft.symlink_to(Path(folder.name) / BUILD_FILE)
    draft.replace(home.build / BUILD_FILE)
    return folder / BUILD_FILE


def _create_shared(connection: "duckdb.DuckDBPyConnection", pins: dict[str, Pin]) -> None:
    for relation in (ACCOUNTS, HOLDS, *REGISTRY):
        pin = pins.get(relation.table)
        select = views.shared(relation, pin, _present(connection, pin))
        if relation is ACCOUNTS:
            batch = "partition by source, dataset, batch"
            select += f" qualify row_number() over ({batch} order by attempt desc) = 1"
        # The accounts are a table: every other view asks them which batches are visible.
        _create(connection, relation, select, "table" if relation is ACCOUNTS else "view")


def _create_datasets(
    connection: "duckdb.DuckDBPyConnection", standards: "Standards", pins: dict[str, Pin]
) -> dict[str, frozenset[str]]:
    """Create the relations of every dataset; returns the columns that its accepted files hold, by its id."""
    accepted: dict[str, frozenset[str]] = {}
    relations = {relation.table: relation for relation in dataset_relations(standards)}
    rejected: dict[str, Relation] = {}
    flagged: dict[str, str] = {}
    for table, relation in relations.items():
        dataset = standards.datasets[relation.dataset]
        pin = pins.get(table)
        present = _present(connection, pin)
        # A part of the key that was added to the standard later is null in all files that there are.
        key = tuple(name for name in dataset.key if name in present)
        gone = pins.get(withdrawn_table(dataset) or "") if table.startswith("accepted/") else None
        select = views.visible(relation, pin, present, key, gone)
        if table.startswith("rejected/"):
            personal = relations[f"accepted/{dataset.table}"].personal
            select = views.withhold(select, dataset, personal) if personal else select
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
    connection.execute(f"create view {name} as {select};\ncomment on view {name} is {views.literal(comment)}")


def _present(connection: "duckdb.DuckDBPyConnection", pin: Pin | None) -> frozenset[str]:
    if pin is None or not pin.files:
        return frozenset()
    rows = connection.execute(f"describe select * from {views.scan(pin)}").fetchall()
    return frozenset(row[0] for row in rows)


def _create(
    connection: "duckdb.DuckDBPyConnection", relation: Relation, select: str, kind: str = "view"
) -> None:
    name = f"lake.{views.identifier(relation.name)}"
    connection.execute(f"create {kind} {name} as {select}")
    comments = [f"comment on {kind} {name} is {views.literal(relation.comment)}"]
    comments += [
        f"comment on column {name}.{views.identifier(column.name)} is {views.literal(column.comment)}"
        for column in relation.columns
    ]
    connection.execute(";\n".join(comments))
