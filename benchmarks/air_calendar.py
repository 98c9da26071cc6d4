"""Days of air quality as a picture: one square a day, in the colour that HJ 633 gives its level. SVG by hand, no library."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_LEVELS = Path(__file__).parents[1] / "standards" / "codelists" / "aqi_levels.csv"
_INVALID = "#D0D0D0"
_SIDE, _STEP, _LEFT, _TOP = 9, 11, 110, 28
_YEAR_HEIGHT = 7 * _STEP + 14
_WIDTH = 820


@cache
def _colours() -> dict[int, tuple[str, str]]:
    with _LEVELS.open(encoding="utf-8", newline="") as lines:
        return {
            int(row["code"]): (row["rgb_hex"], f"{row['name_zh']} {row['name_en']}")
            for row in csv.DictReader(lines)
        }


def draw(days: "pl.DataFrame") -> str:
    """Return an SVG of the days of all stations, a block of weeks for each year.

    Args:
        days: `station`, `day` and `level`, which is null on an invalid day.
    """
    shapes: list[str] = []
    height = _TOP
    years = days.with_columns(year=days["day"].dt.year()).sort("station", "day")
    for (station, year), rows in years.group_by("station", "year", maintain_order=True):
        shapes.append(f'<text x="8" y="{height + 3 * _STEP}">{station}</text>')
        shapes.append(f'<text x="8" y="{height + 3 * _STEP + 15}" fill="#666">{year}</text>')
        shapes.extend(_squares(rows, height))
        height += _YEAR_HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join([*_legend(), *shapes]) + "\n</svg>\n"
    )


def _squares(rows: "pl.DataFrame", top: int) -> Iterator[str]:
    """One path for each colour of a year, as a shape a day would be many times the file."""
    places: dict[str, list[str]] = {}
    for row in rows.iter_rows(named=True):
        colour = _colours()[row["level"]][0] if row["level"] is not None else _INVALID
        places.setdefault(colour, []).append(_square(row["day"], top))
    for colour, squares in sorted(places.items()):
        yield f'<path fill="{colour}" d="{"".join(squares)}"/>'


def _square(day: date, top: int) -> str:
    week = (day.timetuple().tm_yday - 1 + date(day.year, 1, 1).weekday()) // 7
    return f"M{_LEFT + week * _STEP} {top + day.weekday() * _STEP}h{_SIDE}v{_SIDE}h-{_SIDE}z"


def _legend() -> Iterator[str]:
    x = 8
    for colour, name in [*_colours().values(), (_INVALID, "无效 invalid")]:
        yield f'<rect x="{x}" y="8" width="{_SIDE}" height="{_SIDE}" fill="{colour}"/>'
        yield f'<text x="{x + 13}" y="16" font-size="9">{name}</text>'
        chinese, _, english = name.partition(" ")
        x += 26 + 9 * len(chinese) + 5 * len(english)
