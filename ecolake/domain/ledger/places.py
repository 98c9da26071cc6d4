"""Which places lie within some metres of each other, and at whose site a report without a name was made."""

import polars as pl

_METRES_OF_A_DEGREE = 111_320.0  # of latitude, mean
_LEAST_COSINE = 0.1  # Beyond 84 degrees nobody reports; keeps the cells finite.
_PLACE = ["longitude", "latitude"]


def near(left: pl.DataFrame, right: pl.DataFrame, metres: float) -> pl.DataFrame:
    """Return the pairs of a place on the left and one on the right within the distance: `name`, `other`, `metres`.

    Places are put in cells at least as wide as the distance; what is near lies in one of the nine cells around.

    Args:
        left: `name`, `longitude`, `latitude` in degrees; places without both are near nothing.
        right: The same.
        metres: The greatest distance. Distances are on a plane that touches the earth between the two: within some kilometres
            the error is below 0.1 %.
    """
    left, right = (part.select("name", *_PLACE).drop_nulls(_PLACE) for part in (left, right))
    highest = pl.concat([left["latitude"], right["latitude"]]).abs().max() or 0.0
    wide = max(float(pl.select(pl.lit(highest, pl.Float64()).radians().cos()).item()), _LEAST_COSINE)
    width = metres / _METRES_OF_A_DEGREE
    cell = [
        (pl.col("longitude") / (width / wide)).floor().cast(pl.Int64).alias("_east"),
        (pl.col("latitude") / width).floor().cast(pl.Int64).alias("_north"),
    ]
    steps = pl.DataFrame({"_e": [-1, 0, 1]}).join(pl.DataFrame({"_n": [-1, 0, 1]}), how="cross")
    around = (
        right.with_columns(cell)
        .join(steps, how="cross")
        .with_columns(_east=pl.col("_east") + pl.col("_e"), _north=pl.col("_north") + pl.col("_n"))
    )
    both = left.with_columns(cell).join(around, on=["_east", "_north"], suffix="_other")
    return (
        both.select("name", other="name_other", metres=_metres())
        .filter(pl.col("metres") <= metres)
        .sort("name", "other")
    )


def owner_of_place(reports: pl.DataFrame, sites: pl.DataFrame, metres: float) -> pl.DataFrame:
    """Return the enterprise of each report that names none and was made at the site of exactly one: `report`, `enterprise_code`.

    Args:
        reports: `report`, `enterprise_code`, `longitude`, `latitude`.
        sites: `enterprise_code`, `longitude`, `latitude`; an enterprise may have several sites.
        metres: How far from the site still counts.
    """
    nameless = reports.filter(pl.col("enterprise_code").is_null()).rename({"report": "name"})
    found = near(nameless, sites.rename({"enterprise_code": "name"}), metres)
    return (
        found.group_by("name")
        .agg(enterprise_code=pl.col("other").min(), owners=pl.col("other").n_unique())
        .filter(pl.col("owners") == 1)
        .select(report="name", enterprise_code="enterprise_code")
        .sort("report")
    )


def _metres() -> pl.Expr:
    middle = ((pl.col("latitude") + pl.col("latitude_other")) / 2).radians().cos()
    east = (pl.col("longitude") - pl.col("longitude_other")) * middle
    north = pl.col("latitude") - pl.col("latitude_other")
    return (east.pow(2) + north.pow(2)).sqrt() * _METRES_OF_A_DEGREE
