"""The hours of the automatic water stations, from whoever delivers them: the SQL that the tables by day share.

Belongs here: one long form of three deliveries. Does not belong here: means (`water_item_daily`), exceedances (`river_episode`).
"""

from typing import Final

from ecolake.derived.model import Reads

LOCAL: Final = "CAST({} AT TIME ZONE 'Asia/Shanghai' AS DATE)"
READS: Final = (
    Reads("mee.national_water_station_hourly", LOCAL.format("observed_at")),
    Reads("ecology.water_station_hourly", LOCAL.format("monitored_at")),
    Reads("cities.city_water_station_hourly", LOCAL.format("observed_at")),
    Reads("mee.national_water_station", remakes=False),
    Reads("derived.water_site", remakes=False),
)
ORIGINS: Final = ("national", "provincial", "municipal")
# The columns of the national network and the codes of HJ 212 that other deliveries name the parameters by.
_WIDE: Final = {
    "ph": "w01001",
    "dissolved_oxygen": "w01009",
    "permanganate_index": "w01019",
    "ammonia_nitrogen": "w21003",
    "total_phosphorus": "w21011",
    "total_nitrogen": "w21001",
}
_NATIONAL: Final = "\n    union all\n".join(
    f"    select 1 as precedence, t.station_code, h.observed_at, '{code}' as pollutant_code, cast(h.{name} as decimal(16, 6)) as value"
    " from lake.mee__national_water_station_hourly as h join lake.mee__national_water_station as t using (station_name)"
    for name, code in _WIDE.items()
)
SQL: Final = f"""
with delivered as (
{_NATIONAL}
    union all
    select 2, station_code, monitored_at, pollutant_code, cast(value as decimal(16, 6)) from lake.ecology__water_station_hourly
    union all
    select 3, station_code, observed_at, pollutant_code, cast(result as decimal(16, 6))
    from lake.cities__city_water_station_hourly where is_valid is not false
),
named as (
    select station_code as name, site_code from lake.derived_water_site where station_code is not null
    union
    select site_code as name, site_code from lake.derived_water_site
)
select d.precedence, n.site_code, d.observed_at, d.pollutant_code, d.value
from delivered as d join named as n on d.station_code = n.name
where d.value is not null and d.pollutant_code in ('{"', '".join(_WIDE.values())}')
"""
