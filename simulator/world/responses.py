"""Responses to polluted air whose effect is known: when each city answered, and by how much less it then polluted.

What the world's air would have been is told by `air_day`; what it was with the responses is that, less the effect. Kept apart from
the feeds, which a response leaves as they are: the score of a method asks here for both.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from simulator.world.chance import stream

if TYPE_CHECKING:
    from simulator.world.world import World

RESPONSES = pl.Schema(
    {
        "response": pl.String(),
        "city": pl.String(),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
        "effect": pl.Float64(),
    }
)
_EVERY = 24  # days: one response at most in so many
_SHARE = 0.8  # of those spans that have one
_LONGEST, _SHORTEST = 6, 3  # days
_WEAKEST, _STRONGEST = 0.08, 0.40  # share of the concentration that is spared


def responses(world: "World", first: date, days: int) -> pl.DataFrame:
    """Return the responses of all cities from a day on (`RESPONSES`), sorted."""
    rows = []
    for city in world.cities:
        rng = stream("response", world.seed, city, first)
        for begin in range(0, days - _EVERY + 1, _EVERY):
            length = int(rng.integers(_SHORTEST, _LONGEST + 1))
            start = first + timedelta(days=begin + int(rng.integers(0, _EVERY - length)))
            effect, drawn = float(rng.uniform(_WEAKEST, _STRONGEST)), float(rng.random())
            if drawn < _SHARE:
                number = f"YD{city}{start:%Y%m%d}"
                rows.append((number, city, start, start + timedelta(days=length - 1), round(effect, 4)))
    return pl.DataFrame(rows, schema=RESPONSES, orient="row").sort("response")
