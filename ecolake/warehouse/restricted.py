"""The full values that the published file withholds: a file of its own, under its own permissions.

`warehouse/restricted/rNNNNNN/restricted.duckdb` has the number of its release and holds the guarded columns
alone, with the key and the origin of their rows to join by. Which columns are guarded is said by the grades of
the standards. Who opened it, and why, is the business of `opening`.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.home import Home
from ecolake.warehouse import views
from ecolake.warehouse.pinned import Pinned
from ecolake.warehouse.record import folder, sync
from ecolake.warehouse.relation import Relation
from ecolake.warehouse.relations import ORIGIN, WITHDRAWN_BY, dataset_relations

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards

FILE = "restricted.duckdb"
OWNER_ONLY = 0o600
OWNER_ENTERS = 0o700


def room(home: Home) -> Path:
    """The folder of all restricted files."""
    return home.warehouse / "restricted"


def file_of(home: Home, release: int) -> Path:
    """The restricted file of a release."""
    return room(home) / folder(home, release).name / FILE


def create(
    connection: "duckdb.DuckDBPyConnection", standards: "Standards", rows: Mapping[str, Pinned], path: Path
) -> None:
    """Write the restricted file of a build; its folder is the builder's own.

    Args:
        connection: On the build file, whose accounts say which rows count.
        standards: What is guarded.
        rows: The same snapshot of the lake that the build file shows.
        path: The file to write.
    """
    connection.execute(f"attach {views.literal(str(path))} as restricted")
    connection.begin()
    for relation in dataset_relations(standards):
        if relation.guarded:
            _create_table(connection, standards, rows, relation)
    connection.commit()
    connection.execute("detach restricted")
    path.chmod(OWNER_ONLY)


def publish(home: Home, made: Path, release: int) -> None:
    """Copy the restricted file of a build to its release, readable by the owner alone from its first byte."""
    target = file_of(home, release)
    for one in (room(home), target.parent):
        one.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
        one.chmod(OWNER_ENTERS)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with made.open("rb") as source, os.fdopen(handle, "wb") as copy:
        shutil.copyfileobj(source, copy)
    sync(target)


def keep_only(home: Home, releases: Iterable[int]) -> None:
    """Remove the restricted files of releases that are no more."""
    kept = {folder(home, release).name for release in releases}
    for path in sorted(room(home).glob("r[0-9]*")):
        if path.name not in kept:
            shutil.rmtree(path)


def _create_table(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    rows: Mapping[str, Pinned],
    relation: Relation,
) -> None:
    dataset = standards.datasets[relation.dataset]
    joined = {*(column.name for column in (*ORIGIN, WITHDRAWN_BY)), *dataset.key, *relation.guarded}
    columns = tuple(
        replace(column, published="whole") for column in relation.columns if column.name in joined
    )
    whole = replace(relation, columns=columns)
    select = views.visible(whole, *rows[relation.table])
    name = f"restricted.main.{views.identifier(relation.name)}"
    connection.execute(f"create table {name} as {select}")
    views.describe(connection, name, whole)
