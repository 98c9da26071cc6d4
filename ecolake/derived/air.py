"""The derived tables of air: hours and days of stations, days of cities, and what gaps may have hidden.

Over every dataset whose standard says that it has hourly means (`air_quality_daily`). The science is in `ecolake.domain.air`; here is what
each table reads.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from ecolake.derived import air_columns
from ecolake.derived.model import AnyTable, DerivedTable, Methods, Reads
from ecolake.standards.methods.air import FILE, LONGEST_MEMORY, AirMethod
from ecolake.standards.model_base import Text
from ecolake.warehouse import views

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.standards.air_quality_daily import AirQualityDaily
    from ecolake.standards.catalogue import Dataset, Standards

_CODELISTS: Final = ("air_pollutant", "air_quality_limit", "aqi_breakpoints", "aqi_levels")


def tables(standards: "Standards") -> tuple[AnyTable, ...]:
    """Declare the tables, over the datasets that have hourly means."""
    readings = [one for _, one in sorted(standards.datasets.items()) if one.spec.air_quality_daily]
    of_cities = [one for one in readings if _parts(one).city]
    known = Reads("derived.air_quality_daily", "day", ("station", "city"), before=LONGEST_MEMORY)
    recent = Reads(
        "derived.air_station_hourly", "day", ("station", "city", "observed_at"), before=LONGEST_MEMORY
    )
    also = tuple(repr((one.id, one.timezone, one.spec.air_quality_daily)) for one in readings)
    return (
        DerivedTable(
            "air_station_hourly",
            Text(
                zh="空气质量小时评价，每站每小时一行，两版指数并列",
                en="hourly air quality, one row per station and hour, with the index of both editions",
            ),
            air_columns.HOURLY,
            tuple(_reads(one, before=1) for one in readings),
            partial(_hours, readings=readings),
            codelists=_CODELISTS,
            also=also,
        ),
        DerivedTable(
            "air_quality_daily",
            Text(
                zh="空气质量日评价，每站每日一行，两版指数并列，无效日注明原因",
                en="daily air quality, one row per station and day with any reading; an invalid day says why",
            ),
            air_columns.DAILY,
            tuple(_reads(one) for one in readings),
            partial(_days, readings=readings),
            codelists=_CODELISTS,
            also=also,
        ),
        DerivedTable(
            "air_city_daily",
            Text(
                zh="城市空气质量日评价，每市每日一行，为国控站点均值",
                en="daily air quality of cities, the mean over their stations, one row per city and day",
            ),
            air_columns.CITY,
            (*(_reads(one) for one in of_cities), known),
            partial(_cities, readings=of_cities),
            methods=(FILE,),
            codelists=_CODELISTS,
            also=also,
        ),
        DerivedTable(
            "air_gap",
            Text(
                zh="缺测影响，每站每日一行：缺测小时取低值、高值时城市指数如何变化",
                en="what a gap may have hidden, one row per station and day with hours missing: the index of its city with low and high values",
            ),
            air_columns.GAP,
            (*(_reads(one) for one in of_cities), known, recent),
            partial(_gaps, readings=of_cities),
            methods=(FILE,),
            codelists=_CODELISTS,
            also=also,
        ),
    )


def _parts(dataset: "Dataset") -> "AirQualityDaily":
    """What the standard says of its readings; asked of datasets that say it alone."""
    daily = dataset.spec.air_quality_daily
    if daily is None:
        raise ValueError(dataset.id)
    return daily


def _reads(dataset: "Dataset", before: int = 0) -> Reads:
    """The readings by local day: an hour that is named by its end belongs to the day in which it began."""
    daily = _parts(dataset)
    hour = f'"{daily.hour}" - interval 1 hour' if daily.hour_named_by == "end" else f'"{daily.hour}"'
    items = tuple(name for _, name, _ in daily.parts)
    return Reads(dataset.id, f"({hour}) at time zone '{dataset.timezone}'", items, before=before)


def _readings(connection: "duckdb.DuckDBPyConnection", dataset: "Dataset") -> "pl.DataFrame":
    """What is shown of a dataset: `station, city, observed_at, pollutant, value`, one row a reading."""
    import polars as pl

    from ecolake.domain.air.hj633 import symbols

    daily = _parts(dataset)
    table = f"lake.{views.identifier(dataset.source + '__' + dataset.name)}"
    city = views.identifier(daily.city) if daily.city else "cast(null as varchar)"
    named = f"{views.identifier(daily.station)} as station, {city} as city, {views.identifier(daily.hour)} as observed_at"
    if daily.pollutant is None or daily.value is None:
        parts = [
            f"select {named}, {views.literal(symbol)} as pollutant,"
            f" cast({views.identifier(item)} as decimal(20, 6)) as value from {table}"
            for symbol, item in sorted((daily.values or {}).items())
        ]
        select = " union all ".join(parts)
    else:
        value = f"cast({views.identifier(daily.value)} as decimal(20, 6)) as value"
        select = f"select {named}, {views.identifier(daily.pollutant)} as pollutant, {value} from {table}"
    found = connection.execute(select).pl()
    return found.with_columns(pl.col("pollutant").replace(symbols()))


def _told(
    connection: "duckdb.DuckDBPyConnection", readings: Sequence["Dataset"]
) -> "list[tuple[Dataset, pl.DataFrame]]":
    """The readings of each dataset that has any; of the first where none has."""
    rows = [(dataset, _readings(connection, dataset)) for dataset in readings]
    return [one for one in rows if not one[1].is_empty()] or rows[:1]


def _city_of(readings: "pl.DataFrame") -> "pl.DataFrame":
    """The city of each station: the greatest name, where a source gives several."""
    import polars as pl

    return readings.group_by("station").agg(pl.col("city").max())


def _hours(
    connection: "duckdb.DuckDBPyConnection", day: date, _methods: Methods, *, readings: Sequence["Dataset"]
) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.air.hourly import report_of_hours
    from ecolake.domain.air.readings import hours_of

    found = []
    for dataset, rows in _told(connection, readings):
        hours = hours_of(rows.drop("city"), dataset.timezone, _parts(dataset).hour_named_by)
        told = report_of_hours(hours.filter(pl.col("day") == day)).join(
            _city_of(rows), on="station", how="left"
        )
        # A station of which nobody told today is not listed hour by hour.
        there = told.filter(
            (pl.col("missing").list.len() < len(air_columns.POLLUTANTS)).any().over("station")
        )
        found.append(there.with_columns(source=pl.lit(dataset.source), dataset=pl.lit(dataset.name)))
    return pl.concat(found)


def _days(
    connection: "duckdb.DuckDBPyConnection", _day: date, _methods: Methods, *, readings: Sequence["Dataset"]
) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.air.daily import daily_index, daily_sums

    found = []
    for dataset, rows in _told(connection, readings):
        sums = daily_sums(rows.lazy(), dataset.timezone, _parts(dataset).hour_named_by)
        days = daily_index(sums).collect().join(_city_of(rows), on="station", how="left")
        found.append(days.with_columns(source=pl.lit(dataset.source), dataset=pl.lit(dataset.name)))
    return pl.concat(found)


def _stations(connection: "duckdb.DuckDBPyConnection", day: date, method: AirMethod) -> "pl.DataFrame":
    """`city, station`: what the cities have on a day."""
    since = day - timedelta(int(method.city.known_days.value))
    return connection.execute(
        "select city, station from lake.derived_air_quality_daily where city is not null and day >= ?"
        " group by city, station order by city, station",
        [since],
    ).pl()


def _cities(
    connection: "duckdb.DuckDBPyConnection", day: date, methods: Methods, *, readings: Sequence["Dataset"]
) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.air.city import city_days, station_days

    method = methods.load(AirMethod, FILE)
    stations = _stations(connection, day, method)
    share = float(method.city.station_share.value)
    found = []
    for dataset, rows in _told(connection, readings):
        of_it = station_days(
            rows.drop("city"), stations, day, dataset.timezone, _parts(dataset).hour_named_by
        )
        found.append(city_days(of_it.lazy(), share).collect())
    return pl.concat(found)


def _gaps(
    connection: "duckdb.DuckDBPyConnection", day: date, methods: Methods, *, readings: Sequence["Dataset"]
) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.air.gap import in_words, possible_values, what_if

    method = methods.load(AirMethod, FILE)
    stations = _stations(connection, day, method)
    share = float(method.city.station_share.value)
    possible = possible_values(
        _recent(connection, day, method),
        float(method.gaps.low.value),
        float(method.gaps.high.value),
        int(method.gaps.least_readings.value),
    )
    found = []
    for dataset, rows in _told(connection, readings):
        told = what_if(
            rows.drop("city"), stations, possible, share, day, dataset.timezone, _parts(dataset).hour_named_by
        )
        found.append(in_words(told).with_columns(day=pl.lit(day)))
    return pl.concat(found)


def _recent(connection: "duckdb.DuckDBPyConnection", day: date, method: AirMethod) -> "pl.DataFrame":
    """The readings of the days before, and of the day: `city, station, pollutant, value`."""
    import polars as pl

    from ecolake.domain.air.index import STEM

    since = day - timedelta(int(method.gaps.recent_days.value))
    wide = connection.execute(
        "select * from lake.derived_air_station_hourly where city is not null and day >= ?", [since]
    ).pl()
    names = {f"{stem}_1h": pollutant for pollutant, stem in STEM.items()}
    long = wide.unpivot(list(names), index=["city", "station"], variable_name="pollutant")
    return long.with_columns(pl.col("pollutant").replace(names))
