"""What unlawful discharges do to the sections below them: when they arrive, how they spread, how much they add.

Belongs here: the way of a discharge down the network, and the truth of it. Does not belong here: what a river carries that
nobody spoils (``river_day``).

A discharge goes down with the water of each reach: at 1.4 km/h where 1 m3/s passes, faster in larger rivers, and every
reach has a bed of its own that nobody has measured. It blurs and decays on the way and is diluted by the flow of the
section.
"""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import Floats, Ints, Texts, stream
from simulator.world.facts import county
from simulator.world.waters import network
from simulator.world.waves import hours_of

if TYPE_CHECKING:
    from simulator.world.world import World

_LOOK_BACK = 6  # days that a discharge can still be felt
# A tank emptied at once, not the outlet's usual flow, m3/s: a workshop that is only registered has no tank of a factory.
_TANK_M3_S = {"key": 0.3, "simplified": 0.04, "registered": 0.008}
_DECAY_AN_HOUR = 0.008
_BEDS = 0.12  # how much the speeds of reaches of one flow differ, as the deviation of their logarithm
_LEAST_ADDED = 1e-4  # mg/L
# What a gram of each pollutant of an outlet adds to the quantities measured in the river.
ADDS = {
    "w01018": {"chemical_oxygen_demand": 1.0, "permanganate_index": 0.35},
    "w21003": {"ammonia_nitrogen": 1.0, "total_nitrogen": 1.1},
    "w21011": {"total_phosphorus": 1.0},
}


@cache
def reach_hours(seed: int) -> Floats:
    """Return the hours that the water takes through each catchment to the next, at mean flow; 1 km at a mouth."""
    net = network(seed)
    bed = stream("river bed", seed).lognormal(0, _BEDS, len(net.down))
    made: Floats = np.maximum(net.length, 1.0) / (1.4 * np.clip(net.flow, 0.1, 2000) ** 0.12 * bed)
    return made


def felt(world: "World", day: date, sections: pl.DataFrame, flow: Floats) -> tuple[dict[str, Floats], Texts]:
    """Return what the events of the last days add at each section and hour, and the strongest of them."""
    shape = (sections.height, 24)
    events = world.since("discharge_event", day, _LOOK_BACK).filter(pl.col("outlet_medium") == "water")
    added = {name: np.zeros(shape) for names in ADDS.values() for name in names}
    cause = np.full(shape, "", dtype=object)
    strongest = np.full(shape, 0.1)  # a tenth of a mg/L of anything: less is not felt
    which, where, _, hours = _downstream(world, events, sections)
    if not len(which):
        return added, cause
    travel = _travel(hours, flow[where], sections["mean_flow"].to_numpy()[where])
    hits = _pulses(day, _tanks(world, events), which, where, travel, flow)
    ids, codes = events["event_id"].to_numpy(), events["pollutant_code"].to_numpy()
    # In a fixed order, a handful of sections an event: sums of floats must not depend on anything else.
    for row, section, pulse in zip(which, where, hits, strict=True):
        if pulse.max() <= 0:
            continue
        for name, weight in ADDS[codes[row]].items():
            added[name][section] += weight * pulse
        relative = pulse / {"w01018": 1.0, "w21003": 0.1, "w21011": 0.05}[codes[row]]
        stronger = relative > strongest[section]
        cause[section, stronger] = ids[row]
        strongest[section, stronger] = relative[stronger]
    return added, cause


def effects(world: "World", day: date, flow: Floats) -> pl.DataFrame:
    """Return where and when the discharges that begin on a day are felt: one row per event and section below it.

    Args:
        world: The world.
        day: The day on which the events begin.
        flow: Of each section and hour of the day, m3/s.

    Returns:
        Event, section, kilometres, hours under way, when its front and its end pass, and mg/L that it adds when it is
        strongest; only what adds anything.
    """
    sections = world.frame("section")
    events = _tanks(world, world.day("discharge_event", day).filter(pl.col("outlet_medium") == "water"))
    which, where, away, hours = _downstream(world, events, sections)
    mean = sections["mean_flow"].to_numpy()[where]
    travel = _travel(hours, flow[where], mean)
    later = pl.duration(microseconds=pl.lit(pl.Series((travel * 3.6e9).astype(np.int64))))
    names = ("event_id", "unified_social_credit_code", "permit_number", "discharge_outlet_code")
    return (
        events[which]
        .select(*names, "pollutant_code", "catchment_code", "monitoring_point_code", "began_at", "ended_at")
        .hstack(sections[where].select("section_code"))
        .with_columns(
            distance_km=pl.Series(away).round(3),
            travel_hours=pl.Series(travel).round(3),
            added=pl.Series(_strongest(events, which, travel, flow[where].mean(axis=1))).round(5),
        )
        .with_columns(arrives_at=pl.col("began_at") + later, passes_at=pl.col("ended_at") + later)
        .filter(pl.col("added") > _LEAST_ADDED)
        .sort("event_id", "section_code")
    )


