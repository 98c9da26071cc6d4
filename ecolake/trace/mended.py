"""From a mended row back to the rejected rows that it stands for, and forward from a rejected row to the one that mends it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ecolake.standards.catalogue import Dataset

if TYPE_CHECKING:
    import duckdb

_OLD: Final = {"_batch": "old_batch", "_file": "old_file", "_row": "old_row"}


def mends(
    connection: "duckdb.DuckDBPyConnection", dataset: Dataset, row: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The rejected rows that an accepted row mends."""
    if not _has_links(connection):
        return []
    found = connection.execute(
        "select distinct old_batch, old_file, old_row from lake.mended"
        " where source = ? and dataset = ? and _batch = ? and _file = ? and _row = ? order by all",
        [dataset.source, dataset.name, row["_batch"], row["_file"], row["_row"]],
    ).fetchall()
    return [{"batch": batch, "file": file, "row": number} for batch, file, number in found]


def after_mending(
    connection: "duckdb.DuckDBPyConnection", dataset: Dataset, asked: Mapping[str, str]
) -> dict[str, str]:
    """The place of the latest row that mends the rejected one asked for; what was asked, where it was not mended."""
    if not asked or not asked.keys() <= _OLD.keys() or not _has_links(connection):
        return dict(asked)
    where = " and ".join(f"cast({_OLD[name]} as varchar) = ?" for name in asked)
    found = connection.execute(
        f"select _batch, _file, _row from lake.mended where source = ? and dataset = ? and {where}"
        " order by mended_at desc, _batch desc, _row desc limit 1",
        [dataset.source, dataset.name, *asked.values()],
    ).fetchone()
    return dict(zip(_OLD, map(str, found), strict=True)) if found else dict(asked)


def _has_links(connection: "duckdb.DuckDBPyConnection") -> bool:
    """A release of before there were links has none."""
    found = connection.execute(
        "select count(*) from duckdb_views() where schema_name = 'lake' and view_name = 'mended'"
    ).fetchone()
    return bool(found and found[0])
