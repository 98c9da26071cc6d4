"""The pictures of a brief as SVG that stands by itself: a calendar of levels, lines by day, bars.

Belongs here: shapes, colours, scales. Does not belong here: which figure is drawn, which is said by the plan.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Any, Final

from ecolake.consultation.answers import Answer
from ecolake.consultation.plan import Language
from ecolake.consultation.values import is_number, picked, shown
from ecolake.dossier.markup import Markup, inner, tag

# The colours of the six levels of the air: HJ 633-2012 annex A table A.1, HJ 633-2026 table A.1.
LEVELS: Final = ("#00E400", "#FFFF00", "#FF7E00", "#FF0000", "#99004C", "#7E0023")
_NONE: Final = "#e9edf1"
_SERIES: Final = ("#1f6fa8", "#d9822b", "#2e8b57")
_INK: Final = "#1f2933"
_SOFT: Final = "#66727f"
_WIDTH: Final = 860
_DAYS: Final = 31


def picture(answer: Answer, day: date, language: Language) -> Markup | None:
    """Draw a figure that has a picture and rows; tiles are none.

    Args:
        answer: The figure and its rows.
        day: The day of the brief: where days end.
        language: Of the words in it.
    """
    if not answer.rows:
        return None
    match answer.figure.picture:
        case "calendar":
            return _calendar(answer, day, language)
        case "lines":
            return _lines(answer, day, language)
        case "bars":
            return _bars(answer, language)
        case _:
            return None


def _svg(height: float, title: str, *shapes: Any) -> Markup:
    return tag(
        "svg",
        tag("title", title),
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {height:g}",
        width=_WIDTH,
        height=f"{height:g}",
        role="img",
        font_family="Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Helvetica, Arial, sans-serif",
        font_size=12,
    )


def _text(x: float, y: float, words: str, **more: Any) -> Markup:
    return tag("text", words, x=f"{x:g}", y=f"{y:g}", **({"fill": _INK} | more))


def _days(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]


def _calendar(answer: Answer, day: date, language: Language) -> Markup:
    """A row for each place and a cell for each day, coloured by level, with its index."""
    places = sorted({str(row["city"]) for row in answer.rows})
    found = {(str(row["city"]), row["day"]): row for row in answer.rows}
    days, left, step, high = _days(day), 92, 24.5, 26
    shapes = []
    for line, place in enumerate(places):
        top = line * (high + 4) + 4
        shapes.append(_text(0, top + 17, place))
        for nth, one in enumerate(days):
            row = found.get((place, one))
            level = row and row["level"]
            words = shown(row["aqi"], language) if row else ""
            x = left + nth * step
            shapes.append(
                tag(
                    "g",
                    tag("title", f"{place} {one} {words}"),
                    tag(
                        "rect", x=f"{x:g}", y=top, width=f"{step - 2:g}", height=high, rx=3,
                        fill=LEVELS[min(max(int(level), 1), len(LEVELS)) - 1] if level else _NONE,
                    ),
                    _text(
                        x + step / 2 - 1, top + 17, words if level else "", text_anchor="middle", font_size=10.5,
                        fill="#fff" if level and level >= 4 else _INK,
                    ),
                )
            )  # fmt: skip
    bottom = len(places) * (high + 4) + 16
    shapes += _dates(days, left - 1, step, bottom)
    return _svg(bottom + 8, answer.figure.title.model_dump()[language], *shapes)


def _dates(days: Sequence[date], left: float, step: float, y: float) -> list[Markup]:
    """Every fifth day, counted back from the last."""
    return [
        _text(left + (nth + 0.5) * step, y, f"{one:%m-%d}", text_anchor="middle", font_size=10, fill=_SOFT)
        for nth, one in enumerate(days)
        if (len(days) - 1 - nth) % 5 == 0
    ]


def _lines(answer: Answer, day: date, language: Language) -> Markup:
    """A line for each column after the day; where a day has no value, it breaks."""
    columns = list(answer.figure.columns)[1:]
    found = {row["day"]: row for row in answer.rows}
    days, left, step, top, high = _days(day), 44, 25.5, 26, 170
    values = [float(row[one]) for row in answer.rows for one in columns if row[one] is not None]
    greatest = _round_up(max(values, default=1.0))
    shapes = []
    for part in range(5):
        y = top + high * (1 - part / 4)
        shapes.append(tag("line", x1=left, y1=f"{y:g}", x2=_WIDTH - 20, y2=f"{y:g}", stroke="#e3e7ec"))
        shapes.append(
            _text(left - 6, y + 4, f"{greatest * part / 4:g}", text_anchor="end", font_size=10, fill=_SOFT)
        )
    for nth, column in enumerate(columns):
        colour = _SERIES[nth % len(_SERIES)]
        points = [
            (left + (place + 0.5) * step, top + high * (1 - float(found[one][column]) / greatest))
            if one in found and found[one][column] is not None
            else None
            for place, one in enumerate(days)
        ]
        shapes += [_path(run, colour) for run in _runs(points)]
        shapes += [tag("circle", cx=f"{p[0]:g}", cy=f"{p[1]:.1f}", r=2.6, fill=colour) for p in points if p]
        shapes.append(tag("rect", x=left + nth * 230, y=4, width=16, height=4, rx=2, fill=colour))
        shapes.append(_text(left + nth * 230 + 22, 11, answer.figure.heading(column, language)))
    shapes += _dates(days, left, step, top + high + 18)
    return _svg(top + high + 26, answer.figure.title.model_dump()[language], *shapes)


_Point = tuple[float, float]


def _runs(points: Sequence[_Point | None]) -> list[list[_Point]]:
    runs: list[list[_Point]] = [[]]
    for one in points:
        if one is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if len(run) > 1]


def _path(run: Sequence[_Point], colour: str) -> Markup:
    points = " ".join(f"{x:g},{y:.1f}" for x, y in run)
    return tag("polyline", points=points, fill="none", stroke=colour, stroke_width=2, stroke_linejoin="round")


def _bars(answer: Answer, language: Language) -> Markup:
    """A bar for each row: its first column by its second, which is to scale with 100 where it is a percentage."""
    label, column = list(answer.figure.columns)[:2]
    rows = [(shown(picked(row, label, language), language), row[column]) for row in answer.rows]
    values = [float(value) if is_number(value) else 0.0 for _, value in rows]
    is_share = answer.figure.heading(column, language).endswith("[%]")
    greatest = 100.0 if is_share else max(*values, 1.0)
    shapes = [_text(190, 12, answer.figure.heading(column, language), fill=_SOFT, font_size=11)]
    for nth, ((words, value), size) in enumerate(zip(rows, values, strict=True)):
        y = 20 + nth * 22
        width = max(540 * max(size, 0.0) / greatest, 1.0)
        short = words if len(words) <= 14 else f"{words[:13]}…"
        shapes.append(
            inner(
                tag("g", tag("title", words), _text(182, y + 13, short, text_anchor="end")),
                tag("rect", x=190, y=y + 2, width=540, height=14, rx=3, fill="#f1f4f7"),
                tag("rect", x=190, y=y + 2, width=f"{width:.1f}", height=14, rx=3, fill=_SERIES[0]),
                _text(736, y + 13, shown(value, language), font_size=11.5),
            )
        )
    return _svg(26 + 22 * len(rows), answer.figure.title.model_dump()[language], *shapes)


def _round_up(value: float) -> float:
    """The next round number, which four parts divide well."""
    if value <= 0:
        return 1.0
    scale = 10.0 ** floor(log10(value))
    for step in (1, 2, 4, 6, 8, 10):
        if value <= step * scale:
            return float(step * scale)
    return float(ceil(value))
