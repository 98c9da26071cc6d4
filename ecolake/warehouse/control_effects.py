"""The table `lake.control_effect`: what each response to polluted air did, with its uncertainty.

Python because days are matched; the method is in `ecolake.domain.control.effect`. Here its days are put together: those of a
city's air, as the marts of air have them, and the mean of the weather stations of its counties.
"""

from typing import TYPE_CHECKING, Final

from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.domain.control.effect import Matching
    from ecolake.standards.catalogue import Standards
    from ecolake.standards.methods.control import EffectMethod

CONTROL_EFFECT: Final = Relation(
    "control_effect",
    "",
    "联防联控成效，每次应对一行：与气象相似日比较 · what each response did, one row each, against days of like weather",
    (
        Column("response_number", "VARCHAR", "应对编号", "response"),
        Column("city_code", "VARCHAR", "设区市代码", "city"),
        Column("pollutant", "VARCHAR", "污染物", "pollutant"),
        Column("days", "BIGINT", "应对天数（有监测）", "days of the response that were measured"),
        Column("control_days", "BIGINT", "可比天数", "days without a response"),
        Column(
            "placebo_runs", "BIGINT", "安慰剂段数", "runs of days without a response that were treated as one"
        ),
        Column(
            "observed", "DOUBLE", "实测浓度", "concentration during it", "Geometric mean of the days", "ug/m3"
        ),
        Column("expected", "DOUBLE", "预期浓度", "concentration that was to be expected", unit="ug/m3"),
        Column("effect", "DOUBLE", "下降比例", "share by which it was lower", "0.2: a fifth less"),
        Column("effect_low", "DOUBLE", "下降比例下限", "lower end of its interval"),
        Column("effect_high", "DOUBLE", "下降比例上限", "upper end of its interval"),
        Column("reason", "VARCHAR", "未能估计的原因", "why there is no estimate"),
    ),
)
_READ: Final = {"ecology.air_joint_response", "meteorology.weather_station_hourly"}
_COLUMNS: Final = {
    "SO2": "so2_24h",
    "NO2": "no2_24h",
    "PM10": "pm10_24h",
    "PM2.5": "pm2_5_24h",
    "CO": "co_24h",
    "O3": "o3_8h",
}
_RESPONSES: Final = """
    select response_number as response, left(division_code, 4) || '00' as city, pollutant,
        cast(started_at at time zone 'Asia/Shanghai' as date) as first_day,
        -- One that is not lifted goes on: its days are not those without a response.
        cast(coalesce(ended_at, greatest(started_at, (select max(received_at) from lake.accounts)))
            at time zone 'Asia/Shanghai' as date) as last_day
    from (
        select * from lake.ecology__air_joint_response
        qualify row_number() over (partition by response_number order by _sequence desc, _row desc) = 1
    ) where _withdrawn_by is null
"""
_WEATHER: Final = """
    with days as (
        select left(division_code, 4) || '00' as city, station_code,
            cast(observed_at at time zone 'Asia/Shanghai' as date) as day,
            avg(cast(wind_speed as double)) as wind_speed, avg(cast(humidity as double)) as humidity,
            sum(cast(rainfall as double)) as rainfall, avg(cast(temperature as double)) as temperature,
            max(cast(temperature as double)) - min(cast(temperature as double)) as mixing
        from (
            select * from lake.meteorology__weather_station_hourly
            qualify row_number() over (partition by station_code, observed_at order by _sequence desc, _row desc) = 1
        ) where division_code is not null and _withdrawn_by is null
        group by all
    )
    select city, day, avg(wind_speed) as wind_speed, avg(humidity) as humidity, avg(rainfall) as rainfall,
        avg(temperature) as temperature, avg(mixing) as mixing
    from days group by city, day
"""


def matching_of(said: "EffectMethod") -> "Matching":
    """The figures of the standard as the method takes them."""
    from ecolake.domain.control.effect import Matching

    return Matching(
        alike=int(said.alike.value),
        apart_days=int(said.apart_days.value),
        within_days=int(said.within_days.value),
        least_days=int(said.least_days.value),
        confidence=said.confidence.value,
    )


def create(connection: "duckdb.DuckDBPyConnection", standards: "Standards", said: "EffectMethod") -> None:
    """Create and fill the table; without responses nothing is read.

    Args:
        connection: On the build file, whose views of the datasets exist already.
        standards: Which datasets there are; they need not describe everything.
        said: How effects are told.
    """
    from ecolake.domain.control.effect import effects

    create_table(connection, CONTROL_EFFECT, ())
    if not standards.datasets.keys() >= _READ:
        return
    responses = connection.execute(_RESPONSES).pl()
    columns = ", ".join(views.identifier(one.name) for one in CONTROL_EFFECT.columns)
    for pollutant, column in _COLUMNS.items():
        own = responses.filter(responses["pollutant"] == pollutant)
        if own.is_empty():
            continue
        days = connection.execute(_days(column)).pl()
        told = effects(days, own, matching_of(said), responses).rename(
            {"response": "response_number", "city": "city_code"}
        )
        connection.register("effects_told", told.to_arrow())
        connection.execute(
            f"insert into lake.{CONTROL_EFFECT.name} select {columns}"
            f" from (select *, {views.literal(pollutant)} as pollutant from effects_told)"
        )
        connection.unregister("effects_told")


def _days(column: str) -> str:
    """The days of the cities: the means of a pollutant that the marts of air work out, and the weather."""
    return f"""
        with weather as ({_WEATHER}), cities as (
            select name_zh, min(code) as code from lake.standard_code
            where code like '__%00' and code_list like 'division%' group by name_zh having count(distinct code) = 1
        ), air as (
            select cities.code as city, days.day, cast(days.{column} as double) as concentration
            from lake.derived_air_city_daily as days join cities on days.city = cities.name_zh
        )
        select air.city, air.day, air.concentration, weather.* exclude (city, day)
        from air join weather on air.city = weather.city and air.day = weather.day order by all
    """
