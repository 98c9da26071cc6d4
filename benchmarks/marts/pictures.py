"""The pictures of the pages on plumes and hot spots, from the simulated county: `python -m benchmarks.marts.pictures [FOLDER]`. SVG by hand."""

import sys
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.marts.true_lake import true_lake
from ecolake.derived import dispersion, hotspot
from ecolake.domain.dispersion import plume, rise
from ecolake.domain.dispersion.exposure import METRES_A_DEGREE
from ecolake.domain.dispersion.hours import spread_of
from ecolake.domain.dispersion.stability import CLASSES
from ecolake.standards.load import load
from ecolake.standards.methods.dispersion import Dispersion
from ecolake.standards.methods.files import load_method
from simulator.world import make_world

if TYPE_CHECKING:
    import duckdb

ROOT = Path(__file__).parents[2]
DAY, SEED = date(2026, 3, 2), 20261123
_WIDTH, _HEIGHT, _EDGE = 860, 620, 70
_SHADES = ((1.0, "#fff3d6"), (3.0, "#ffdf9e"), (10.0, "#ffb86b"), (30.0, "#f28444"))
_KINDS = {
    "school": "#1f6fb2",
    "hospital": "#b3261e",
    "nursing_home": "#7b4fa3",
    "residential": "#6b6b6b",
    "village": "#3f8f4f",
}
_MARK = "模拟数据 · simulated data"


def dispersion_picture(lake: "duckdb.DuckDBPyConnection", method: Dispersion) -> str:
    """Draw the plume of the outlet and hour that adds most at a sensitive point."""
    hour = (
        lake.execute(
            """
        select h.*, e.emission_g_s, e.pollutant_code from lake.derived_dispersion_exposure e
        join lake.derived_dispersion_hour h using (day, monitoring_point_code, observed_at)
        where e.distance > 1200 order by e.concentration desc, e.point_id limit 1
        """
        )
        .pl()
        .row(0, named=True)
    )
    points = lake.execute(
        "select distinct point_id, point_name, point_kind, downwind, crosswind, concentration from lake.derived_dispersion_exposure "
        "where monitoring_point_code = ? and observed_at = ? and pollutant_code = ? and concentration is not null order by point_id",
        [hour["monitoring_point_code"], hour["observed_at"], hour["pollutant_code"]],
    ).pl()
    far = max(4000.0, float(points["downwind"].max() or 0) * 1.15)  # type: ignore[arg-type]
    across = far / 6
    cells = _plume(hour, method, far, across)

    def x(metres: float) -> float:
        return _EDGE + metres / far * (_WIDTH - 2 * _EDGE)

    def y(metres: float) -> float:
        return _HEIGHT / 2 - metres / across * (_HEIGHT / 2 - _EDGE - 20)

    shapes = [
        f'<rect x="{x(at):.1f}" y="{y(side) - tall / 2:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{fill}"/>'
        for at, side, wide, tall, fill in _shaded(cells, far, across, x, y)
    ]
    for at, one in enumerate(
        points.unique(["downwind", "crosswind"], keep="first", maintain_order=True).iter_rows(named=True)
    ):
        beside = -9 if at % 2 else 17
        colour = _KINDS.get(one["point_kind"], "#333")
        left, top = x(one["downwind"]), y(one["crosswind"])
        words = f"{escape(one['point_name'])} {one['concentration']:.1f}"
        shapes.append(f'<circle cx="{left:.1f}" cy="{top:.1f}" r="5" fill="{colour}"/>')
        shapes.append(f'<text x="{left + 8:.1f}" y="{top + beside:.1f}">{words}</text>')
    shapes.append(f'<path d="M{x(0):.1f} {y(0) + 8:.1f} l-5 0 l3 -22 l4 0 l3 22 z" fill="#222"/>')
    shapes += [
        f'<text x="{x(at):.0f}" y="{_HEIGHT - 26}" text-anchor="middle">{at / 1000:g} km</text>'
        for at in np.arange(0, far, 1000)
    ]
    title = (
        f"{hour['pollutant_code']} {hour['emission_g_s']:.2f} g/s · {hour['observed_at']:%Y-%m-%d %H:%M} UTC · wind {hour['wind_direction']:.0f}° "
        f"{hour['wind_speed']:.1f} m/s · class {hour['stability_class']} · effective height {hour['effective_height']:.0f} m"
    )
    legend = " · ".join(f"≥ {level:g} µg/m³" for level, _ in _SHADES)
    keys = [(colour, kind) for kind, colour in _KINDS.items()]
    return _svg(
        shapes,
        title,
        f"{legend} (shades); along the wind to the right, across it drawn wider; points with their µg/m³",
        keys,
    )


def _plume(hour: dict[str, Any], method: Dispersion, far: float, across: float) -> tuple[Any, Any, Any]:
    down = np.linspace(far / 240, far, 240)
    side = np.linspace(-across, across, 161)
    classes = np.full(down.shape, CLASSES.index(hour["stability_class"]))
    spread = spread_of(np.maximum(down, method.limits.nearest_m.value), classes, method)
    lid = np.inf if classes[0] >= rise.STABLE else hour["mixing_height"]
    made = plume.concentration(
        np.full((1, 1), hour["emission_g_s"] * 1e6),
        np.full((1, 1), hour["wind_at_stack"]),
        (spread[0][:, None], spread[1][:, None]),
        side[None, :],
        np.zeros((1, 1)),
        np.full((1, 1), hour["effective_height"]),
        np.full((1, 1), lid),
    )
    return down, side, made


