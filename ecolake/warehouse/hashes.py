"""Content hashes of published tables: equal rows give equal hashes, in whatever order and at whatever time.

For telling whether two builds hold the same; not for security.
"""

from typing import TYPE_CHECKING

from ecolake.home import Home
from ecolake.warehouse.record import RELEASE_TABLE, current_file
from ecolake.warehouse.views import identifier, literal

if TYPE_CHECKING:
    import duckdb

# When a run happened, how long it took and how often it tried say nothing about the content.
VOLATILE = frozenset(
    {
        "_received_at",
        "_sequence",
        "received_at",
        "received_on",
        "last_received_at",
        "committed_at",
        "happened_at",
        "held_at",
        "decided_at",
        "mended_at",
        "made_at",
        "_started_at",
        "_completed_at",
        "seconds",
        "attempt",
        "sequence",
        "age_days",
        "is_upcoming",
    }
)
# Parts the accounts by day of receipt: a run across midnight holds the same, in other rows.
BY_DAY = frozenset({"main.rule_result_daily", "main.catalogue_quality_daily", "main.department_scorecard"})
# A view over other marts, which are hashed themselves: to put all documents together takes longer than to build the rest.
DERIVED = frozenset({"main.enterprise_document"})
# Derived from the standards or from other relations of the schema.
SHARED = frozenset({"rejected", "flagged", "item_day"})
# They tell what the runs of the registry did, one after the other; what came of it is in its other tables.
LOGS = frozenset({"registry_event", "registry_figure", "registry_approval"})
# Days of receipt, by relation.
RECEIPT = {
    "registry_mention": frozenset({"first_seen_on"}),
    "registry_link": frozenset({"since"}),
    "registry_enterprise": frozenset({"first_seen_on"}),
    "registry_code": frozenset({"valid_from", "valid_to"}),
    "registry_history": frozenset({"valid_from", "valid_to"}),
}


def table_hashes(home: Home) -> dict[str, str]:
    """Hash the marts and the visible accepted and rejected rows of the current release, by table name."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(current_file(home)))} as ecolake (read_only)")
        connection.execute("use ecolake")
        return hash_schemas(connection, ("main", "lake"))


def hash_schemas(connection: "duckdb.DuckDBPyConnection", schemas: tuple[str, ...]) -> dict[str, str]:
    """Hash every table and view of the schemas, by `schema.name`."""
    connection.execute("set TimeZone = 'UTC'")
    rows = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index) from duckdb_columns()"
        " where not internal and database_name = current_database() and list_contains(?, schema_name)"
        " group by all order by all",
        [list(schemas)],
    ).fetchall()
    return {
        f"{schema}.{table}": _hash(
            connection,
            f"{schema}.{identifier(table)}",
            [column for column in columns if schema != "lake" or column not in RECEIPT.get(table, ())],
        )
        for schema, table, columns in rows
        if table != RELEASE_TABLE
        and f"{schema}.{table}" not in DERIVED
        and not (schema == "lake" and table in SHARED | LOGS)
    }


def _hash(connection: "duckdb.DuckDBPyConnection", table: str, columns: list[str]) -> str:
    kept = ", ".join(
        f"{identifier(column)} := {identifier(column)}" for column in columns if column not in VOLATILE
    )
    # A sum of row digests does not depend on order; the count tells a row whose digest is zero.
    found = connection.execute(
        f"select count(*), coalesce(sum(md5_number_lower(cast(to_json(struct_pack({kept})) as varchar))), 0)"
        f" from {table}"
    ).fetchone()
    rows, digest = found or (0, 0)
    return f"{rows}:{int(digest):x}"
