import contextlib
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from ecolake.errors import UnreadableError
from ecolake.formats import Limits, ReadOptions, read_table


def packed(table, **options):
    out = io.BytesIO()
    parquet.write_table(table, out, **options)
    return out.getvalue()


TABLE = pa.table(
    {
        "名称": ["闽江", None],
        "n": pa.array([1, None], pa.int32()),
        "d": pa.array([Decimal("1.250"), None], pa.decimal128(8, 3)),
        "f": [0.1, float("nan")],
        "b": [True, None],
        "day": [date(2026, 3, 2), None],
        "local": pa.array([datetime(2026, 3, 2, 8), None], pa.timestamp("us")),  # noqa: DTZ001
        "at": pa.array([datetime(2026, 3, 2, 8, tzinfo=UTC), None], pa.timestamp("ms", "UTC")),
        "list": [[{"a": 1}], []],
    }
)


def test_columns_have_the_types_of_the_file(read):
    frame = read(packed(TABLE), format="parquet").frame
    kinds = dict(frame.schema)
    assert kinds["名称"] == pl.String
    assert (kinds["n"], kinds["d"], kinds["f"]) == (pl.Int32, pl.Decimal(8, 3), pl.Float64)
    assert (kinds["local"], kinds["at"]) == (pl.Datetime("us"), pl.Datetime("ms", "UTC"))
    assert frame.row(0)[:3] == ("闽江", 1, Decimal("1.250"))
    assert frame["_row"].to_list() == [1, 2]


def test_row_groups_are_one_table_in_their_order(read):
    table = pa.table({"n": range(1000), "t": [f"文{i % 7}" for i in range(1000)]})
    frame = read(packed(table, row_group_size=77), format="parquet").frame
    assert frame["n"].to_list() == list(range(1000))
    assert frame["t"].to_list() == table["t"].to_pylist()
    assert frame["_row"].to_list() == list(range(1, 1001))


def test_a_file_without_rows_has_its_columns(read):
    table = read(packed(TABLE.slice(0, 0)), format="parquet")
    assert (table.columns, table.frame.height) == (TABLE.column_names, 0)


def test_names_that_repeat_or_are_ours_differ(read):
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", "_row"])
    assert read(packed(table), format="parquet").columns == ["a", "a#2", "_row#2"]


@pytest.mark.parametrize(
    "column", [pa.nulls(200_000), pa.array(["长" * 1000] * 1000)], ids=["nulls", "texts"]
)
def test_a_run_of_equal_values_that_unpacks_to_much_is_stopped(refusal, column):
    content = packed(pa.table({"n": column}))
    assert len(content) < 20_000
    assert refusal(content, format="parquet", limits=Limits(uncompressed=10**6)).code == "archive_bomb"


@pytest.mark.parametrize("content", [b"PAR0", b"a,b\n1,2\n", b'{"a": 1}'])
def test_what_is_no_parquet_is_refused(refusal, content):
    assert refusal(content, format="parquet").code == "wrong_shape"


def test_too_many_columns_are_refused(refusal):
    content = packed(pa.table({f"c{i}": [1] for i in range(30)}))
    assert refusal(content, format="parquet", limits=Limits(columns=20)).code == "wrong_shape"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_cut_file_is_damaged(refusal, share):
    whole = packed(TABLE)
    assert refusal(whole[: int(len(whole) * share)], format="parquet").code == "damaged_parquet"


def test_damaged_bytes_are_read_or_refused(tmp_path, scratch):
    whole = packed(TABLE)
    place = st.integers(0, len(whole) - 1)

    @settings(
        max_examples=120,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    # A column's name that is no UTF-8.
    @example([(789, b"\x00")], None)
    @given(st.lists(st.tuples(place, st.binary(max_size=3)), max_size=4), st.none() | place)
    def holds(changes, end):
        content = bytearray(whole)
        for at, new in changes:
            content[at : at + len(new)] = new
        path = tmp_path / "a"
        path.write_bytes(content[:end])
        with contextlib.suppress(UnreadableError):
            assert read_table(path, ReadOptions(format="parquet"), scratch).frame["_row"].is_sorted()

    holds()


@pytest.mark.parametrize("nested", [False, True])
def test_bytes_that_are_no_text_are_damage(refusal, nested):
    ends = pa.py_buffer(b"\0\0\0\0\2\0\0\0\4\0\0\0")
    texts = pa.Array.from_buffers(pa.string(), 2, [None, ends, pa.py_buffer(b"ab\xff\xfe")])
    column = pa.StructArray.from_arrays([texts], ["a"]) if nested else texts
    assert refusal(packed(pa.table({"a": column})), format="parquet").code == "damaged_parquet"


def test_bytes_that_are_repeated_are_counted_before_they_are_there(refusal):
    repeated = pa.table({"a": pa.array([b"x" * 10_000]).take(pa.array([0] * 3_000))})
    assert (
        refusal(packed(repeated), format="parquet", limits=Limits(uncompressed=1 << 20, ratio=1)).code
        == "archive_bomb"
    )


def test_a_number_of_more_digits_than_polars_has_is_its_text(read):
    long = pa.table({"a": pa.array(["1.5"]).cast(pa.decimal256(76, 1))})
    assert read(packed(long), format="parquet").frame["a"].to_list() == ["1.5"]


def test_a_column_nested_too_deeply_is_refused(refusal):
    kind, value = pa.int8(), 1
    for _ in range(8):
        kind, value = pa.list_(kind), [value]
    nested = pa.table({"a": pa.array([value], kind)})
    assert refusal(packed(nested), format="parquet", limits=Limits(depth=8)).code == "wrong_shape"
