"""Where catchments lie: their centres, and which of them holds a point.

Belongs here: areas and points on the plane of degrees. Does not belong here: lengths (`network`).
"""

import polars as pl


def centres(boundaries: pl.Series) -> pl.DataFrame:
    """Return `longitude` and `latitude` of the centres of areas given as text; null for none and for what is no geometry."""
    import shapely

    drawn = shapely.from_wkt(boundaries.to_numpy(), on_invalid="ignore")
    found = shapely.centroid(drawn)
    place = {"longitude": shapely.get_x(found), "latitude": shapely.get_y(found)}
    return pl.DataFrame(place).fill_nan(None)


def at_sections(catchments: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """Move catchments from their centres to the sections that close them; of two in one catchment the first.

    Args:
        catchments: `catchment_code`, `longitude`, `latitude` and more.
        sections: `catchment_code`, `longitude`, `latitude`.
    """
    first = sections.unique("catchment_code", keep="first", maintain_order=True)
    return (
        catchments.join(first, on="catchment_code", how="left", suffix="_at", maintain_order="left")
        .with_columns(pl.coalesce(f"{name}_at", name).alias(name) for name in ("longitude", "latitude"))
        .drop("longitude_at", "latitude_at")
    )


def located(points: pl.DataFrame, catchments: pl.DataFrame) -> pl.Series:
    """Return the code of the catchment that holds each point, null for none; on a common border that of the lower code.

    Args:
        points: `longitude`, `latitude`, degrees.
        catchments: `catchment_code`, `boundary` (text).
    """
    import shapely

    known = catchments.drop_nulls("boundary").sort("catchment_code")
    tree = shapely.STRtree(shapely.from_wkt(known["boundary"].to_numpy(), on_invalid="ignore"))
    where = shapely.points(
        *(
            points[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
            for name in ("longitude", "latitude")
        )
    )
    point, area = tree.query(where, predicate="intersects")
    hits = (
        pl.DataFrame({"point": point, "area": area}, schema={"point": pl.Int64, "area": pl.Int64})
        .group_by("point")
        .agg(pl.min("area"))
    )
    codes = (
        known.select(catchment_code="catchment_code")
        .with_row_index("area")
        .with_columns(pl.col("area").cast(pl.Int64))
    )
    return (
        points.select(point=pl.int_range(pl.len()))
        .join(hits, on="point", how="left", maintain_order="left")
        .join(codes, on="area", how="left", maintain_order="left")["catchment_code"]
    )
