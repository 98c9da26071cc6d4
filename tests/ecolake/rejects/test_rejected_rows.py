"""Rejected rows come back whole, in a fixed order, and only those that an account vouches for."""

import polars as pl
import pytest

from ecolake import lake
from ecolake.rejects.advice import advice
from ecolake.rejects.rows import AS_RECEIVED, SCHEMA, concerned, own_values, rejected_rows

AIR, FRAMES = "mee.air_station_hourly", "iot.hj212_frame"


@pytest.fixture
def spoilt(accept, air):
    accept(AIR, air(air.feature("1001A"), air.feature("x"), air.feature("1002A", pm2_5="-5")), "a.geojson")
    accept(FRAMES, b"hello\n##0010QN=1\n", "b.log")


def test_an_empty_home_has_none(home, standards):
    rows = rejected_rows(home, standards)
    assert rows.is_empty()
    assert rows.schema == SCHEMA


def test_all_datasets_by_source_file_and_row(home, standards, spoilt):
    rows = rejected_rows(home, standards)
    assert rows.select("dataset", "_row").rows() == [
        ("hj212_frame", 1), ("hj212_frame", 2), ("air_station_hourly", 2), ("air_station_hourly", 3),
    ]  # fmt: skip
    assert rows.equals(rejected_rows(home, standards))


def test_each_filter_narrows(home, standards, spoilt):
    batch = rejected_rows(home, standards, source="iot").item(0, "_batch")
    assert rejected_rows(home, standards, dataset="hj212_frame").height == 2
    assert rejected_rows(home, standards, rule="pm2_5_1h.range").height == 1
    assert rejected_rows(home, standards, batch=batch[:6]).get_column("source").unique().to_list() == ["iot"]


def test_rows_of_a_batch_without_account_are_not_shown(home, standards, spoilt):
    table = lake.rejected("iot/hj212_frame")
    stray = lake.scan(home, table).collect().with_columns(_batch=pl.lit("f" * 16))
    lake.append(home, table, stray)
    assert rejected_rows(home, standards).height == 4


def test_every_kind_of_check_has_advice():
    for kind in ("unread", "required", "length", "range", "pattern", "code", "check"):
        assert advice([f"item.{kind}"]) != advice(["a_row_rule"])
    assert advice(["key.conflict"]) != advice(["file.empty_file"]) != advice(["record.ragged_row"])


def test_advice_is_given_once():
    assert advice(["a.range", "b.range"]) == advice(["a.range"])


def test_columns_at_fault_are_the_sources_own(standards):
    assert list(concerned(["validFrom、validTo", "permit_number"], standards.datasets["ecology.discharge_permit"])) == [
        "validFrom", "validTo", "permitNo",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "values"),
    [
        ('{"stationcode": "1", "b": null, "c": [1]}', {"stationcode": "1", "b": None, "c": "[1]"}),
        ('{"text": "1,2,3"}', {AS_RECEIVED: "1,2,3"}),
        ('{"a": "1"}', {AS_RECEIVED: '{"a": "1"}'}),
        ("##0010QN=1", {AS_RECEIVED: "##0010QN=1"}),
        ("[1]", {AS_RECEIVED: "[1]"}),
        ("{}", {}),
    ],
)
def test_a_payload_is_taken_apart_or_kept_whole(standards, payload, values):
    assert own_values(payload, standards.datasets[AIR]) == values


def test_every_kind_of_check_has_advice_of_its_own(standards):
    """A kind added to the checks without a next step would tell the department nothing it can do."""
    from ecolake.standards.compile import compile_dataset

    kinds = {
        check.kind
        for dataset in standards.datasets.values()
        for check in compile_dataset(dataset).checks
        if check.kind != "rule"
    }
    advised = {kind: advice([f"item.{kind}"]) for kind in sorted(kinds)}
    assert {"reference", "valid_on"} <= kinds
    assert [kind for kind, words in advised.items() if words == advice(["a_rule"])] == []
    assert len({words.en for words in advised.values()}) == len(advised)
