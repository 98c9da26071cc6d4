"""The derived tables of surface water and the river network, each after those that it reads."""

from typing import TYPE_CHECKING

from ecolake.derived import (
    outlet_exceedance_hourly,
    outlet_watch_daily,
    river_episode,
    river_place,
    river_reach,
    river_runoff_daily,
    river_trace,
    water_decline,
    water_item_daily,
    water_site,
)

if TYPE_CHECKING:
    from ecolake.derived.model import AnyTable
    from ecolake.standards.catalogue import Standards


def tables(standards: "Standards") -> "tuple[AnyTable, ...]":
    """All of them."""
    return (
        water_site.table(),
        water_item_daily.table(),
        water_decline.table(standards),
        outlet_exceedance_hourly.table(),
        outlet_watch_daily.table(),
        river_reach.table(),
        river_place.table(),
        river_runoff_daily.table(),
        river_episode.table(standards),
        *river_trace.tables(),
    )
