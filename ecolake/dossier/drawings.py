"""The small drawings of an enterprise's page, as inline SVG: quarters, timeline, bars, and a sketch of its places.

Shapes only; which data they show is said by `page`.
"""

from collections.abc import Sequence
from datetime import date
from math import cos, radians
from typing import Any, Final, NamedTuple

from ecolake.dossier.markup import Markup, inner, tag

COLOURS: Final = {
    "violation": "#c0392b",
    "warning": "#e08e0b",
    "good": "#2e8b57",
    "in_order": "#2e8b57",
    "neutral": "#7f8c9a",
    "not_examined": "#dfe4ea",
}
_WIDTH: Final = 720
_METRES_A_DEGREE: Final = 111_320


class Place(NamedTuple):
    """A point of the sketch."""

    longitude: float
    latitude: float
    label: str
    is_chosen: bool


def _svg(width: int, height: int, title: str, *shapes: Any) -> Markup:
    return tag(
        "svg", tag("title", title), *shapes, viewBox=f"0 0 {width} {height}", role="img", class_="drawing"
    )


def quarters(found: Sequence[dict[str, Any]]) -> Markup:
    """A square for each quarter, coloured by the worst that is known of it."""
    step = _WIDTH // max(len(found), 1)
    shapes = []
    for at, one in enumerate(found):
        x = at * step
        counted = one["violations"] or one["warnings"] or ""
        dark = one["compliance"] != "not_examined"
        shapes.append(
            tag(
                "g",
                tag("title", f"{one['quarter']}: {one['compliance']}"),
                tag("rect", x=x, y=0, width=step - 4, height=34, rx=3, fill=COLOURS[one["compliance"]]),
                tag(
                    "text",
                    counted,
                    x=x + (step - 4) / 2,
                    y=23,
                    text_anchor="middle",
                    fill="#fff" if dark else "#555",
                ),
                tag("text", one["quarter"], x=x + (step - 4) / 2, y=50, text_anchor="middle", class_="small"),
            )
        )
    return _svg(_WIDTH, 56, "十三个季度 thirteen quarters", *shapes)


def timeline(events: Sequence[dict[str, Any]]) -> Markup:
    """A dot for each event along the years, in a row for each tone."""
    days = [date.fromisoformat(one["happened_on"]) for one in events]
    first, last = min(days).year, max(days).year + 1
    span = (date(last, 1, 1) - date(first, 1, 1)).days
    rows = {"violation": 18, "warning": 40, "good": 62, "neutral": 84}

    def x_of(day: date) -> float:
        return round(80 + (_WIDTH - 100) * (day - date(first, 1, 1)).days / span, 1)

    names = {"violation": "违法", "warning": "预警", "good": "合规", "neutral": "一般"}
    shapes = [
        inner(
            tag("line", x1=80, y1=y, x2=_WIDTH - 20, y2=y, stroke="#e3e7ec"),
            tag("text", f"{names[tone]} {tone}", x=0, y=y + 4, class_="small"),
        )
        for tone, y in rows.items()
    ]
    every = max(1, (last - first) // 8)
    shapes += [
        inner(
            tag("line", x1=x_of(date(year, 1, 1)), y1=8, x2=x_of(date(year, 1, 1)), y2=94, stroke="#eef1f4"),
            tag("text", year, x=x_of(date(year, 1, 1)), y=108, text_anchor="middle", class_="small"),
        )
        for year in range(first, last + 1, every)
    ]
    shapes += [
        tag(
            "circle",
            tag("title", f"{one['happened_on']} {one['kind']}"),
            cx=x_of(day),
            cy=rows[one["tone"]],
            r=5,
            fill=COLOURS[one["tone"]],
            fill_opacity=0.75,
        )
        for one, day in zip(events, days, strict=True)
    ]
    return _svg(_WIDTH, 114, "大事记 timeline", *shapes)


def bars(values: Sequence[tuple[str, float]], unit: str) -> Markup:
    """A bar for each value, with its label and its amount."""
    greatest = max((value for _, value in values), default=0) or 1
    shapes = []
    for at, (label, value) in enumerate(values):
        y, width = at * 20, round(300 * max(value, 0) / greatest, 1)
        shapes.append(
            inner(
                tag("text", label, x=0, y=y + 14, class_="small"),
                tag("rect", x=190, y=y + 4, width=max(width, 1), height=12, fill="#3b78a8"),
                tag("text", f"{value:,.6g} {unit}", x=196 + width, y=y + 14, class_="small"),
            )
        )
    return _svg(_WIDTH, max(20, 20 * len(values)), "数量 amounts", *shapes)


def places(points: Sequence[Place]) -> Markup:
    """A sketch of places to scale, north up, with a bar that says how far is how far."""
    width, height, edge = 360, 260, 36
    middle = sum(one.latitude for one in points) / len(points)
    squeeze = max(cos(radians(middle)), 0.01)
    xs = [one.longitude * squeeze for one in points]
    ys = [one.latitude for one in points]
    # Not nearer than four hundred metres across: a lone point is shown as one.
    span = max(max(xs) - min(xs), max(ys) - min(ys), 400 / _METRES_A_DEGREE)
    scale = (min(width, height) - 2 * edge) / span
    centre = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    shapes = [tag("rect", x=1, y=1, width=width - 2, height=height - 2, fill="#f7f9fb", stroke="#d5dbe1")]
    for one, x, y in zip(points, xs, ys, strict=True):
        left = round(width / 2 + (x - centre[0]) * scale, 1)
        top = round(height / 2 - (y - centre[1]) * scale, 1)
        colour = COLOURS["violation"] if one.is_chosen else "#3b78a8"
        shapes.append(
            tag(
                "g",
                tag("title", f"{one.label} {one.longitude:.6f}, {one.latitude:.6f}"),
                tag("circle", cx=left, cy=top, r=6 if one.is_chosen else 4, fill=colour, fill_opacity=0.8),
                tag("text", one.label, x=left + 8, y=top + 4, class_="small") if one.is_chosen else None,
            )
        )
    length, metres = _scale_bar(scale / _METRES_A_DEGREE)
    shapes.append(
        inner(
            tag("line", x1=16, y1=height - 14, x2=16 + length, y2=height - 14, stroke="#333", stroke_width=2),
            tag("text", f"{metres:,} m", x=16, y=height - 20, class_="small"),
            tag("text", "北 N ↑", x=width - 44, y=20, class_="small"),
        )
    )
    return tag(
        "svg",
        tag("title", "位置示意 sketch of its places"),
        *shapes,
        viewBox=f"0 0 {width} {height}",
        class_="map",
    )


def _scale_bar(pixels_a_metre: float) -> tuple[float, int]:
    """The roundest length that takes some eighty pixels."""
    metres = 1
    for one in (1, 2, 5):
        for power in range(8):
            if metres < one * 10**power <= 110 / pixels_a_metre:
                metres = one * 10**power
    return round(metres * pixels_a_metre, 1), metres
