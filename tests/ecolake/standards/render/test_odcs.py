"""The data contracts: the official model takes them, their queries run, their references lead somewhere."""

import json
from importlib.resources import files

import duckdb
import jsonschema
import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from ecolake.standards.render import odcs
from ecolake.standards.render.facts import relation
from ecolake.standards.render.odcs_quality import failing


def contracts(standards):
    return {page.path: yaml.safe_load(page.content) for page in odcs.render(standards)}


@pytest.fixture
def stage(small):
    return contracts(small)["water/stage.yaml"]


@pytest.fixture
def columns(stage):
    return {column["name"]: column for column in stage["schema"][0]["properties"]}


def custom(thing):
    return {one["property"]: one["value"] for one in thing["customProperties"]}


def faults(found, checked):
    """What the official model says of all, and the official JSON schema, which is slow, of those checked by it too."""
    schema = json.loads((files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft201909Validator(schema)
    for path, contract in found.items():
        OpenDataContractStandard(**contract)
        if path in checked:
            for error in validator.iter_errors(contract):
                yield path, list(error.path), error.message


def test_every_contract_of_the_catalogue_is_what_the_official_model_takes(standards):
    found = contracts(standards)
    assert len(found) == len(standards.datasets)
    first_of_each_source = {path.split("/")[0]: path for path in sorted(found, reverse=True)}
    assert not list(faults(found, set(first_of_each_source.values())))


def test_the_small_contracts_are_what_the_official_model_takes(small):
    found = contracts(small)
    assert not list(faults(found, found))


def test_the_contract_says_what_the_standard_says(stage):
    assert stage["apiVersion"] == "v3.2.0"
    assert stage["version"] == "1.2.0"
    assert stage["authoritativeDefinitions"][0]["description"] == "SL 323-2011 table 6"
    assert custom(stage)["resourceCode"] == "211002/064"
    assert custom(stage)["shareType"] == "conditional"
    assert stage["team"]["name"] == "水利厅 · Water / 水文中心 · Hydrology Centre"
    promised = {one["property"]: (one["value"], one.get("unit")) for one in stage["slaProperties"]}
    assert promised == {"frequency": (1, "h"), "latency": (30, "h")}


def test_a_property_holds_the_domain_of_its_element(columns):
    level = columns["stage"]
    assert (level["logicalType"], level["physicalType"]) == ("number", "DECIMAL(8,3)")
    assert level["logicalTypeOptions"] == {"minimum": -10, "maximum": 6000}
    assert custom(level)["unit"] == "m"
    assert custom(level)["titleZh"] == "水位"
    assert columns["station_code"]["logicalTypeOptions"] == {"maxLength": 10, "pattern": "^[A-Z0-9]+$"}
    assert columns["station_code"]["examples"] == ["A1"]
    assert [one["value"] for one in columns["trend"]["enum"]] == ["falling", "rising"]


def test_key_personal_data_and_nested_fields_are_told(columns):
    assert [name for name, one in columns.items() if one.get("primaryKey")] == ["station_code", "observed_at"]
    assert columns["observer"]["classification"] == "confidential"
    assert custom(columns["observer"])["personal"] is True
    assert [one["name"] for one in columns["layers"]["items"]["properties"]] == ["depth"]


def test_references_lead_to_properties_of_other_contracts(standards):
    found = contracts(standards)
    for path, contract in found.items():
        for column in contract["schema"][0]["properties"]:
            for link in column.get("relationships", []):
                file, _, anchor = link["to"].rpartition("#")
                parts = [*path.split("/")[:-1], *file.split("/")] if file else path.split("/")
                while ".." in parts:
                    place = parts.index("..")
                    del parts[place - 1 : place + 1]
                target = found["/".join(part for part in parts if part)]["schema"][0]
                schema, name, properties, item = anchor.split("/")
                assert (schema, properties) == ("schema", "properties")
                assert target["id"] == name
                assert item in {one["id"] for one in target["properties"]}


def test_a_composite_reference_stands_with_the_schema(stage):
    (link,) = stage["schema"][0]["relationships"]
    assert link["from"] == ["water__stage.station_code", "water__stage.observer"]
    assert link["to"][1] == "../land/station.yaml#schema/land__station/properties/station_title"


@pytest.fixture
def warehouse():
    """Make the relation of a dataset as the warehouse has it, empty."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema lake")

        def make(dataset):
            columns = ", ".join(f'"{name}" {item.duckdb}' for name, item in dataset.items.items())
            connection.execute(
                f'create table lake."{relation(dataset)}" (_received_at timestamptz, {columns})'
            )
            return connection

        yield make


def test_every_rule_of_the_catalogue_can_be_asked_in_duckdb(standards, warehouse):
    for dataset in standards.datasets.values():
        connection = warehouse(dataset)
        for rule in dataset.rules:
            assert connection.execute(failing(dataset, rule)).fetchone() == (0,)


def test_a_query_counts_the_rows_that_break_the_rule(small, warehouse):
    dataset = small.datasets["water.stage"]
    connection = warehouse(dataset)
    for stage, trend, hour in ((None, "rising", 8), (1.5, "rising", 8), (None, None, 12)):
        connection.execute(
            "insert into lake.water__stage (_received_at, observed_at, stage, trend) "
            "values (timestamptz '2026-01-01 09:00:00Z', ?::timestamptz, ?, ?)",
            [f"2026-01-01 {hour:02}:00:00Z", stage, trend],
        )
    counted = {rule.id: connection.execute(failing(dataset, rule)).fetchone()[0] for rule in dataset.rules}
    assert counted == {"rising_needs_stage": 1, "not_in_future": 1}


def test_rendering_twice_gives_the_same_bytes(small):
    assert list(odcs.render(small)) == list(odcs.render(small))
