"""A profile is small, is kept as written, and can be made of whatever a file holds."""

from datetime import date

import polars as pl

from ecolake.drift.profile import SAMPLE_ROWS, Profile, profile_of
from ecolake.mapping import RAW

DAY = date(2026, 11, 3)


def test_profile_is_a_few_hundred_bytes_and_is_read_back_as_written(river, standards_with):
    dataset = standards_with().datasets["water.stage"]
    frame = river(40).rename(lambda name: RAW + name)
    profile = profile_of([frame.lazy()], dataset, dataset.mapping, DAY)
    assert dict(profile.kinds) == {"STCD": "s", "TM": "T", "Z": "N", "WPTN": "N"}
    assert profile.spreads["stage"].unit == "m"
    assert len(profile.dumps()) < 200
    assert Profile.loads(profile.dumps()) == profile


def test_long_batch_is_seen_by_a_sample_of_all_of_it(standards_with):
    dataset = standards_with().datasets["water.stage"]
    rows = 50 * SAMPLE_ROWS
    frame = pl.DataFrame({RAW + "Z": pl.int_range(rows, eager=True).cast(pl.String)}).lazy()
    halves = [frame.head(rows // 2), frame.tail(rows // 2)]
    whole, parts = (
        profile_of(given, dataset, dataset.mapping, DAY).spreads["stage"] for given in ([frame], halves)
    )
    assert whole.values <= SAMPLE_ROWS
    # The median of 1 … n centimetres is n / 2, in hundredths of a decade of metres.
    assert abs(whole.quantiles[1] - round(100 * (len(str(rows)) - 1 - 2) - 30)) <= 1
    assert all(abs(one - other) <= 1 for one, other in zip(whole.quantiles, parts.quantiles, strict=True))


def test_columns_of_any_type_have_a_kind_and_break_nothing(standards_with):
    dataset = standards_with().datasets["water.stage"]
    odd = {
        "b": [b"x"] * 30,
        "d": [date(2026, 1, 1)] * 30,
        "l": [[1]] * 30,
        "o": [True] * 30,
        "n": [None] * 30,
        "Z": [[1.0]] * 30,
        "WPTN": [4] * 30,
    }
    frame = pl.DataFrame({RAW + name: values for name, values in odd.items()}).lazy()
    profile = profile_of([frame, frame], dataset, dataset.mapping, DAY)
    assert "".join(profile.kinds.values()) == "stlb-ln"
    assert profile_of([], dataset, dataset.mapping, DAY) == Profile()
