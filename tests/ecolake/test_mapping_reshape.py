"""Several columns as one item, one record as several readings, and items that no column gives."""

import polars as pl
import pytest

from ecolake.drift.columns import check_columns
from ecolake.errors import UnreadableError
from ecolake.mapping import RAW, column_at_fault, map_table
from ecolake.standards.load import load
from ecolake.standards.reshaping import Unpivot
from ecolake.standards.source import Mapping, ReadOptions

COMPOSE = {"observed_at": "{Y}-{M}-{D} {H}:00"}
FORMATS = {"observed_at": "%Y-%m-%d %H:%M"}
READINGS = Unpivot(
    name="trend", value="stage", columns={"UP": "rising", "DOWN": "falling"}, units={"UP": "cm", "DOWN": "m"}
)


@pytest.fixture
def read(little):
    """Map columns of the little water standards by a mapping of its own."""

    def run(columns, **said):
        mapping = Mapping(read=ReadOptions(format="csv"), **said)
        frame = pl.DataFrame({RAW + name: values for name, values in columns.items()})
        return map_table(frame, load(little).datasets["water.stage"], mapping).collect()

    return run


def times(mapped):
    return [None if at is None else at.strftime("%Y-%m-%dT%H") for at in mapped["observed_at"]]


def test_a_time_is_read_from_its_parts_in_the_sources_zone(read):
    columns = {"Y": ["2013", "2013"], "M": ["3", "12"], "D": ["1", "31"], "H": ["0", "23"]}
    mapped = read(columns, compose=COMPOSE, formats=FORMATS)
    assert times(mapped) == ["2013-02-28T16", "2013-12-31T15"]
    assert not [name for name in mapped.columns if name.startswith("_composed")]


def test_parts_that_arrive_typed_are_read_too(read):
    columns = {"Y": [2013], "M": [3.0], "D": [1], "H": [0]}
    assert times(read(columns, compose=COMPOSE, formats=FORMATS)) == ["2013-02-28T16"]


def test_half_a_date_is_none_and_a_wrong_one_is_unread(read):
    columns = {"Y": ["2013", "2013"], "M": ["NA", "13"], "D": ["1", "1"], "H": ["0", "0"]}
    mapped = read(columns, compose=COMPOSE, formats=FORMATS, missing=("NA",))
    assert times(mapped) == [None, None]
    assert mapped["_unread_observed_at"].to_list() == [False, True]


def test_each_reading_is_a_row_in_its_own_unit_and_an_empty_cell_is_one_too(read):
    mapped = read(
        {"S": ["A", "B"], "UP": ["125", "x"], "DOWN": ["1.25", "NA"]},
        map={"S": "station"},
        unpivot=READINGS,
        missing=("NA",),
    )
    shown = mapped.select("station", "trend", pl.col("stage").cast(pl.String), "_unread_stage")
    assert shown.rows() == [
        ("A", "rising", "1.250", False),
        ("A", "falling", "1.250", False),
        ("B", "rising", None, True),
        ("B", "falling", None, False),
    ]
    assert mapped[RAW + "DOWN"].to_list() == ["1.25", "1.25", "NA", "NA"]
    mapping = Mapping(read=ReadOptions(format="csv"), map={"S": "station"}, unpivot=READINGS)
    at_fault = mapped.select(column_at_fault(mapping, item).alias(item) for item in ("stage", "station"))
    assert at_fault.rows() == [("UP", "S"), ("DOWN", "S"), ("UP", "S"), ("DOWN", "S")]


def test_a_file_without_records_has_no_reading(read):
    assert read({"S": pl.Series([], dtype=pl.String)}, map={"S": "station"}, unpivot=READINGS).height == 0


def test_a_constant_is_in_every_row(read):
    mapped = read({"S": ["A", "B"]}, map={"S": "station"}, constants={"stage": "1.5", "trend": "rising"})
    assert mapped["stage"].cast(pl.String).to_list() == ["1.500", "1.500"]
    assert mapped["trend"].to_list() == ["rising", "rising"]


def test_columns_of_a_template_and_of_readings_are_known_and_missed(little):
    dataset = load(little).datasets["water.stage"]
    mapping = Mapping(
        read=ReadOptions(format="json"), map={"S": "station"}, compose=COMPOSE, unpivot=READINGS
    )
    columns = ["S", "Y", "M", "D", "H", "UP"]
    told = check_columns(columns, dataset, mapping, "f")
    assert told.notes == ("no record has 'DOWN' / 所有记录均无“DOWN”",)
    with pytest.raises(UnreadableError, match="H are not in the file"):
        check_columns(["S", "Y", "M", "D", "UP", "DOWN"], dataset, mapping, "f")


def test_a_naming_convention_leaves_alone_what_comes_otherwise(spoil):
    root = spoil(
        "sources/water.yaml",
        "    map: {STCD: station, TM: observed_at, Z: stage, WPTN: trend}",
        '    names: upper\n    compose: {observed_at: "{Y} {H}"}\n    constants: {trend: rising}',
    )
    text = (root / "sources/water.yaml").read_text(encoding="utf-8")
    (root / "sources/water.yaml").write_text(
        text.replace('    codes: {trend: {"4": falling, "5": rising}}\n', "")
    )
    mapping = load(root).datasets["water.stage"].mapping
    assert mapping.map == {"STATION": "station", "STAGE": "stage"}
    assert mapping.columns == ("STATION", "STAGE", "Y", "H")
    assert mapping.column_of["observed_at"] == "Y、H"
