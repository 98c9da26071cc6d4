"""A brief made by hand: one figure of each kind, with texts that would be markup if they were let."""

from datetime import date
from decimal import Decimal

import pytest

from ecolake.consultation.answers import Answer, Area, Brief
from ecolake.consultation.plan import Figure, Section
from ecolake.standards.model_base import Text

DAY = date(2026, 3, 2)
HOSTILE = "<script>alert(1)</script> | `x` [a](b)"


def figure(name, columns, **more):
    """A figure of a made-up query."""
    said = {
        "figure": name,
        "title": Text(zh=f"{name}图", en=f"the {name}"),
        "sql": "select {day}, {area}, {prefix}",
    }
    return Figure.model_validate(said | {"columns": columns} | more)


def answer(one, rows):
    """It, answered."""
    return Answer(one, one.asked(DAY, "350500"), tuple(rows), len(rows))


def tile(measure, now, before, better):
    """A row of tiles: only the day before is known."""
    past = {"day_before": before, "week_before": None, "year_before": None}
    return {"measure_zh": measure, "measure_en": measure, "unit": "%", "now": now, "better": better, **past}


@pytest.fixture
def made():
    """The brief."""
    tiles = figure(
        "tiles",
        {
            one: [one, one]
            for one in ("measure", "unit", "now", "day_before", "week_before", "year_before", "better")
        },
        picture="tiles",
    )
    calendar = figure(
        "calendar",
        {one: [one, one] for one in ("city", "day", "aqi", "level")},
        picture="calendar",
        table=False,
    )
    lines = figure("lines", {"day": ["日", "day"], "pm": ["PM", "PM", "µg/m³"]}, picture="lines", table=False)
    bars = figure("bars", {"kind": ["类", "kind"], "share": ["比例", "share", "%"]}, picture="bars")
    none = figure("none", {"a": ["甲", "a"]}, empty={"zh": "没有任何事", "en": "nothing at all"})
    answered = (
        answer(
            tiles,
            [
                tile("good", 90.5, 80.0, "higher"),
                tile("bad", 7, 3, "lower"),
                tile("unknown", None, 3, "lower"),
            ],
        ),
        answer(calendar, [{"city": HOSTILE, "day": DAY, "aqi": 160, "level": 4}]),
        answer(
            lines,
            [
                {"day": date(2026, 2, 26), "pm": Decimal("10.0")},
                {"day": date(2026, 2, 27), "pm": Decimal("30.0")},
                {"day": date(2026, 3, 1), "pm": Decimal("20.0")},
                {"day": DAY, "pm": Decimal("40.0")},
            ],
        ),
        answer(bars, [{"kind_zh": HOSTILE, "kind_en": "dust", "share": 25.0}]),
        answer(none, []),
    )
    section = Section(section="all", title=Text(zh="全部", en="all"), figures=())
    return Brief(Area("350500", "泉州市"), DAY, 3, "2026-03-03 01:02:03", ((section, answered),), ())
