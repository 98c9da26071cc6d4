"""A release without dbt: one mart, made as its model makes it, for tests of what reads releases."""

from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from ecolake.warehouse.record import Release
from ecolake.warehouse.releases import publish
from ecolake.warehouse.sources import prepare
from tests.support.lake_fixture import DATASETS

NOON = datetime(2026, 11, 1, 4, tzinfo=UTC)
MARTS = """
create table air_quality_hourly as
  select station_code, observed_at, station_name, aqi, primary_pollutant, pm2_5_1h, _batch, _file, _row
  from lake.mee__air_station_hourly
  qualify row_number() over (partition by station_code, observed_at order by _sequence desc, _row desc) = 1;
create table enterprise_file as
  select unified_social_credit_code, enterprise_name, 1 as outlet_count, 0 as open_issue_count,
    true as is_in_business_registry
  from lake.market_regulation__enterprise;
"""


def publish_small_release(home: Home, standards: Standards) -> Release:
    """Publish what is accepted now, of the few datasets that tests deliver: the relations of all the others take seconds."""
    few = {name: standards.datasets[name] for name in DATASETS}
    build = prepare(home, replace(standards, datasets=few))
    with duckdb.connect(str(build.path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(MARTS)
    return publish(home, build, now=NOON)
