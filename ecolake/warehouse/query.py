"""Read the published release with SQL, safely: one SELECT, no files beyond the release and what it shows.

Nothing here writes. The views of a release read Parquet files of the lake, so file access cannot be off:
it ends at the lake, and SQL that names files or reading functions is refused, since raw files hold unmasked
values.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.warehouse.record import FILE, Release, current_file, folder
from ecolake.warehouse.views import literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Table functions that reach nothing but what is in the file.
HARMLESS = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree", "summary"})
HARMLESS_PREFIXES = ("duckdb_", "pragma_")

_MACROS = "select function_name from duckdb_functions() where function_type = 'table_macro' and not internal"
_A_FILE = r"read_parquet\(main\.list_value\('([^']+)'"

Parameters = Sequence[object] | Mapping[str, object] | None


def query(
    home: Home, sql: str, params: Parameters = None, release: Release | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one SELECT against a release.

    Args:
        home: The installation.
        sql: One SELECT, FROM, VALUES, DESCRIBE, SHOW or SUMMARIZE statement.
        params: Values for its placeholders.
        release: Which release; the current one by default.

    Returns:
        Column names, and rows as Python values.

    Raises:
        EcolakeError: Nothing is published, the SQL is wrong, or it is not a plain reading statement.
    """
    with open_release(home, release) as connection:
        return ask(connection, sql, params)


def ask(
    connection: "duckdb.DuckDBPyConnection", sql: str, params: Parameters = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one SELECT on an opened release.

    Raises:
        EcolakeError: The SQL is wrong, or it is not a plain reading statement.
    """
    with _asking(connection, sql), reading(connection):
        cursor = connection.execute(sql, params)
        return [column[0] for column in cursor.description or []], cursor.fetchall()


def ask_arrow(connection: "duckdb.DuckDBPyConnection", sql: str) -> "pa.Table":
    """Run one SELECT on an opened release, for programs that want columns.

    Raises:
        EcolakeError: The SQL is wrong, or it is not a plain reading statement.
    """
    with _asking(connection, sql), reading(connection):
        return connection.execute(sql).to_arrow_table()


@contextmanager
def _asking(connection: "duckdb.DuckDBPyConnection", sql: str) -> Iterator[None]:
    """Refuse all but reading, and say what is wrong with a query in the words of the house."""
    import duckdb

    try:
        _refuse_all_but_reading(connection, sql)
        yield
    except duckdb.Error as error:
        raise EcolakeError(
            "query_failed",
            f"The query cannot be run: {error}",
            f"查询无法执行：{error}",
            where=sql,
            hint_en="List the tables with: ecolake query 'show tables'; begin with: ecolake query 'from start_here'",
            hint_zh="列出可用的表：ecolake query 'show tables'；入门：ecolake query 'from start_here'",
        ) from None


@contextmanager
def reading(connection: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    """Tell it plainly where a release shows files of a lake that is not there: its home was moved or copied.

    Raises:
        EcolakeError: It was.
    """
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.PermissionException):
        moved = _lake_elsewhere(connection)
        if moved is None:
            raise
        raise moved from None


def _lake_elsewhere(connection: "duckdb.DuckDBPyConnection") -> EcolakeError | None:
    """The error, if the views of the release name files outside the lake of this home."""
    allowed = connection.execute("select unnest(current_setting('allowed_directories'))").fetchall()
    named = connection.execute(
        f"select regexp_extract(sql, {literal(_A_FILE)}, 1) as file from duckdb_views()"
        f" where schema_name = 'lake' and regexp_matches(sql, {literal(_A_FILE)}) order by view_name limit 1"
    ).fetchone()
    if named is None or any(str(named[0]).startswith(str(folder)) for (folder,) in allowed):
        return None
    return EcolakeError(
        "moved_home",
        "The release shows files of a lake at another place: this home was moved or copied since it was published.",
        "该版本引用的湖文件在别处：本目录在发布后被移动或复制过。",
        where=str(named[0]),
        hint_en="Publish again here: ecolake materialize mart. Until then the marts can be read, as with: ecolake enterprise.",
        hint_zh="请在此重新发布：ecolake materialize mart；在此之前仍可读取各主题表，如 ecolake enterprise。",
    )


def open_release(
    home: Home, release: Release | None = None, beside: Mapping[str, Path] | None = None
) -> "duckdb.DuckDBPyConnection":
    """Open a release read-only, attached as `ecolake`, with the settings locked.

    The connection stays with this release while newer ones are published. It is a private database that
    attaches the file: DuckDB shares opened files inside a process, and with them the settings of whoever came
    first.

    Args:
        home: The installation.
        release: Which release; the current one by default.
        beside: Other files to attach, by name.
    """
    import duckdb

    connection = duckdb.connect()
    path = folder(home, release.release) / FILE if release else current_file(home)
    connection.execute(f"attach {literal(str(path))} as ecolake (read_only)")
    for name, file in (beside or {}).items():
        connection.execute(f"attach {literal(str(file))} as {name} (read_only)")
    connection.execute("use ecolake")
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set allowed_directories = [{literal(f'{home.lake}/')}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _refuse_all_but_reading(connection: "duckdb.DuckDBPyConnection", sql: str) -> None:
    import duckdb

    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise _refused(sql, "only one statement that reads is allowed", "只允许一条读取语句")
    # The file's own macros read its tables only: they were written with it.
    own = {name for (name,) in connection.execute(_MACROS).fetchall()}
    tree = connection.execute("select json_serialize_sql(?)", [sql]).fetchone()
    for node in _nodes(json.loads(tree[0]) if tree else {}):
        kind = node.get("type")
        if kind == "TABLE_FUNCTION":
            name = str(node["function"]["function_name"]).lower()
            if name not in HARMLESS | own and not name.startswith(HARMLESS_PREFIXES):
                raise _refused(sql, f"the table function {name} is not allowed", f"不允许使用表函数 {name}")
        elif kind == "BASE_TABLE" and not str(node["table_name"]).isidentifier():
            # DuckDB takes FROM 'x.parquet' for a file.
            raise _refused(sql, f"{node['table_name']} is not a table", f"{node['table_name']} 不是表")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _refused(sql: str, en: str, zh: str) -> EcolakeError:
    return EcolakeError(
        "query_refused",
        f"The query is refused: {en}.",
        f"查询被拒绝：{zh}。",
        where=sql,
        hint_en="Ask one SELECT of the published tables; work on a copy of the file for anything else.",
        hint_zh="请对已发布的表执行单条 SELECT；其他操作请复制数据文件后进行。",
    )