def _shaded(
    cells: tuple[Any, Any, Any], far: float, across: float, x: Any, y: Any
) -> list[tuple[float, float, float, float, str]]:
    down, side, made = cells
    wide, tall = x(far / 240) - x(0) + 0.4, y(0) - y(across / 80) + 0.4
    shown = []
    for level, fill in _SHADES:
        rows, columns = np.nonzero(made >= level)
        # Of each distance one band: a plume has no holes.
        for row in np.unique(rows):
            band = side[columns[rows == row]]
            middle, width = (band.min() + band.max()) / 2, y(band.min()) - y(band.max()) + tall
            shown.append((down[row] - far / 240, middle, wide, width, fill))
    return shown


def hot_picture(lake: "duckdb.DuckDBPyConnection", planted: list[tuple[float, float]]) -> str:
    """Draw the cells of a day, the hot ones filled, over the instruments; crosses where the truth has a source."""
    cells = lake.execute(
        "select cell, longitude, latitude, max(is_hot) as is_hot, max(mean_excess) as excess from lake.derived_hot_cell group by all order by cell"
    ).pl()
    instruments = lake.execute(
        "select longitude::double, latitude::double, station_type from lake.cities__city_air_station"
    ).fetchall()
    west, east = float(cells["longitude"].min()) - 0.01, float(cells["longitude"].max()) + 0.01  # type: ignore[arg-type]
    south, north = float(cells["latitude"].min()) - 0.01, float(cells["latitude"].max()) + 0.01  # type: ignore[arg-type]
    straight = np.cos(np.radians((south + north) / 2))
    scale = min((_WIDTH - 2 * _EDGE) / ((east - west) * straight), (_HEIGHT - 2 * _EDGE) / (north - south))

    def x(longitude: float) -> float:
        return _WIDTH / 2 + (longitude - (west + east) / 2) * straight * scale

    def y(latitude: float) -> float:
        return _HEIGHT / 2 - (latitude - (south + north) / 2) * scale

    side_x, side_y = 0.01 * straight * scale, 0.01 * scale
    shapes = []
    for one in cells.iter_rows(named=True):
        fill = "#e5533d" if one["is_hot"] else "#f4f4f4"
        shapes.append(
            f'<rect x="{x(one["longitude"]) - side_x / 2:.1f}" y="{y(one["latitude"]) - side_y / 2:.1f}" width="{side_x:.1f}" height="{side_y:.1f}" '
            f'fill="{fill}" stroke="#cfcfcf"/>'
        )
    for longitude, latitude, kind in instruments:
        colour, size = ("#1f6fb2", 2) if kind == "微型站" else ("#222", 4)
        shapes.append(f'<circle cx="{x(longitude):.1f}" cy="{y(latitude):.1f}" r="{size}" fill="{colour}"/>')
    for longitude, latitude in planted:
        at, to = x(longitude), y(latitude)
        shapes.append(
            f'<path d="M{at - 6:.1f} {to - 6:.1f} l12 12 m0 -12 l-12 12" stroke="#000" stroke-width="2.5"/>'
        )
    kilometre = 1000 / METRES_A_DEGREE * scale
    shapes.append(
        f'<path d="M{_EDGE} {_HEIGHT - 40} h{5 * kilometre:.1f}" stroke="#222" stroke-width="3"/><text x="{_EDGE}" y="{_HEIGHT - 46}">5 km</text>'
    )
    keys = [
        ("#e5533d", "hot cell 热点网格"),
        ("#f4f4f4", "cell with readings 有读数网格"),
        ("#1f6fb2", "small sensor 微型站"),
        ("#222", "station 空气站"),
    ]
    return _svg(
        shapes,
        f"Hot cells of {DAY}, PM10 and PM2.5",
        "crosses: where the truth of the world has a source that nobody declared",
        keys,
    )


def _svg(shapes: list[str], title: str, below: str, keys: list[tuple[str, str]]) -> str:
    legend = [
        f'<rect x="{_EDGE + 180 * at}" y="46" width="11" height="11" fill="{colour}" stroke="#999"/>'
        f'<text x="{_EDGE + 16 + 180 * at}" y="56">{escape(word)}</text>'
        for at, (colour, word) in enumerate(keys)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="11">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            *shapes,
            f'<text x="{_EDGE}" y="22" font-size="14">{escape(title)}</text>',
            f'<text x="{_EDGE}" y="38" fill="#555">{escape(below)}</text>',
            *legend,
            f'<text x="{_WIDTH - 12}" y="{_HEIGHT - 10}" text-anchor="end" fill="#a00">{_MARK}</text>',
            "</svg>",
            "",
        ]
    )


def main() -> int:
    """Draw both."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    standards = load(ROOT / "standards")
    world = make_world("demo", SEED, DAY)
    lake = true_lake(world, standards, ROOT, (*dispersion.TABLES, *hotspot.TABLES), DAY)
    method = load_method(Dispersion, ROOT / "standards", "dispersion.yaml")
    (folder / "dispersion.svg").write_text(dispersion_picture(lake, method), encoding="utf-8")
    planted = world.day("hot_spot", DAY).select("longitude", "latitude").rows()
    (folder / "hot-spots.svg").write_text(hot_picture(lake, planted), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
