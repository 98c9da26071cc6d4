"""The code lists that the domain ships: every code once, every reference answered, every column explained."""

import csv
from pathlib import Path

import pytest
import yaml

CODELISTS = Path(__file__).parents[3] / "standards" / "codelists"
NAMES = ["air_pollutant", "aqi_breakpoints", "aqi_levels", "division_fujian", "industry"]


def rows(name: str) -> list[dict[str, str]]:
    with (CODELISTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_unique_and_the_header_explains_each_column(name: str) -> None:
    header = yaml.safe_load((CODELISTS / f"{name}.yaml").read_text(encoding="utf-8"))
    codes = [row["code"] for row in rows(name)]
    assert len(set(codes)) == len(codes)
    assert list(header) == ["title", "edition", "source", "trust", "columns"]
    assert list(header["columns"]) == list(rows(name)[0])
    assert next(iter(header["columns"])) == "code"


@pytest.mark.parametrize(
    ("name", "column"),
    [("division_fujian", "parent_code"), ("division_fujian", "successor_code"), ("industry", "parent_code")],
)
def test_what_a_code_refers_to_exists(name: str, column: str) -> None:
    codes = {row["code"] for row in rows(name)}
    assert {row[column] for row in rows(name)} - {""} <= codes


def test_an_abolished_division_has_a_successor_that_came_in_the_same_year() -> None:
    by_code = {row["code"]: row for row in rows("division_fujian")}
    abolished = [row for row in by_code.values() if row["valid_to"]]
    assert len(abolished) == 8
    assert all(by_code[row["successor_code"]]["valid_from"] == row["valid_to"] for row in abolished)


def test_divisions_in_use_are_the_province_nine_cities_and_84_counties() -> None:
    levels = [row["level"] for row in rows("division_fujian") if not row["valid_to"]]
    assert {level: levels.count(level) for level in levels} == {"province": 1, "city": 9, "county": 84}


def test_breakpoints_name_known_pollutants_in_their_unit() -> None:
    units = {row["code"]: row["unit"] for row in rows("air_pollutant")}
    assert all(units[row["pollutant"]] == row["unit"] for row in rows("aqi_breakpoints"))
