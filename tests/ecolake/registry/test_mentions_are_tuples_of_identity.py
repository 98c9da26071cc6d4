"""A mention is a distinct tuple of identity values of a dataset, by the same name for whoever computes it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecolake import lake
from ecolake.registry.identity import Identity, read_identity, roles
from ecolake.registry.mentions import mention_sql, naming, read_mentions
from tests.support.lake_fixture import TinyLake, home_at

CODE = "91350100M000100Y43"
RATING = "cities.city_credit_rating"
PERMIT = "ecology.discharge_permit"


@pytest.fixture(scope="module")
def identity():
    return read_identity(Path("standards"))


@pytest.fixture
def tiny(tmp_path, standards):
    return TinyLake(home_at(tmp_path), standards)


def rated(**values):
    return {
        "unified_social_credit_code": CODE,
        "enterprise_name": "甲厂",
        "division_code": "350102",
        **values,
    }


def test_rows_that_name_alike_are_one_mention(tiny, standards, identity):
    first = tiny.deliver(
        RATING, [rated(rating_year=2024), rated(rating_year=2023), rated(enterprise_name="乙厂")]
    )
    second = tiny.deliver(RATING, [rated(rating_year=2025), rated(enterprise_name=None)])
    told = read_mentions(tiny.home, standards.datasets[RATING], identity)
    assert set(told["enterprise_name"]) == {None, "乙厂", "甲厂"}
    same = told.filter(told["enterprise_name"] == "甲厂").row(0, named=True)
    assert (same["first_batch"], same["observed_from"]) == (first, date(2023, 1, 1))
    only = read_mentions(tiny.home, standards.datasets[RATING], identity, [second])
    assert set(only["mention"]) < set(told["mention"])
    assert only.height == 2


def test_sql_and_python_name_a_row_alike(tiny, standards, identity):
    rows = [
        rated() | {"enterprise_name": "O'Brien|甲\x1f"},
        rated(enterprise_name=None),
        rated(enterprise_name=""),
    ]
    tiny.deliver(RATING, rows)
    dataset = standards.datasets[RATING]
    told = read_mentions(tiny.home, dataset, identity)
    with duckdb.connect() as session:
        files = lake.files(tiny.home, lake.accepted(dataset.table))
        sql = f"SELECT DISTINCT {mention_sql(dataset, identity)} FROM read_parquet({files})"
        assert {row[0] for row in session.sql(sql).fetchall()} == set(told["mention"])
    assert told.height == 3


def test_a_place_is_one_whatever_the_type_of_its_column(standards, identity):
    dataset = standards.datasets[PERMIT]
    values = dict.fromkeys(dataset.items, "NULL")
    columns = ", ".join(f'{value} AS "{name}"' for name, value in values.items() if name != "longitude")
    with duckdb.connect() as session:
        named = {
            session.sql(
                f"SELECT {mention_sql(dataset, identity)} FROM (SELECT {columns}, {east} AS longitude)"
            ).fetchone()
            for east in ("118.5::DECIMAL(9,6)", "118.5::DOUBLE", "118.50000001::DOUBLE")
        }
    assert len(named) == 1


def test_hours_of_a_device_and_ways_of_a_vehicle_are_no_mentions(standards, identity):
    for dataset_id in (
        "iot.hj212_frame",
        "transport.hazardous_goods_vehicle_position",
        "enterprises.enterprise_air_outlet",
    ):
        found = roles(standards.datasets[dataset_id], identity)
        assert len(found) == 1, found


def test_a_receiver_is_not_whom_a_row_is_about(standards, identity):
    manifest = roles(standards.datasets["ecology.hazardous_waste_manifest"], identity)
    assert manifest == {"unified_social_credit_code": "unified_social_credit_code"}
    between = roles(standards.datasets["mee.hazardous_waste_interprovincial_manifest"], identity)
    assert between["enterprise_name"] == "sender_name"
    assert "development_reform.administrative_penalty_publicity" not in {
        one.id for one in naming(standards, identity)
    }


def test_every_dataset_with_an_enterprise_is_read(standards, identity):
    named = {one.id for one in naming(standards, identity)}
    coded = {one.id for one in standards.datasets.values() if "unified_social_credit_code" in one.items}
    assert coded <= named
    assert len(named) > 150


def test_a_dataset_may_say_that_a_role_is_not_filled(standards):
    said = Identity(datasets={RATING: {"division_code": None, "address": "enterprise_name"}})
    found = roles(standards.datasets[RATING], said)
    assert "division_code" not in found
    assert found["address"] == "enterprise_name"


def test_decimals_become_numbers(tiny, standards, identity):
    row = {"permit_number": CODE + "001P", "longitude": Decimal("118.123456"), "latitude": Decimal("25.1")}
    tiny.deliver(PERMIT, [row])
    told = read_mentions(tiny.home, standards.datasets[PERMIT], identity).row(0, named=True)
    assert (told["longitude"], told["latitude"]) == (118.123456, 25.1)
