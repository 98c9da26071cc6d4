"""The world as a picture: counties, rivers, sections, stations and key enterprises, as SVG without any library.

Belongs here: drawing. Does not belong here: what is drawn. ``python -m simulator.world.map FILE`` draws the
province of the documentation.
"""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from simulator.world import World, make_world
from simulator.world.chance import Floats
from simulator.world.land import KM_PER_DEGREE, SHRINK
from simulator.world.tianditu import ATTRIBUTION

_WIDTH, _HEIGHT, _MARGIN = 940, 1000, 20
_WEST, _NORTH, _SOUTH = 115.75, 28.42, 23.45
_SCALE = (_HEIGHT - 2 * _MARGIN) / (_NORTH - _SOUTH)

# Blue for water alone; what stands on the land keeps apart from it and from each other by shape and colour.
_STYLE = """
  text { font-family: sans-serif; fill: #333; font-size: 13px }
  .county { fill: #f6f3ea; stroke: #c9c2b0; stroke-width: .7 }
  .brook { stroke: #a9cbe4; stroke-width: .6 } .stream { stroke: #6aa5d0; stroke-width: 1.1 }
  .river { stroke: #2f78b3; stroke-width: 2.2 } .great { stroke: #1b5a90; stroke-width: 3.6 }
  .brook, .stream, .river, .great { fill: none; stroke-linecap: round; stroke-linejoin: round }
  .key { fill: #c0532b; fill-opacity: .55 } .air { fill: none; stroke: #3d7a3a; stroke-width: 1.6 }
  .section { fill: #fff; stroke: #1b5a90; stroke-width: 1.2 }
  .name { font-size: 14px; font-weight: bold; fill: #4a4437; text-anchor: middle;
          paint-order: stroke; stroke: #fff; stroke-width: 3px }
  .water { font-size: 12px; fill: #1b5a90; font-style: italic; paint-order: stroke; stroke: #fff; stroke-width: 3px }
"""


def draw(world: World) -> str:
    """Return the SVG of a world; everything in it is simulated, and it says so."""
    table = world.frame("catchment")
    key = world.frame("enterprise").filter(management_class="key")
    main = world.frame("section").filter(section_kind="main")
    air = world.frame("air_station")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        "<title>Map of the simulated province</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#eaf1f6"/>',
        *_counties(world),
        *_streams(table),
        *(f'<circle class="key" r="1.5" {_at(x, y)}/>' for x, y in _xy(key)),
        *(f'<path class="air" d="M{x - 4:.1f} {y + 3:.1f}l4 -7 4 7z"/>' for x, y in _xy(air)),
        *(f'<circle class="section" r="2.6" {_at(x, y)}/>' for x, y in _xy(main)),
        *_names(world),
        *_legend(world, key.height, main.height, air.height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _flat(points: Floats) -> Floats:
    """Return (n, 2) degrees as places on the sheet."""
    x = _MARGIN + (points[:, 0] - _WEST) * SHRINK * _SCALE
    y = _MARGIN + (_NORTH - points[:, 1]) * _SCALE
    return np.stack([x, y], axis=1)


def _xy(table: pl.DataFrame) -> Iterable[tuple[float, float]]:
    return ((float(x), float(y)) for x, y in _flat(table.select("longitude", "latitude").to_numpy()))


def _at(x: float, y: float) -> str:
    return f'cx="{x:.1f}" cy="{y:.1f}"'


def _counties(world: World) -> Iterable[str]:
    for wkt in world.frame("boundary")["geometry_wkt"]:
        for part in shapely.get_parts(shapely.from_wkt(wkt)):
            ring = _flat(shapely.get_coordinates(part))
            yield f'<path class="county" d="M{" ".join(f"{x:.1f},{y:.1f}" for x, y in ring)}z"/>'


def _streams(table: pl.DataFrame) -> Iterable[str]:
    """Yield one path for each class of flow, the small waters first, so that the great ones lie above."""
    below = table.select(
        downstream_code="catchment_code", longitude_down="longitude", latitude_down="latitude"
    )
    joined = table.join(below, on="downstream_code", maintain_order="left")
    flow = joined["mean_flow"].to_numpy()
    begin = _flat(joined.select("longitude", "latitude").to_numpy())
    end = _flat(joined.select("longitude_down", "latitude_down").to_numpy())
    for name, least, most in (("brook", 0, 4), ("stream", 4, 30), ("river", 30, 300), ("great", 300, 1e9)):
        own = np.flatnonzero((flow >= least) & (flow < most))
        lines = (
            f"M{begin[row, 0]:.1f} {begin[row, 1]:.1f}L{end[row, 0]:.1f} {end[row, 1]:.1f}" for row in own
        )
        yield f'<path class="{name}" d="{"".join(lines)}"/>'


def _names(world: World) -> Iterable[str]:
    for (x, y), name in zip(_xy(world.frame("city")), world.frame("city")["city_name"], strict=True):
        yield f'<text class="name" x="{x:.0f}" y="{y - 8:.0f}">{name}</text>'
    rivers = world.frame("river")
    mouths = _flat(rivers.select("mouth_longitude", "mouth_latitude").to_numpy())
    for (x, y), name in zip(mouths, rivers["river_name"], strict=True):
        yield f'<text class="water" x="{x + 6:.0f}" y="{y + 10:.0f}">{name}</text>'


def _legend(world: World, key: int, main: int, air: int) -> Iterable[str]:
    x, y = _WIDTH - 318, _HEIGHT - 212
    yield f'<rect x="{x}" y="{y}" width="300" height="194" fill="#fff" stroke="#c9c2b0"/>'
    yield f'<text x="{x + 14}" y="{y + 26}" font-weight="bold">模拟省 · simulated province</text>'
    rows = (
        ('<path class="great" d="M0 0h22"/>', "rivers, by mean flow (5,180 catchments)"),
        ('<circle class="section" r="3.2" cx="11" cy="0"/>', f"{main} main sections"),
        ('<path class="air" d="M7 4l4 -7 4 7z"/>', f"{air} air stations"),
        (
            '<circle class="key" r="2.6" cx="11" cy="0"/>',
            f"{key:,} key enterprises of {world.sizes['enterprises']:,}",
        ),
    )
    for nth, (symbol, words) in enumerate(rows):
        top = y + 50 + 24 * nth
        yield f'<g transform="translate({x + 14} {top})">{symbol}<text x="34" y="4">{words}</text></g>'
    length = 50 / KM_PER_DEGREE * _SCALE
    yield f'<path d="M{x + 14} {y + 152}h{length:.1f}" stroke="#333" stroke-width="2"/>'
    yield f'<text x="{x + 22 + length:.0f}" y="{y + 156}">50 km</text>'
    drawn = set(world.frame("boundary")["geometry_origin"]) == {"tianditu"}
    said = (
        f"Boundaries: {ATTRIBUTION}. Waters are invented." if drawn else "Boundaries and waters are invented."
    )
    yield f'<text x="{x + 14}" y="{y + 180}" style="font-size:12px">{said}</text>'


def main(arguments: list[str]) -> None:
    """Draw the province into a file."""
    Path(arguments[0]).write_text(draw(make_world("province", 20260302, date(2026, 3, 2))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
