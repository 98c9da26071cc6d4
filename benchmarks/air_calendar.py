"""Days of air quality as a picture: one square a day, in the colour that HJ 633 gives its level. SVG by hand, no library."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_LEVELS = Path(__file__).parents[1] / "standards" / "codelists" / "aqi_levels.csv"
_INVALID = "#D0D0D0"
_SIDE, _STEP, _LEFT, _TOP = 9, 11, 110, 28
_YEAR_HEIGHT = 7 * _STEP + 14


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
        shapes.extend(_day(row, height) for row in rows.iter_rows(named=True))
        height += _YEAR_HEIGHT
    width = _LEFT + 54 * _STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join([*_legend(), *shapes]) + "\n</svg>\n"
    )


def _day(row: dict[str, Any], top: int) -> str:
    day: date = row["day"]
    offset = date(day.year, 1, 1).weekday()
    week = (day.timetuple().tm_yday - 1 + offset) // 7
    colour = _colours()[row["level"]][0] if row["level"] is not None else _INVALID
    x, y = _LEFT + week * _STEP, top + day.weekday() * _STEP
    return f'<rect x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}" fill="{colour}"/>'


def _legend() -> Iterator[str]:
    x = 8
    for colour, name in [*_colours().values(), (_INVALID, "无效 invalid")]:
        yield f'<rect x="{x}" y="8" width="{_SIDE}" height="{_SIDE}" fill="{colour}"/>'
        yield f'<text x="{x + 13}" y="16" font-size="9">{name}</text>'
        x += 22 + 5 * len(name) + 12