def _tanks(world: "World", events: pl.DataFrame) -> pl.DataFrame:
    """Add how much water each event lets out, m3/s."""
    keys = ["permit_number", "discharge_outlet_code"]
    classes = world.frame("outlet").select(*keys, "management_class")
    return events.join(classes, on=keys, how="left", maintain_order="left").with_columns(
        tank_m3_s=pl.col("management_class").replace_strict(_TANK_M3_S, return_dtype=pl.Float64)
    )


def _travel(hours: Floats, flow: Floats, mean: Floats) -> Floats:
    """Return the hours under way on a day: high water is faster than the mean flow for which ``hours`` are."""
    made: Floats = hours * (flow.mean(axis=1) / mean) ** -0.12
    return made


def _downstream(
    world: "World", events: pl.DataFrame, sections: pl.DataFrame
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return for every event and section below it: row of the event, row of the section, kilometres, hours at mean flow."""
    net, reach = world.network, reach_hours(world.seed)
    at = _places(world, events["catchment_code"])
    row_of = np.full(len(net.down), -1, dtype=np.int64)
    row_of[_places(world, sections["catchment_code"])] = np.arange(sections.height)
    who = np.arange(len(at))
    # The first kilometre is that from the outlet to the water of its catchment.
    away = np.full(len(at), 1.0)
    hours = reach[at] / np.maximum(net.length[at], 1.0)
    found: list[tuple[Ints, Ints, Floats, Floats]] = []
    while len(at):
        here = row_of[at] >= 0
        found.append((who[here], row_of[at[here]], away[here], hours[here]))
        away, hours, at = away + net.length[at], hours + reach[at], net.down[at]
        going = at >= 0
        at, away, hours, who = at[going], away[going], hours[going], who[going]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    which, where, distance, under_way = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((where, which))
    return which[order], where[order], distance[order], under_way[order]


def _places(world: "World", codes: pl.Series) -> Ints:
    """Return the index in the network of catchments by their codes: HS, river, number within it."""
    river = codes.str.slice(2, 2).cast(pl.Int64).to_numpy() - 1
    nth = codes.str.slice(4).cast(pl.Int64).to_numpy() - 1
    found: Ints = np.searchsorted(world.network.river, river) + nth
    return found


def _strongest(events: pl.DataFrame, which: Ints, travel: Floats, through: Floats) -> Floats:
    """Return what each event adds at each section while it passes, mg/L: load above what is allowed, diluted and decayed."""
    limit = events["pollutant_code"].replace_strict(county()["limits"], return_dtype=pl.Float64).to_numpy()
    load = (events["factor"].to_numpy() - 1) * limit * events["tank_m3_s"].to_numpy()  # g/s
    made: Floats = load[which] / through * np.exp(-_DECAY_AN_HOUR * travel)
    return made


def _pulses(
    day: date, events: pl.DataFrame, which: Ints, where: Ints, travel: Floats, flow: Floats
) -> Floats:
    """Return (pairs, 24) concentrations that each event adds at each section below it, mg/L."""
    hour = np.timedelta64(3600 * 10**6, "us")
    now = hours_of(day)[None, :]
    began = events["began_at"].dt.replace_time_zone(None).to_numpy()[which]
    ended = events["ended_at"].dt.replace_time_zone(None).to_numpy()[which]
    since = (now - began[:, None]) / hour - travel[:, None]
    until = (now - ended[:, None]) / hour - travel[:, None]
    spread = 0.6 + 0.08 * travel[:, None]  # hours over which the front blurs
    shape = 0.5 * (np.tanh(since / spread) - np.tanh(until / spread))
    through = flow[where]
    made: Floats = _strongest(events, which, travel, through.mean(axis=1))[:, None] * shape
    made = made * through.mean(axis=1)[:, None] / through
    return np.where(made > _LEAST_ADDED, made, 0.0)
