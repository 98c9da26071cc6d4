"""What people complain of: reports to the hotline about the water, joined to the outlets and farms that they are about.

Belongs here: whom a complaint names, and who is near where it comes from. Does not belong here: what it weighs (`weighing`).
"""

from typing import TYPE_CHECKING, Any, Final

from ecolake.derived.model import Reads
from ecolake.derived.water_hours import LOCAL

if TYPE_CHECKING:
    import duckdb
    import polars as pl

READS: Final = Reads("mee.hotline_12369_report", remakes=False)
"""A complaint makes no day by itself: those of an exceedance are made again when the two days after it are there."""
_LEAST_KM_A_DEGREE: Final = 110.5
"""A degree of latitude is nowhere shorter (WGS 84, at the equator)."""
# A release shows every version of a row: a unit that was named by mistake is accused no more.
_SQL: Final = f"""
select
    report_number, reported_at, replace(accused_unit, ' ', '') as accused, cast(longitude as double) as longitude,
    cast(latitude as double) as latitude
from (
    select * from lake.mee__hotline_12369_report
    qualify row_number() over (partition by report_number order by _sequence desc, _row desc) = 1
)
where _withdrawn_by is null and pollution_kind = 'water' and {LOCAL.format("reported_at")} between $first and $last
order by all
"""


def told(
    connection: "duckdb.DuckDBPyConnection", places: "pl.DataFrame", span: dict[str, Any], near_km: float
) -> "pl.DataFrame":
    """Return `place_code`, `reported_at`, `is_named` of the complaints of some days.

    A complaint that names a unit is about the places of that name. One that names nobody, or a unit that bears no place's name, is about
    all places within a distance of where it comes from.

    Args:
        connection: Shows the schema `lake`.
        places: `place_code`, `place_name`, `longitude`, `latitude`.
        span: `first` and `last` day.
        near_km: The distance.
    """
    import polars as pl

    reports = connection.execute(_SQL, span).pl()
    known = places.select(
        "place_code", "longitude", "latitude", accused=pl.col("place_name").str.replace_all(" ", "")
    )
    named = reports.join(known, on="accused", how="inner").select("place_code", "reported_at")
    others = reports.join(known, on="accused", how="anti")
    return pl.concat(
        [
            named.with_columns(is_named=pl.lit(value=True)),
            _near(others, known, near_km).with_columns(is_named=pl.lit(value=False)),
        ]
    ).sort("place_code", "reported_at", "is_named")


def _near(reports: "pl.DataFrame", places: "pl.DataFrame", near_km: float) -> "pl.DataFrame":
    """Return `place_code`, `reported_at` of places and reports within a distance, found by bands of latitude as wide as it."""
    import polars as pl

    from ecolake.domain.river.network import distances

    band = (pl.col("latitude") * (_LEAST_KM_A_DEGREE / near_km)).floor().cast(pl.Int64)
    here = reports.drop_nulls(["longitude", "latitude"]).with_columns(
        band=pl.concat_list(band - 1, band, band + 1)
    )
    there = places.drop_nulls(["longitude", "latitude"]).with_columns(band=band)
    about = here.explode("band", empty_as_null=True).join(there, on="band", how="inner", suffix="_of_place")
    away = distances(
        about.select("longitude", "latitude"), about.select("longitude_of_place", "latitude_of_place")
    )
    return about.filter(away <= near_km).select("place_code", "reported_at")
