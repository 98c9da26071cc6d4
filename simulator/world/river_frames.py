"""The river network as frames: rivers, small watersheds, catchments, sections.

Belongs here: tables of the network, cut to the world's scope. Does not belong here: how the network is made
(``waters``), what stands on it (``water_places``), what is measured (``river_day``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import Ints, pick, share_out, stream
from simulator.world.settlements import PLACE
from simulator.world.waters import Network, cells, rivers

if TYPE_CHECKING:
    from simulator.world.world import World

MAIN_SECTIONS = 143
"""Assessment sections of the twelve rivers in 2016."""


def catchment_codes(net: Network) -> pl.Series:
    """Return the code of every catchment of the province: river, number from the mouth upwards."""
    nth = np.arange(len(net.river)) - np.searchsorted(net.river, net.river) + 1
    return pl.select(
        pl.format(
            "HS{}{}",
            pl.Series(net.river + 1).cast(pl.String).str.zfill(2),
            pl.Series(nth).cast(pl.String).str.zfill(5),
        )
    ).to_series()


def watershed_code(index: pl.Expr) -> pl.Expr:
    """Return the code of a small watershed."""
    return "XLY" + (index + 1).cast(pl.String).str.zfill(4)


def all_sections(net: Network) -> pl.DataFrame:
    """Return the sections of the whole province: small ones on tributaries, main ones on the courses."""
    # At the mouth of the largest tributary of each small watershed; on the course only where it has none.
    largest = np.lexsort((-net.upstream, net.on_course, net.watershed))
    small = largest[np.unique(net.watershed[largest], return_index=True)[1]]
    chosen = []
    courses = [
        np.flatnonzero((net.river == river) & (net.on_course == 1))
        for river in range(int(net.river.max()) + 1)
    ]
    numbers = 3 + share_out(MAIN_SECTIONS - 3 * len(courses), [len(course) for course in courses])
    for course, number in zip(courses, numbers, strict=True):
        free = course[~np.isin(course, small)]
        chosen.append(free[(np.arange(number) * len(free)) // number])
    main = np.concatenate(chosen)
    place = np.concatenate([small, main])
    return pl.DataFrame({"at": place, "section_kind": ["small"] * len(small) + ["main"] * len(main)})


def next_section_down(net: Network, sections: pl.DataFrame) -> Ints:
    """Return for each catchment the row of the section it passes first on its way down, -1 without one."""
    found = np.full(len(net.down), -1, dtype=np.int64)
    found[sections["at"].to_numpy()] = np.arange(sections.height)
    for rank in range(int(net.order.max()) + 1):
        here = np.flatnonzero((net.order == rank) & (found < 0) & (net.down >= 0))
        found[here] = found[net.down[here]]
    return found


def _network(world: "World") -> pl.DataFrame:
    """Return the network of the province with the names that all tables share."""
    net = world.network
    names = rivers()["river_name"].to_list()
    near = world.town_at(net.points)
    return pl.DataFrame(
        {
            "at": np.arange(len(net.river)),
            "catchment_code": catchment_codes(net),
            "river": net.river,
            "river_name": pl.Series(names, dtype=pl.String).gather(net.river),
            "water_body_code": pl.Series([f"35{index + 1:02d}0000" for index in range(len(names))]).gather(
                net.river
            ),
            "watershed": net.watershed,
            "down": net.down,
            "length_km": net.length,
            "distance_to_mouth_km": net.to_mouth,
            "area_km2": net.area,
            "upstream_area_km2": net.upstream,
            "mean_flow": net.flow.round(3),
            "order": net.order,
            "on_course": net.on_course == 1,
            "division_code": world.catchment_counties,
            "longitude": net.points[:, 0],
            "latitude": net.points[:, 1],
            "stem": near,
        }
    ).with_columns(
        watershed_code=watershed_code(pl.col("watershed")), basin_name=pl.col("river_name") + "流域"
    )


def river(world: "World") -> pl.DataFrame:
    """The main rivers that touch the scope, by code, as lines from source to mouth."""
    table = _network(world)
    here = table.join(world.frame("catchment").select("catchment_code"), on="catchment_code", how="semi")
    rows = []
    for index in here["river"].unique().sort():
        own = table.filter(pl.col("river") == index)
        course = own.filter("on_course").sort("distance_to_mouth_km", descending=True)
        chain = _main_stem(course, own)
        wkt = "LINESTRING (" + ", ".join(f"{x:.6f} {y:.6f}" for x, y in chain) + ")"
        rows.append(
            {
                **own.select("water_body_code", "river_name", "basin_name").row(0, named=True),
                "length_km": round(float(own["distance_to_mouth_km"].max()), 3),  # type: ignore[arg-type]
                "area_km2": round(float(own["area_km2"].sum()), 3),
                "mean_flow": round(float(own["mean_flow"].max()), 3),  # type: ignore[arg-type]
                "mouth_longitude": chain[-1][0],
                "mouth_latitude": chain[-1][1],
                "geometry_wkt": wkt,
                "geometry_origin": "simulated",
            }
        )
    return pl.DataFrame(rows).sort("water_body_code")


def _main_stem(course: pl.DataFrame, own: pl.DataFrame) -> list[tuple[float, float]]:
    """Return the points from the farthest node of the courses down to the mouth."""
    place = {at: row for row, at in enumerate(own["at"])}
    points, down = own.select("longitude", "latitude").rows(), own["down"].to_list()
    at, chain = int(course["at"][0]), []
    while at >= 0:
        chain.append(points[place[at]])
        at = down[place[at]]
    return chain


def catchment(world: "World") -> pl.DataFrame:
    """Catchments in the scope, by code; what flows out of it has no next catchment down."""
    table = _network(world)
    sections = world.sections
    next_code = sections["section_code"].gather(np.maximum(world.next_section, 0))
    table = table.with_columns(
        section_code=pl.when(pl.Series(world.next_section >= 0)).then(next_code),
        catchment_name=pl.concat_str(
            "stem", pl.lit("溪"), (pl.col("at") + 1).cast(pl.String), pl.lit("号汇水区")
        ),
    )
    here = table.filter(pl.col("division_code").is_in(world.counties_settled))
    return (
        here.join(
            here.select(down="at", downstream_code="catchment_code"),
            on="down",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            geometry_origin=pl.lit("simulated"),
            geometry_wkt=cells(world.seed).gather(pl.Series(here["at"])),
            # A section that stands outside the scope is no section of this world.
            section_code=pl.when(
                pl.col("section_code").is_in(world.sections_here["section_code"].implode())
            ).then("section_code"),
        )
        .pipe(world.placed)
        .select(
            *(
                "catchment_code",
                "catchment_name",
                "watershed_code",
                "water_body_code",
                "river_name",
                "basin_name",
            ),
            *(
                "downstream_code",
                "length_km",
                "distance_to_mouth_km",
                "area_km2",
                "upstream_area_km2",
                "mean_flow",
            ),
            *("order", "on_course", "section_code", *PLACE, "geometry_wkt", "geometry_origin"),
        )
        .sort("catchment_code")
    )


def sections(world: "World") -> pl.DataFrame:
    """Sections of the whole province in the order of ``all_sections``; ``section`` is cut to the scope."""
    rng = stream("section", world.seed)
    base = all_sections(world.network)
    rows = base.join(_network(world), on="at", how="left", maintain_order="left")
    nth = 1 + pl.int_range(pl.len()).over("river", "section_kind")
    is_main = pl.col("section_kind") == "main"
    head = pl.col("river_name").str.slice(0, 1)
    level = pl.Series(pick(rng, ["1", "2"], rows.height, [3, 7]), dtype=pl.String)
    target = pl.Series(pick(rng, ["II", "III"], rows.height, [6, 4]), dtype=pl.String)
    return rows.with_columns(
        section_code=pl.format(
            "{}{}{}",
            pl.when(is_main).then(pl.lit("ZL")).otherwise(pl.lit("XL")),
            (pl.col("river") + 1).cast(pl.String).str.zfill(2),
            nth.cast(pl.String).str.zfill(4),
        ),
        section_name=pl.when(is_main)
        .then(pl.concat_str(head, nth.cast(pl.String), pl.lit(" "), "stem", pl.lit("桥")))
        .otherwise(pl.concat_str("stem", pl.lit("溪口"), nth.cast(pl.String))),
        section_control_level=pl.when(is_main).then(level).otherwise(pl.lit("3")),
        water_function_class=target,
        cleanliness=pl.Series(rng.lognormal(0, 0.25, rows.height).round(4)),
    )


def section(world: "World") -> pl.DataFrame:
    """Sections in the scope, by code."""
    return (
        world.sections_here.pipe(world.placed)
        .select(
            *(
                "section_code",
                "section_name",
                "water_body_code",
                "river_name",
                "basin_name",
                "watershed_code",
            ),
            *("catchment_code", "section_kind", "section_control_level", "water_function_class"),
            *("distance_to_mouth_km", "upstream_area_km2", "mean_flow", "cleanliness", *PLACE),
        )
        .sort("section_code")
    )


def watershed(world: "World") -> pl.DataFrame:
    """Small watersheds with a section in the scope, by code."""
    whole = (
        _network(world)
        .group_by("watershed_code", "water_body_code", "river_name", "basin_name", maintain_order=True)
        .agg(
            pl.sum("area_km2").round(3),
            pl.sum("length_km").round(3),
            pl.len().cast(pl.Int64).alias("catchment_count"),
        )
    )
    small = world.frame("section").filter(section_kind="small")
    kept = small.select("watershed_code", "section_code", "section_name", *PLACE)
    return (
        whole.join(kept, on="watershed_code", maintain_order="right_left")
        .with_columns(
            watershed_name=pl.col("section_name").str.replace(r"溪口\d+$", "溪") + "小流域",
            mean_flow=(pl.col("area_km2") * 0.032).round(3),
        )
        .sort("watershed_code")
    )
