"""The small frames that the expectation suite looks at: SQL over the build file, one row per dataset or mart.

What is expected of them is the business of `expectations`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecolake.home import Home
from ecolake.warehouse import releases
from ecolake.warehouse.sources import BUILD_FILE
from ecolake.warehouse.views import identifier, literal

if TYPE_CHECKING:
    import duckdb

# The columns that name a row of a frame.
IDENTITY = {"accounts": ("dataset",), "marts": ("mart",), "air_quality": ("mart",)}
KEYS = {
    "account": ("source", "dataset", "batch"),
    "air_quality_daily": ("source", "dataset", "station", "day"),
    "air_quality_hourly": ("station_code", "observed_at"),
    "catalogue_category": ("source", "dataset"),
    "catalogue_item": ("source", "dataset", "item"),
    "catalogue_quality_daily": ("source", "dataset", "received_on"),
    "department_scorecard": ("source", "period"),
    "enterprise_file": ("enterprise_code",),
    "monitoring_reading_hourly": ("device_number", "pollutant_code", "hour_started_at"),
    "rule_result_daily": ("source", "dataset", "received_on", "rule", "severity"),
}


def frames(home: Home, now: datetime) -> dict[str, Any]:
    """Profile the build file as pandas frames, which is what the suite reads.

    Args:
        home: The installation.
        now: The moment that freshness is measured from.
    """
    import duckdb

    shown = releases.current(home)
    with duckdb.connect(str(home.build / BUILD_FILE), read_only=True) as connection:
        return {
            "accounts": connection.execute(_ACCOUNTS, [now]).df(),
            "marts": connection.execute(_marts(connection, shown.rows if shown else {})).df(),
            "air_quality": connection.execute(_AIR).df(),
        }


# The promise is an ISO 8601 duration of days, hours and minutes, as PT2H or P1DT12H.
_PROMISED = " + ".join(
    f"coalesce(try_cast(regexp_extract(fresh_within, '([0-9]+){unit}', 1) as bigint), 0) * {minutes}"
    for unit, minutes in (("D", 24 * 60), ("H", 60), ("M", 1))
)
_ACCOUNTS = f"""
select
    source || '.' || dataset as dataset,
    received,
    accepted + rejected + duplicate - received as difference,
    case when received > 0 then rejected / received else 0 end as rejected_share,
    case
        when last_received_at is null or fresh_within is null then 0
        else greatest(date_diff('minute', last_received_at, ?::timestamptz) - ({_PROMISED}), 0)
    end as minutes_overdue
from catalogue_category
order by 1
"""
_AIR = """
select
    'air_quality_hourly' as mart,
    coalesce(min(aqi), 0) as lowest_aqi,
    coalesce(max(aqi), 0) as highest_aqi,
    coalesce(count(*) filter (where aqi is null) / nullif(count(*), 0), 0) as share_without_aqi
from air_quality_hourly
"""


def _marts(connection: "duckdb.DuckDBPyConnection", last: Mapping[str, int]) -> str:
    """Count rows, those without a full key, and compare with the last release, one row per mart."""
    tables = {
        row[0]
        for row in connection.execute(
            "select table_name from duckdb_tables() union all select view_name from duckdb_views()"
        ).fetchall()
    }
    parts = []
    for mart, key in KEYS.items():
        if mart not in tables:
            continue
        absent = " or ".join(f"{identifier(column)} is null" for column in key)
        parts.append(
            f"select {literal(mart)} as mart, count(*) as row_count,"
            f" count(*) filter (where {absent}) as rows_without_key,"
            f" count(*) / nullif({last.get(mart, 0)}, 0) as share_of_last_release from {identifier(mart)}"
        )
    return " union all ".join(parts) + " order by mart"
