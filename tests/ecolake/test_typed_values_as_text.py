"""Whatever type a value comes in, it is written down: no panic, nothing lost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from polars.testing.parametric import series

from ecolake.typed_text import as_json, as_text, possible


def written(values, kind):
    frame = pl.DataFrame({"a": values}) if isinstance(values, pl.Series) else None
    if frame is None:
        frame = pl.DataFrame({"a": pl.Series(values, dtype=kind)})
    return frame.select(as_text(pl.col("a"), frame.schema["a"])).to_series().to_list()


@pytest.mark.parametrize("unit", ["ms", "us"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai"])
@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**62])
def test_a_moment_beyond_all_calendars_is_its_number(unit, zone, number):
    moments = pl.Series([number, None], dtype=pl.Int64).cast(pl.Datetime(unit, zone))
    assert written(moments, None) == [str(number), None]
    assert pl.DataFrame({"a": moments}).select(possible(pl.col("a"), moments.dtype)).item(0, 0) is None


def test_a_day_beyond_all_calendars_is_its_number():
    days = pl.Series([2**31 - 1, -(2**31), 0, -719_163], dtype=pl.Int32).cast(pl.Date)
    assert written(days, None) == ["2147483647", "-2147483648", "1970-01-01", "-719163"]


def test_the_first_and_the_last_moment_are_possible():
    ends = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]
    frame = pl.DataFrame({"a": pl.Series(ends, dtype=pl.Datetime("us", "UTC"))})
    assert frame.select(possible(pl.col("a"), frame.schema["a"]))["a"].to_list() == ends
    assert written([date(1, 1, 1), date(9999, 12, 31)], pl.Date) == ["0001-01-01", "9999-12-31"]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([b"\xff", None], pl.List(pl.Binary), '["0xff",null]'),
        ({"a": [timedelta(days=1)]}, pl.Struct({"a": pl.List(pl.Duration("us"))}), '{"a":["P1D"]}'),
        ([[1, 2]], pl.List(pl.Array(pl.Int8, 2)), "[[1,2]]"),
        ([datetime(2026, 3, 2, 8)], pl.List(pl.Datetime("us")), '["2026-03-02T08:00:00"]'),  # noqa: DTZ001
        (Decimal("1.50"), pl.Decimal(5, 2), "1.5"),
        (2**64 - 1, pl.UInt64, "18446744073709551615"),
        (timedelta(hours=30), pl.Duration("us"), "P1DT6H"),
    ],
)
def test_what_json_has_no_word_for_is_text_within_it(value, kind, text):
    assert written([value, None], kind) == [text, None]


def test_a_map_keeps_a_key_that_comes_twice():
    maps = pl.from_arrow(
        pa.array([[("k", b"\x01"), ("k", b"\x02")], None], pa.map_(pa.string(), pa.binary()))
    )
    assert written(maps, None) == ['[{"key":"k","value":"0x01"},{"key":"k","value":"0x02"}]', None]


@settings(max_examples=40)
@given(
    series(excluded_dtypes=[pl.Object, pl.Null, pl.Categorical, pl.Enum], max_size=5, allow_time_zones=False)
)
def test_any_series_is_written_and_no_value_is_lost(given_series):
    kind = given_series.dtype
    frame = given_series.alias("a").to_frame()
    texts = frame.select(as_text(pl.col("a"), kind)).to_series()
    assert texts.dtype == pl.String
    assert texts.is_null().to_list() == given_series.is_null().to_list()
    packed = frame.select(pl.struct(as_json(pl.col("a"), kind).alias("a")).struct.json_encode()).to_series()
    assert packed.null_count() == 0
