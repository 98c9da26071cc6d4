"""The supervision grid: units of four levels, those who walk them, and the officers who enforce.

Belongs here: who watches where. Does not belong here: what they find (``events_day``, ``grid_day``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import pick, share_out, stream
from simulator.world.people import mobiles, person_names
from simulator.world.settlements import PLACE

if TYPE_CHECKING:
    from simulator.world.world import World

_UNIT = ("grid_code", "grid_name", "grid_level", "parent_grid_code", "town_code", "town_name", *PLACE)


def grid_unit(world: "World") -> pl.DataFrame:
    """Units above the towns, and the cells: every village and community, by code."""
    counties = world.frame("county")
    none = pl.lit(None, dtype=pl.String)
    above = [
        counties.with_columns(
            grid_code="division_code",
            grid_name=pl.col("county_name") + "网格",
            grid_level=pl.lit("county"),
            parent_grid_code="city_code",
            town_code=none,
            town_name=none,
        ),
        world.frame("city").with_columns(
            grid_code="city_code",
            grid_name=pl.col("city_name") + "网格",
            grid_level=pl.lit("city"),
            parent_grid_code=pl.lit("350000"),
            town_code=none,
            town_name=none,
            division_code="city_code",
            county_name=none,
        ),
        world.frame("city")
        .head(1)
        .with_columns(
            grid_code=pl.lit("350000"),
            grid_name=pl.lit("福建省网格"),
            grid_level=pl.lit("province"),
            parent_grid_code=none,
            town_code=none,
            town_name=none,
            division_code=pl.lit("350000"),
            county_name=none,
            city_code=none,
            city_name=none,
            longitude=pl.lit(119.3),
            latitude=pl.lit(26.08),
        ),
    ]
    cells = world.frame("village").with_columns(
        grid_code="village_code",
        grid_name=pl.concat_str("town_name", "village_name", pl.lit("网格")),
        grid_level=pl.lit("town"),
        parent_grid_code="division_code",
    )
    hot = stream("hot grid", world.seed)
    units = pl.concat([part.select(_UNIT) for part in (*above, cells)])
    is_hot = pl.Series(hot.random(units.height) < 0.02)
    return units.with_columns(is_hot=is_hot & (pl.col("grid_level") == "town")).sort("grid_code")


def grid_worker(world: "World", city_code: str) -> pl.DataFrame:
    """Staff of the grid, by code: a chief for each cell of the city first, then others where they fall."""
    cells = world.frame("village", city_code)
    number = int(share_out(world.sizes["grid_workers"], world.cell_counts)[world.cities.index(city_code)])
    rng = stream("grid_worker", world.seed, city_code)
    extra = max(0, number - cells.height)
    place = np.concatenate(
        [np.arange(min(number, cells.height)), np.sort(rng.integers(0, max(1, cells.height), extra))]
    )
    rows = cells[place].with_columns(is_chief=pl.Series(np.arange(number) < cells.height))
    roles = pl.Series(pick(rng, ["deputy", "full_time", "part_time"], number, [1, 4, 5]), dtype=pl.String)
    days = np.datetime64(world.start) - rng.integers(60, 2400, number).astype("timedelta64[D]")
    nth = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(6)
    return rows.select(
        ("WG" + pl.lit(city_code[:4]) + nth).alias("grid_worker_code"),
        pl.col("village_code").alias("grid_code"),
        person_names(rng, number).alias("person_name"),
        mobiles(rng, number).alias("telephone"),
        pl.when("is_chief").then(pl.lit("chief")).otherwise(roles).alias("grid_worker_role"),
        pl.concat_str("county_name", "town_name", pl.lit("人民政府")).alias("organisation_name"),
        pl.Series("appointed_on", days).cast(pl.Date),
        *PLACE,
    ).sort("grid_worker_code")


def officer(world: "World") -> pl.DataFrame:
    """Enforcement officers, by certificate; every settled county has at least two."""
    homes = world.frame("county").filter(pl.col("division_code").is_in(world.counties_settled))
    numbers = 2 + share_out(
        max(0, world.sizes["officers"] - 2 * homes.height), homes["industry_weight"].to_numpy()
    )
    rng = stream("officer", world.seed)
    rows = homes.with_columns(number=pl.Series(numbers))
    rows = rows.select(pl.col(PLACE).repeat_by("number").explode(empty_as_null=False))
    nth = (pl.int_range(pl.len()).over("division_code") + 1).cast(pl.String).str.zfill(4)
    return rows.select(
        ("13" + pl.col("division_code") + nth).alias("enforcement_certificate_number"),
        person_names(rng, rows.height).alias("person_name"),
        mobiles(rng, rows.height).alias("telephone"),
        (pl.col("city_name") + "生态环境局").alias("authority"),
        (pl.col("county_name") + "生态环境保护综合执法大队").alias("office_name"),
        *PLACE,
    ).sort("enforcement_certificate_number")
