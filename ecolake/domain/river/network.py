"""Catchments as a directed tree: each drains into at most one other, so the network is one array of pointers.

Belongs here: who drains into whom, areas, lengths, walks up and down. Does not belong here: how fast water runs
(`hydraulics`), who discharges (`tracing`).

A tree needs no graph library: walking up is a breadth-first search over the children in the order of one sort, walking down is
following a pointer.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EARTH_KM = 6371.0088
"""Mean radius of the earth, km (IUGG 1980)."""


@dataclass(frozen=True)
class Network:
    """Catchments in the order of their codes.

    Attributes:
        codes: Codes of the catchments, sorted.
        down: Row of the catchment below, -1 where none is known.
        length_km: From the catchment's place to that of the one below; 0 where none is known.
        area_km2: Of everything that drains through it, itself included.
        river: Name of its river, empty where unknown.
    """

    codes: NDArray[np.str_]
    down: Ints
    length_km: Floats
    area_km2: Floats
    river: NDArray[np.str_]

    @classmethod
    def of(cls, reaches: pl.DataFrame) -> "Network":
        """Take a network from its table of reaches (`reaches_of`), whose rows may be in any order."""
        rows = reaches.sort("catchment_code")
        codes = rows["catchment_code"].to_numpy().astype(np.str_)
        down = _pointers(codes, rows["downstream_code"])
        return cls(
            codes,
            down,
            rows["length_km"].fill_null(0).to_numpy().astype(np.float64),
            rows["upstream_area_km2"].fill_null(0).to_numpy().astype(np.float64),
            rows["river_name"].fill_null("").to_numpy().astype(np.str_),
        )

    def rows(self, codes: pl.Series) -> Ints:
        """Return the rows of catchments by their codes, -1 for those that are not in the network."""
        return _pointers(self.codes, codes)

    @cached_property
    def _children(self) -> tuple[Ints, Ints]:
        """Return the catchments sorted by the one below, and where the children of each begin among them."""
        order = np.argsort(self.down, kind="stable")
        return order, np.searchsorted(self.down[order], np.arange(len(self.down) + 1))

    def upstream(self, row: int, hours: Floats, most: float) -> tuple[Ints, Floats, Ints]:
        """Return every catchment whose water passes a catchment, nearest first.

        Args:
            row: The catchment.
            hours: Through each reach.
            most: Hours beyond which nothing is followed.

        Returns:
            Rows, itself first; hours from each to it; and for each the position, in this answer, of the one below it.
        """
        order, begins = self._children
        rows, away, below = [np.array([row])], [np.zeros(1)], [np.array([-1])]
        known = 1
        while len(rows[-1]):
            level = rows[-1]
            counts = begins[level + 1] - begins[level]
            parent = np.repeat(np.arange(len(level)), counts)
            step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            child = order[np.repeat(begins[level], counts) + step]
            reached = away[-1][parent] + hours[child]
            kept = reached <= most
            rows.append(child[kept])
            away.append(reached[kept])
            below.append((parent + known - len(level))[kept])
            known += int(kept.sum())
        return np.concatenate(rows), np.concatenate(away), np.concatenate(below)

    def downstream(self, row: int, hours: Floats) -> tuple[Ints, Floats]:
        """Return the way down from a catchment: rows, itself first, and hours from it to each."""
        path, away = [row], [0.0]
        while (below := int(self.down[path[-1]])) >= 0:
            away.append(away[-1] + float(hours[path[-1]]))
            path.append(below)
        return np.array(path), np.array(away)


def reaches_of(catchments: pl.DataFrame, sinuosity: float) -> pl.DataFrame:
    """Make the table of reaches of a register of catchments.

    Args:
        catchments: `catchment_code`, `downstream_code`, `river_name`, `section_code`, `area_km2`, `longitude`, `latitude` (the
            catchment's place, its section or the centre of its area, degrees; null where nobody has drawn it).
        sinuosity: Length of a water course over the straight line, at least 1.

    Returns:
        Those columns with `length_km` to the catchment below, `upstream_area_km2`, `distance_to_mouth_km`, and `is_cut` where a
        circle in the register was opened: water that runs in a circle would never arrive. By code.
    """
    rows = catchments.sort("catchment_code")
    codes = rows["catchment_code"].to_numpy().astype(np.str_)
    down, cut = _opened(_pointers(codes, rows["downstream_code"]))
    place = np.radians(rows.select("longitude", "latitude").to_numpy().astype(np.float64))
    order = _steps_down(down)
    area = rows["area_km2"].fill_null(0).to_numpy().astype(np.float64).copy()
    straight = _great_circle(place, place[down])
    # Of an area that nobody has drawn only its size is known: water crosses a square of it.
    length = np.where(down >= 0, sinuosity * np.where(np.isnan(straight), np.sqrt(area), straight), 0.0)
    mouth = np.zeros(len(down))
    for step in range(int(order.max(initial=0)), 0, -1):
        at = np.flatnonzero(order == step)
        np.add.at(area, down[at], area[at])
    for step in range(1, int(order.max(initial=0)) + 1):
        at = np.flatnonzero(order == step)
        mouth[at] = length[at] + mouth[down[at]]
    below = pl.Series(codes[down], dtype=pl.String) if len(codes) else pl.Series([], dtype=pl.String)
    return rows.with_columns(
        downstream_code=pl.when(pl.Series(down >= 0)).then(below),
        length_km=pl.Series(length.round(3)),
        upstream_area_km2=pl.Series(area.round(3)),
        distance_to_mouth_km=pl.Series(mouth.round(3)),
        is_cut=pl.Series(cut),
    )


def distances(here: pl.DataFrame, there: pl.DataFrame) -> pl.Series:
    """Return kilometres between places of two tables of longitude and latitude, degrees; null where one is unknown."""
    first, second = (np.radians(one.to_numpy().astype(np.float64)) for one in (here, there))
    return pl.Series(_great_circle(first, second)).fill_nan(None)


def _pointers(codes: NDArray[np.str_], wanted: pl.Series) -> Ints:
    """Return the rows of codes among sorted codes, -1 for null and unknown ones."""
    if not len(codes):
        return np.full(len(wanted), -1, dtype=np.int64)
    asked = wanted.fill_null("").to_numpy().astype(np.str_)
    found = np.minimum(np.searchsorted(codes, asked), len(codes) - 1)
    return np.where(codes[found] == asked, found, -1).astype(np.int64)


def _opened(down: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Open every circle at its member of the lowest code; return the pointers and where they were cut."""
    ahead = down.copy()
    for _ in range(int(np.ceil(np.log2(len(down) + 1)))):  # after these doublings only circles still go on
        ahead = np.where(ahead >= 0, ahead[ahead], -1)
    cut = np.zeros(len(down), dtype=np.bool_)
    open_ = down.copy()
    for start in np.unique(ahead[ahead >= 0]):
        lowest, at = int(start), int(open_[start])
        while at not in (-1, int(start)):
            lowest, at = min(lowest, at), int(open_[at])
        if at >= 0:
            open_[lowest], cut[lowest] = -1, True
    return open_, cut


def _steps_down(down: Ints) -> Ints:
    """Return how many catchments each passes on its way to the last one."""
    steps, at = np.zeros(len(down), dtype=np.int64), down.copy()
    while (at >= 0).any():
        steps[at >= 0] += 1
        at = np.where(at >= 0, down[at], -1)
    return steps


def _great_circle(here: Floats, there: Floats) -> Floats:
    """Return kilometres between places in radians (haversine)."""
    half = np.sin((there - here) / 2) ** 2
    chord = half[:, 1] + np.cos(here[:, 1]) * np.cos(there[:, 1]) * half[:, 0]
    made: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return made
