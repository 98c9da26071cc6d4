import json
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.formats import ReadOptions, read_table

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBER = st.integers().map(str) | st.decimals(allow_nan=False, allow_infinity=False, places=6).map(
    "{:f}".format
)
VALUE = st.none() | TEXT | NUMBER.map(Decimal)
NAMES = ("名称", "b", "c.d")
SETTINGS = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def as_json(value):
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def as_cell(value):
    return str(value) if isinstance(value, Decimal) else value


def test_what_was_written_is_read(tmp_path, scratch):
    @SETTINGS
    @given(st.lists(st.tuples(VALUE, VALUE, VALUE), min_size=1, max_size=8))
    def holds(records):
        bodies = (
            ", ".join(f'"{name}": {as_json(value)}' for name, value in zip(NAMES, record, strict=True))
            for record in records
        )
        path = tmp_path / "a.json"
        path.write_text("[" + ",".join(f"{{{body}}}" for body in bodies) + "]", encoding="utf-8")
        table = read_table(path, ReadOptions(format="json"), scratch)
        assert table.columns == list(NAMES)
        assert table.frame.rows() == [
            (*map(as_cell, record), number) for number, record in enumerate(records, start=1)
        ]

    holds()


def test_a_nested_value_is_the_same_value_in_text(tmp_path, scratch):
    nested = st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=10,
    )

    @SETTINGS
    @given(nested)
    def holds(value):
        path = tmp_path / "a.json"
        path.write_text(json.dumps([{"a": [value]}]), encoding="utf-8")
        cell = read_table(path, ReadOptions(format="json"), scratch).frame["a"].item()
        assert json.loads(cell) == [value]

    holds()
