"""The lie of the land: which points are land, which county they are in, and where its towns stand.

Belongs here: points and their counties. Does not belong here: water (``waters``), boundaries as polygons
(``boundaries``), who lives there (``settlements``).

A county is what its boundary holds where real boundaries are at hand (``tianditu``); elsewhere it is simulated, as what is
nearer to its seat than to any other within a rough outline.
"""

from functools import cache

import numpy as np
import polars as pl
import shapely

from simulator.world import tianditu
from simulator.world.chance import Floats, Ints, stream
from simulator.world.facts import UNSETTLED, counties, read

KM_PER_DEGREE = 111.32
SHRINK = float(np.cos(np.radians(26.0)))
"""A degree of longitude is shorter than one of latitude by this factor, in the middle of the province."""


def as_km(points: Floats) -> Floats:
    """Return (n, 2) degrees as kilometres on a plane that is good enough for one province."""
    flat: Floats = points * np.array([KM_PER_DEGREE * SHRINK, KM_PER_DEGREE])
    return flat


def as_degrees(flat: Floats) -> Floats:
    """Return (n, 2) kilometres of that plane as degrees."""
    points: Floats = flat / np.array([KM_PER_DEGREE * SHRINK, KM_PER_DEGREE])
    return points


def is_land(points: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which of (n, 2) points lie in a settled county, or within the rough outline (even-odd rule)."""
    if tianditu.is_installed():
        return _county_at(points) >= 0
    inside = np.zeros(len(points), dtype=np.bool_)
    for part in read("outline").partition_by("part", maintain_order=True):
        corners = part.select("longitude", "latitude").to_numpy()
        before = np.roll(corners, 1, axis=0)
        for (x1, y1), (x2, y2) in zip(before, corners, strict=True):
            crosses = (y1 > points[:, 1]) != (y2 > points[:, 1])
            with np.errstate(divide="ignore", invalid="ignore"):
                inside ^= crosses & (points[:, 0] < (x2 - x1) * (points[:, 1] - y1) / (y2 - y1) + x1)
    return inside


def nearest(points: Floats, targets: Floats) -> Ints:
    """Return for each of (n, 2) points the index of the nearest target, both in degrees."""
    found = np.empty(len(points), dtype=np.int64)
    there = as_km(targets)
    for begin in range(0, len(points), 4096):  # so that the table of distances stays small
        here = as_km(points[begin : begin + 4096])
        found[begin : begin + 4096] = ((here[:, None, :] - there[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return found


@cache
def seats() -> pl.DataFrame:
    """Return all settled counties of the province, with their seats, by code."""
    return counties("35").filter(pl.col("division_code") != UNSETTLED)


@cache
def land_points(seed: int, wanted: int) -> Floats:
    """Return (wanted, 2) points of land, evenly spread: a jittered lattice, then the surplus left out."""
    rng = stream("land", seed, wanted)
    x0, y0, x1, y1 = 115.85, 23.55, 120.45, 28.32
    step = float(np.sqrt((x1 - x0) * SHRINK * (y1 - y0) * 0.46 / wanted))
    while True:
        xs, ys = np.meshgrid(np.arange(x0, x1, step / SHRINK), np.arange(y0, y1, step))
        points = np.stack([xs.ravel(), ys.ravel()], axis=1)
        points = points + rng.uniform(-0.42, 0.42, points.shape) * [step / SHRINK, step]
        points = points[is_land(points)]
        if len(points) >= wanted:
            return np.asarray(points[np.sort(rng.permutation(len(points))[:wanted])])
        step *= 0.97


def county_of(points: Floats) -> pl.Series:
    """Return the division code of the county that each point is in; at sea, of the one with the nearest seat."""
    found = nearest(points, seats().select("longitude", "latitude").to_numpy())
    if tianditu.is_installed():
        inside = _county_at(points)
        found = np.where(inside >= 0, inside, found)
    return seats()["division_code"].gather(found)


def _county_at(points: Floats) -> Ints:
    """Return for each of (n, 2) points the row of ``seats`` whose real boundary holds it, -1 for none."""
    drawn = tianditu.districts("35")
    tree = shapely.STRtree([drawn[code] for code in seats()["division_code"]])
    found = np.full(len(points), -1, dtype=np.int64)
    point, county = tree.query(shapely.points(points), predicate="intersects")
    # A point on a boundary is in both counties; the later one has it.
    np.maximum.at(found, point, county)
    return found


@cache
def towns(seed: int) -> pl.DataFrame:
    """Return the townships of all settled counties with a place each, by code.

    The first of a county stands at its seat, the others at points of its land.
    """
    rng = stream("towns", seed)
    table = read("townships").filter(pl.col("division_code").is_in(seats()["division_code"].implode()))
    pool = land_points(seed, 12_000)
    homes = county_of(pool).to_numpy()
    places = []
    for (code,), group in table.group_by("division_code", maintain_order=True):
        seat = seats().filter(division_code=code).select("longitude", "latitude").to_numpy()
        land = pool[homes == code]
        near = seat + rng.normal(0, 0.012, (group.height, 2))
        drawn = land[rng.permutation(len(land))[: group.height]] if len(land) else land
        # Towns crowd towards the seat; a district without land enough has them all about its seat.
        near[: len(drawn)] = seat + (drawn - seat) * rng.uniform(0.25, 0.9, (len(drawn), 1))
        near[0] = seat[0]
        places.append(near)
    where = np.round(np.concatenate(places), 6)
    kinds = pl.col("town_name").str.extract(r"(街道|镇|乡)$", 1).fill_null("其他")
    return (
        table.with_columns(longitude=pl.Series(where[:, 0]), latitude=pl.Series(where[:, 1]), town_kind=kinds)
        .join(
            seats().select("division_code", "county_name", "city_code", "city_name"),
            on="division_code",
            maintain_order="left",
        )
        .sort("town_code")
    )
