"""Columns that arrive typed: taken exactly, or unread; what a text would say, they say too."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.mapping import RAW, map_table
from ecolake.standards.load import load
from ecolake.standards.source import CodeMap


@pytest.fixture
def dataset(little):
    (little / "elements/more.yaml").write_text(MORE, encoding="utf-8")
    path = little / "datasets/water/stage.yaml"
    items = "  trend: {element: trend}\n"
    extra = (
        "  day: {element: day}\n  count: {element: count}\n  wet: {element: wet}\n  note: {element: note}\n"
    )
    text = path.read_text(encoding="utf-8").replace(items, items + extra + NESTED)
    path.write_text(text, encoding="utf-8")
    source = little / "sources/water.yaml"
    text = source.read_text(encoding="utf-8")
    more = "WPTN: trend, D: day, N: count, W: wet, T: note, L: readings"
    source.write_text(
        text.replace("WPTN: trend", more).replace("    units: {stage: cm}\n", ""), encoding="utf-8"
    )
    return load(little).datasets["water.stage"]


MORE = "".join(
    f"""\
{name}:
  title: {{zh: {name}, en: {name}}}
  definition: {{zh: {name}, en: {name}}}
  object: station
  property: {name}
  type: {kind}
  basis: proposed
"""
    for name, kind in {"day": "date", "count": "integer", "wet": "boolean", "note": "text"}.items()
)
NESTED = (
    "  readings: {title: {zh: 读数, en: readings}, each: {level: {element: level}, at: {element: moment}}}\n"
)


@pytest.fixture
def read(dataset):
    """Map one typed column and return the values, and what was unread."""

    def run(item, values, kind=None, **changes):
        mapping = dataset.mapping.model_copy(update=changes)
        column = next(column for column, name in mapping.map.items() if name == item)
        frame = pl.DataFrame({RAW + column: pl.Series(values, dtype=kind, strict=False)})
        mapped = map_table(frame, dataset, mapping).collect()
        assert mapped[item].dtype == dataset.items[item].polars
        return mapped[item].to_list(), mapped[f"_unread_{item}"].to_list()

    return run


@pytest.mark.parametrize("kind", [pl.Float64, pl.Decimal(20, 6), pl.Int32, pl.UInt8])
def test_a_number_in_the_range_of_the_element_is_taken(read, kind):
    assert read("stage", [1, 2, None], kind) == ([Decimal("1.000"), Decimal("2.000"), None], [False] * 3)


def test_a_binary_number_is_the_decimal_that_it_was_written_for(read):
    values = [0.1, 0.29, 1.005, 0.1 + 0.2, 99999.999, float("nan")]
    expected = [Decimal(text) for text in ("0.100", "0.290", "1.005", "0.300", "99999.999")]
    assert read("stage", values) == ([*expected, None], [False] * 6)
    assert read("stage", [0.1, 1.005], pl.Float32) == ([Decimal("0.100"), Decimal("1.005")], [False] * 2)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0.12345, 1e300, float("inf"), -1e9], pl.Float64),
        ([Decimal("0.1234"), Decimal(123456)], pl.Decimal(20, 4)),
        ([10**15, -(10**6)], pl.Int64),
        ([True], pl.Boolean),
        ([b"1"], pl.Binary),
        ([[1]], pl.List(pl.Int64)),
        ([date(2026, 3, 2)], pl.Date),
    ],
)
def test_what_the_element_cannot_hold_is_unread_and_no_error(read, values, kind):
    assert read("stage", values, kind) == ([None] * len(values), [True] * len(values))


def test_a_number_that_is_too_long_only_when_rounded_is_unread(read):
    assert read("stage", [99_999.9996, 1e300, -1e300, 1.5]) == (
        [None] * 3 + [Decimal("1.500")],
        [True] * 3 + [False],
    )


@pytest.mark.parametrize("kind", [pl.Float64, pl.Decimal(38, 6), pl.String])
def test_a_number_that_no_decimal_holds_once_converted_is_unread(read, kind):
    values = ["99999999999999999999999999", "150"]
    assert read("stage", values, kind, units={"stage": "cm"}) == ([None, Decimal("1.500")], [True, False])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(number=st.decimals("-99999.999", "99999.999", places=3))
def test_every_decimal_of_the_element_survives_binary(number):
    from ecolake.mapping_typed import directly
    from ecolake.standards.model import Element

    element = Element(
        title={"zh": "x", "en": "x"}, definition={"zh": "x", "en": "x"}, object="x", property="x",
        type="decimal(8,3)", basis="proposed",
    )  # fmt: skip
    value = directly(pl.col("x"), pl.Float64(), element, 1, "Asia/Shanghai")
    assert pl.DataFrame({"x": [float(number)]}).select(value).item() == number


@pytest.mark.parametrize("kind", [pl.Float64, pl.Int64, pl.Decimal(20, 2)])
def test_a_mark_for_missing_is_known_by_its_number(read, kind):
    assert read("stage", [-9999, 5], kind) == ([None, Decimal("5.000")], [False] * 2)


@pytest.mark.parametrize("kind", [pl.Float64, pl.Int64, pl.Decimal(20, 2)])
def test_a_unit_is_converted_exactly(read, kind):
    assert read("stage", [125, 7], kind, units={"stage": "cm"})[0] == [Decimal("1.250"), Decimal("0.070")]


def test_a_unit_is_converted_where_the_type_is_the_elements_own(read):
    values, unread = read("stage", [Decimal("250.000")], pl.Decimal(8, 3), units={"stage": "cm"})
    assert (values, unread) == ([Decimal("2.500")], [False])


@pytest.mark.parametrize("kind", [pl.Float64, pl.Int64, pl.Decimal(9, 2), pl.String])
def test_codes_are_translated_whatever_their_type(read, kind):
    assert read("trend", [4, 5, None], kind)[0] == ["falling", "rising", None]


def test_whole_numbers_are_taken_and_fractions_are_not(read):
    assert read("count", [1.0, 1.5, 1e19, None], pl.Float64) == (
        [1, None, None, None],
        [False, True, True, False],
    )
    assert read("count", [2**63], pl.UInt64) == ([None], [True])
    assert read("count", [Decimal("2.00"), Decimal("2.50")], pl.Decimal(9, 2)) == ([2, None], [False, True])


def test_times_without_an_offset_are_the_sources_own(read):
    local = [datetime(2026, 3, 2, 8, 0, 0, 5)]  # noqa: DTZ001
    for unit in ("us", "ns"):
        assert read("observed_at", local, pl.Datetime(unit)) == (
            [datetime(2026, 3, 2, 0, 0, 0, 5, UTC)],
            [False],
        )
    zoned = [datetime(2026, 3, 2, 8, tzinfo=UTC)]
    assert read("observed_at", zoned, pl.Datetime("ms", "UTC")) == (zoned, [False])
    assert read("observed_at", [date(2026, 3, 2)])[0] == [datetime(2026, 3, 1, 16, tzinfo=UTC)]


def test_a_moment_is_a_day_only_at_its_midnight(read):
    local = [datetime(2026, 3, 2), datetime(2026, 3, 2, 8)]  # noqa: DTZ001
    assert read("day", local) == ([date(2026, 3, 2), None], [False, True])
    zoned = [datetime(2026, 3, 1, 16, tzinfo=UTC)]
    assert read("day", zoned, pl.Datetime("us", "UTC"))[0] == [date(2026, 3, 2)]


def test_a_form_reads_the_digits_of_a_number(read):
    assert read("day", [20260302, 20260230], pl.Int64, formats={"day": "%Y%m%d"}) == (
        [date(2026, 3, 2), None],
        [False, True],
    )


def test_yes_and_no_are_taken_and_ones_need_codes(read):
    assert read("wet", [True, False, None], pl.Boolean)[0] == [True, False, None]
    assert read("wet", [1], pl.Int8) == ([None], [True])
    codes = {"wet": CodeMap(values={"1": "true"})}
    assert read("wet", [1, 0], pl.Int8, codes=codes) == ([True, None], [False, True])


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1.0, pl.Float64, "1"),
        (0.5, pl.Float64, "0.5"),
        (True, pl.Boolean, "true"),
        (date(2026, 3, 2), pl.Date, "2026-03-02"),
        (datetime(2026, 3, 2, 8), pl.Datetime("us"), "2026-03-02T08:00:00"),  # noqa: DTZ001
        (time(8, 30), pl.Time, "08:30:00"),
        (b"\x01\xff", pl.Binary, "0x01ff"),
        ([1, 2], pl.List(pl.Int64), "[1,2]"),
        ({"a": "x"}, pl.Struct({"a": pl.String}), '{"a":"x"}'),
    ],
)
def test_as_text_each_type_is_written_plainly(read, value, kind, text):
    assert read("note", [value, None], kind) == ([text, None], [False, False])


LIST = [{"level": Decimal("1.250"), "at": datetime(2026, 3, 2, tzinfo=UTC)}, {"level": None, "at": None}]


def test_a_nested_list_is_decoded_from_its_text(read):
    text = '[{"level": "1.25", "at": "2026-03-02 08:00:00", "more": 1}, {}]'
    assert read("readings", [text, "[]", "", None]) == ([LIST, [], None, None], [False] * 4)
    assert read("readings", ['[{"level": 1.25}]'])[0] == [[{"level": Decimal("1.250"), "at": None}]]


@pytest.mark.parametrize(
    "text",
    [
        "nope",
        "{}",
        "[1]",
        "[null]",
        '[{"level": "x"}]',
        '[{"level": {"a": 1}}]',
        "[" * 5000,
        '[{"level": 1.23456}]',
        '[{"level": 1, "level": 2}]',
    ],
)
def test_a_text_that_is_no_such_list_is_unread_and_spoils_no_other(read, text):
    values, unread = read("readings", ['[{"level": 1.5}]', text])
    assert values == [[{"level": Decimal("1.500"), "at": None}], None]
    assert unread == [False, True]


def test_a_typed_list_gives_its_fields_by_name(read):
    local = datetime(2026, 3, 2, 8)  # noqa: DTZ001
    assert read("readings", [[{"at": local, "level": 1.25, "more": 1}, {}], None]) == (
        [LIST, None],
        [False] * 2,
    )
    assert read("readings", [[1]], pl.List(pl.Int64)) == ([None], [True])
