"""Nothing of a person on a map: what a layer may not name of the relations of a release, masked or not.

The linter knows which items of datasets are personal; which columns of marts were made of them is known to the release alone.
"""

from typing import TYPE_CHECKING

from ecolake.errors import EcolakeError
from ecolake.standards.map.files import GROUPS, Entry

if TYPE_CHECKING:
    import duckdb

Columns = frozenset[tuple[str, str]]

_PERSONAL = """
    select distinct split_part(used.table_name, '.', 2), used.column_name
    from lake.item_use as used
    join lake.standard_item as item using (source, dataset, item)
    where item.is_personal
"""


def personal_columns(connection: "duckdb.DuckDBPyConnection") -> Columns:
    """The columns of the release's tables, without their schema, that hold something of a personal item."""
    return frozenset(connection.execute(_PERSONAL).fetchall())


def refuse_personal(entry: Entry, personal: Columns) -> None:
    """Refuse a layer that names a personal column of a table it reads.

    Raises:
        EcolakeError: `layer_personal`.
    """
    import sqlglot
    from sqlglot import exp

    query = sqlglot.parse_one(entry.layer.query, read="duckdb")
    # DuckDB does not tell capitals from small letters in a name.
    tables = {one.name.lower() for one in query.find_all(exp.Table)}
    words = {one.name.lower() for one in query.find_all(exp.Identifier)}
    named = sorted(f"{table}.{column}" for table, column in personal if table in tables and column in words)
    if named:
        raise EcolakeError(
            "layer_personal",
            f"The layer '{entry.name}' names {', '.join(named)}, which says something of a person.",
            f"图层“{entry.layer.title.zh}”引用了个人信息：{'、'.join(named)}。",
            where=f"standards/{GROUPS}/{entry.group}.yaml: {entry.name}",
            hint_en="Take the column out of the query; nothing of a person stands on a map.",
            hint_zh="请从查询中删去该列；图层不含个人信息。",
        )
