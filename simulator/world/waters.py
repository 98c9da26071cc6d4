"""The river network of the province: a directed tree of catchments, cut into small watersheds.

Belongs here: catchments, where each flows to, how much water passes. Does not belong here: sections and
stations (``water_places``), what the water carries on a day (``river_day``).

The courses of the twelve rivers follow a few real waypoints; everything else is simulated. A catchment on a
course flows to the next one down the course; any other to the neighbour that is nearest to its river, always
nearer than itself: so no water runs in a circle.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import polars as pl
import shapely

from simulator.world.chance import Floats, Ints, share_out, stream
from simulator.world.facts import read
from simulator.world.land import as_degrees, as_km, county_of, land_points, nearest

CATCHMENTS = 5180  # "more than 5,000"
WATERSHEDS = 636
_STEP_KM = 6.0
_REACH_KM = 9.5  # how far a neighbour may be
_RUNOFF = 0.032  # m3/s from a km2: about a metre of rain that runs off in a year
_PROVINCE_KM2 = 124_000


@dataclass(frozen=True)
class Network:
    """The catchments as arrays, in the order of their codes.

    Attributes:
        points: (n, 2) degrees.
        river: Index of the river (``rivers()``).
        down: Index of the next catchment down, -1 at a mouth.
        length: Kilometres to the next one down, 0 at a mouth.
        to_mouth: Kilometres to the mouth.
        order: Steps to the mouth.
        area: Of the catchment itself, km2.
        upstream: Of all that drains through it, km2.
        on_course: Whether it lies on a named course.
        watershed: Index of its small watershed.
    """

    points: Floats
    river: Ints
    down: Ints
    length: Floats
    to_mouth: Floats
    order: Ints
    area: Floats
    upstream: Floats
    on_course: Ints
    watershed: Ints

    @property
    def flow(self) -> Floats:
        """Mean flow, m3/s."""
        return self.upstream * _RUNOFF


@cache
def rivers() -> pl.DataFrame:
    """Return the main courses in the order of the file: river_name, basin_area_km2, course."""
    return read("rivers").filter(branch="main").select("river_name", "basin_area_km2", "course")


def _densified(course: str) -> Floats:
    corners = np.array([[float(number) for number in point.split()] for point in course.split(";")])
    pieces = []
    for begin, end in pairwise(corners):
        steps = max(1, round(float(np.linalg.norm(as_km(end - begin)) / _STEP_KM)))
        pieces.append(begin + (end - begin) * np.arange(steps)[:, None] / steps)
    return np.concatenate([*pieces, corners[-1:]])


def _courses(seed: int) -> tuple[Floats, Ints, Ints]:
    """Return the nodes on the courses: points, river, next node down. Branches join the node they end at."""
    rng = stream("courses", seed)
    names = rivers()["river_name"].to_list()
    points: list[Floats] = []
    river: list[int] = []
    down: list[int] = []
    main_first = (
        read("rivers").with_columns(rank=pl.col("branch") != "main").sort("rank", maintain_order=True)
    )
    for name, course in main_first.select("river_name", "course").iter_rows():
        nodes = _densified(course)
        nodes[1:-1] += rng.normal(0, 0.008, nodes[1:-1].shape)  # rivers are not straight
        index, first = names.index(name), len(points)
        own = [place for place, other in enumerate(river) if other == index]
        if own:  # a branch: its last node is the nearest one of the river that is there already
            end = own[int(nearest(nodes[-1:], np.array([points[place] for place in own]))[0])]
            nodes = nodes[:-1]
        else:
            end = -1
        points += list(nodes)
        river += [index] * len(nodes)
        down += [*range(first + 1, first + len(nodes)), end]
    return np.array(points), np.array(river), np.array(down)


@cache
def network(seed: int) -> Network:
    """Return the network of the whole province; every size of world of a seed has the same."""
    nodes, node_river, node_down = _courses(seed)
    cells = land_points(seed, CATCHMENTS - len(nodes))
    points = np.round(np.concatenate([nodes, cells]), 6)
    near = nearest(points, nodes)
    river = np.concatenate([node_river, node_river[near[len(nodes) :]]])
    away = np.linalg.norm(as_km(points) - as_km(nodes[near]), axis=1)
    away[: len(nodes)] = 0
    down = np.concatenate([node_down, _downhill(seed, points, river, away, near, len(nodes))])
    return _numbered(seed, points, river, down, len(nodes))


def _downhill(seed: int, points: Floats, river: Ints, away: Floats, near: Ints, nodes: int) -> Ints:
    """Return where each cell off the courses flows: to a neighbour that is nearer to the river, or into it."""
    found = near[nodes:].copy()
    flat = as_km(points)
    rough = stream("rough", seed).lognormal(0, 0.35, len(points))
    for index in np.unique(river):
        own = np.flatnonzero((river == index) & (np.arange(len(points)) >= nodes))
        for part in np.array_split(own, max(1, len(own) // 512)):
            if not len(part):
                continue
            distance = np.linalg.norm(flat[part, None, :] - flat[None, own, :], axis=2)
            # Some valleys draw more water than others, so that streams gather before they reach the river.
            cost = (distance + 0.8 * away[own][None, :]) * rough[own][None, :]
            beyond = distance > _REACH_KM
            cost[beyond | (away[own][None, :] >= away[part][:, None] - 0.3)] = np.inf
            best = cost.argmin(axis=1)
            valley = np.isfinite(cost[np.arange(len(part)), best]) & (away[part] > _STEP_KM)
            found[part[valley] - nodes] = own[best[valley]]
    return found


def _numbered(seed: int, points: Floats, river: Ints, down: Ints, nodes: int) -> Network:
    length: Floats = np.where(
        down >= 0, 1.25 * np.linalg.norm(as_km(points) - as_km(points[down]), axis=1), 0.0
    )
    order, to_mouth = np.zeros(len(down), dtype=np.int64), length.copy()
    step = down.copy()
    while (step >= 0).any():
        going = step >= 0
        order[going] += 1
        to_mouth[going] += length[step[going]]
        step[going] = down[step[going]]
    raw = share_out(_PROVINCE_KM2 * 1000, stream("area", seed).uniform(0.6, 1.4, len(down))) / 1000
    upstream = raw.copy()
    for rank in range(int(order.max()), 0, -1):
        at = np.flatnonzero(order == rank)
        np.add.at(upstream, down[at], upstream[at])
    on_course = (np.arange(len(down)) < nodes).astype(np.int64)
    # Codes run river by river from the mouth upwards, so that a parent is always written before its children.
    ranks = np.lexsort((np.arange(len(down)), order, river))
    place = np.empty_like(ranks)
    place[ranks] = np.arange(len(ranks))
    moved = np.where(down[ranks] >= 0, place[down[ranks]], -1)
    made = Network(
        points[ranks],
        river[ranks],
        moved,
        length[ranks].round(3),
        to_mouth[ranks].round(3),
        order[ranks],
        raw[ranks],
        upstream[ranks].round(3),
        on_course[ranks],
        np.zeros(len(down), dtype=np.int64),
    )
    return replace(made, watershed=_watersheds(made))


def _watersheds(net: Network) -> Ints:
    """Cut each river's catchments into its share of the small watersheds, one after the other up the river.

    Catchments that join a course at the same place stay together as far as the sizes allow.
    """
    root = np.arange(len(net.down))
    for _ in range(int(net.order.max())):
        off = (net.on_course[root] == 0) & (net.down[root] >= 0)
        root[off] = net.down[root[off]]
    found = np.zeros(len(net.down), dtype=np.int64)
    sizes = np.bincount(net.river)
    wanted = 1 + share_out(WATERSHEDS - len(sizes), sizes)
    first = np.cumsum(wanted) - wanted
    for index, count in enumerate(wanted):
        own = np.flatnonzero(net.river == index)
        along = own[np.lexsort((own, net.order[own], root[own], net.to_mouth[root[own]]))]
        found[along] = first[index] + np.arange(len(along)) * count // len(along)
    return found


@cache
def cells(seed: int) -> pl.Series:
    """Return the area of each catchment as text: what is nearer to its point than to any other, within a reach of it."""
    flat = as_km(network(seed).points)
    whole = shapely.voronoi_polygons(shapely.multipoints(flat), ordered=True)
    near = shapely.box(*(flat - _REACH_KM).T, *(flat + _REACH_KM).T)
    drawn = shapely.intersection(shapely.get_parts(whole), near)
    return pl.Series(shapely.to_wkt(shapely.transform(drawn, as_degrees), rounding_precision=6))


def county_codes(net: Network) -> pl.Series:
    """Return the county that each catchment is in."""
    return county_of(net.points)
