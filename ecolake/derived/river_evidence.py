"""What a trace is made from, read from any connection that shows the derived tables: those of a run, and those of a release.

Belongs here: frames for `ecolake.domain.river`. Does not belong here: what they say about an exceedance (`tracing`), which exceedances
are traced (`river_trace`, the command line).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from ecolake.derived.river_told import told

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.domain.river.exceedance import Exceedance, Weights
    from ecolake.domain.river.hydraulics import Speed
    from ecolake.domain.river.network import Floats, Ints, Network
    from ecolake.domain.river.tracing import Evidence
    from ecolake.standards.methods.river import RiverMethod

BEFORE: Final = 5
"""Days before an exceedance whose devices may have seen its cause: four days under way, and a night."""
AFTER: Final = 2
"""Days after it in which people complain of what caused it."""

# A release shows every version of a row; a case that was corrected or withdrawn is not two.
_PENALTIES: Final = """
select unified_social_credit_code, count(*) as penalties
from (
    select * from lake.ecology__penalty_case
    qualify row_number() over (partition by case_number order by _sequence desc, _row desc) = 1
)
where _withdrawn_by is null and filed_on between $first and $last
group by all
"""


@dataclass(frozen=True)
class Rivers:
    """The network on a day.

    Attributes:
        network: Who drains into whom.
        flow: Of each catchment, m3/s.
        hours: Through each reach.
        speed: The water's.
        sections: `site_code` and `row` of its catchment.
        places: All places, with `row` and `off_hours`.
    """

    network: "Network"
    flow: "Floats"
    hours: "Floats"
    speed: "Speed"
    sections: "pl.DataFrame"
    places: "pl.DataFrame"


def weights_of(method: "RiverMethod") -> "Weights":
    """Take what evidence is worth from the method."""
    from ecolake.domain.river.exceedance import Weights

    said = method.evidence
    return Weights(
        unknown=said.unknown.value,
        unfit=said.unfit.value,
        caught=said.caught.value,
        quiet=said.quiet.value,
        named=said.named.value,
        near=said.near.value,
        unreported=said.unreported.value,
        elsewhere=said.elsewhere.value,
        clean_between=said.clean_between.value,
        capacity_m3_s={name: one.value for name, one in said.capacity_m3_s.items()},
        strength=said.strength.value,
        spread=said.spread.value,
        decay_per_hour=said.decay_per_day.value / 24,
        tolerance=said.tolerance.value,
        most_hours=said.most_hours.value,
        record_scale=said.record_scale.value,
        report_hours=said.report_hours.value,
    )


def rivers(connection: "duckdb.DuckDBPyConnection", day: date, method: "RiverMethod") -> Rivers:
    """Read the network, and how it runs on a day."""
    import numpy as np
    import polars as pl

    from ecolake.domain.river.hydraulics import Speed, flows
    from ecolake.domain.river.network import Network

    reaches = connection.sql("select * from lake.derived_river_reach order by catchment_code").pl()
    runoffs = connection.execute(
        "select river_name, runoff from lake.derived_river_runoff_daily where day = $day", {"day": day}
    ).pl()
    if runoffs.is_empty():
        runoffs = pl.DataFrame({"river_name": [""], "runoff": [method.runoff_m3_s_km2.value]})
    network = Network.of(reaches)
    said = method.speed
    speed = Speed(said.factor_km_h.value, said.exponent.value, said.least_flow_m3_s.value)
    flow = flows(network, runoffs)
    hours = speed.hours(network.length_km, flow)
    places = connection.sql("select * from lake.derived_river_place order by place_code").pl()
    row = network.rows(places["catchment_code"])
    there = np.maximum(row, 0)
    slow = (
        speed.hours(places["off_km"].fill_null(0).to_numpy(), flow[there])
        if len(flow)
        else np.zeros(len(row))
    )
    places = places.with_columns(row=pl.Series(row), off_hours=pl.Series(slow)).filter(pl.col("row") >= 0)
    sections = places.filter(pl.col("place_kind") == "section").select(
        site_code=pl.col("place_code").str.strip_prefix("section:"), row="row"
    )
    return Rivers(network, flow, hours, speed, sections, places)


def exceedance(
    rivers: Rivers,
    site: str,
    pollutant: str,
    front: datetime,
    tail: datetime,
    excess: float,
    *,
    sudden: bool,
    method: "RiverMethod",
) -> "Exceedance | None":
    """Describe what is to be explained; None where the section is not in the network or nothing shows as the parameter."""
    import polars as pl

    from ecolake.domain.river.exceedance import Exceedance

    shows = method.shows_as.get(pollutant)
    at = rivers.sections.filter(pl.col("site_code") == site)["row"]
    if shows is None or at.is_empty():
        return None
    return Exceedance(
        int(at[0]), pollutant, tuple(shows.pollutants), front, tail, excess, shows.share, sudden
    )


def evidence(
    connection: "duckdb.DuckDBPyConnection", rivers: Rivers, day: date, method: "RiverMethod"
) -> "Evidence":
    """Read what speaks for and against the places, as known of the exceedances of a day."""
    import polars as pl

    from ecolake.domain.river.tracing import Evidence

    span = {"first": day - timedelta(days=BEFORE), "last": day + timedelta(days=AFTER)}
    penalties = connection.execute(
        _PENALTIES,
        {"first": day - timedelta(days=730), "last": day},
    ).pl()
    places = rivers.places.join(
        penalties, on="unified_social_credit_code", how="left", maintain_order="left"
    ).with_columns(pl.col("penalties").fill_null(0), has_device=pl.col("monitoring_point_code").is_not_null())
    outlets = places.drop_nulls("pollutants").select("place_code", "pollutants", "limits")
    limits = outlets.explode("pollutants", "limits", empty_as_null=True).rename(
        {"pollutants": "pollutant_code", "limits": "limit"}
    )
    named = places.drop_nulls("monitoring_point_code").select("monitoring_point_code", "place_code")
    caught = connection.execute(
        "select monitoring_point_code, pollutant_code, measured_at, cast(value - limit_value as double) as over"
        " from lake.derived_outlet_exceedance_hourly where day between $first and $last order by all",
        span,
    ).pl()
    heard = connection.execute(
        "select monitoring_point_code, pollutant_code, day, hours from lake.derived_outlet_watch_daily"
        " where day between $first and $last order by all",
        span,
    ).pl()
    kept = ("place_code", "place_kind", "row", "off_hours", "size_class", "penalties", "has_device")
    return Evidence(
        places=places.select(*kept),
        limits=limits,
        caught=caught.join(named, on="monitoring_point_code", how="inner"),
        heard=heard.join(named, on="monitoring_point_code", how="inner"),
        told=told(connection, places, span, method.evidence.near_km.value),
        watched=_reporting(connection, rivers, day),
        rises=_rises(connection, rivers, day),
    )


def _reporting(connection: "duckdb.DuckDBPyConnection", rivers: Rivers, day: date) -> "Ints":
    """Return the catchments of the stations that reported on a day."""
    import polars as pl

    found = connection.execute(
        "select distinct site_code from lake.derived_water_item_daily where day = $day", {"day": day}
    ).pl()
    rows = rivers.sections.filter(pl.col("site_code").is_in(found["site_code"].implode()))["row"]
    return rows.unique().sort().to_numpy()


def _rises(connection: "duckdb.DuckDBPyConnection", rivers: Rivers, day: date) -> "pl.DataFrame":
    """Return `parameter`, `row`, `front_at` of the rises in the days before; where a station always exceeds the front is unknown."""
    found = connection.execute(
        "select pollutant_code as parameter, site_code, case when kind <> 'lasting' then front_at end as front_at"
        " from lake.derived_river_episode where day between $first and $last order by all",
        {"first": day - timedelta(days=4), "last": day},
    ).pl()
    return found.join(rivers.sections, on="site_code", how="inner").select("parameter", "row", "front_at")
