"""A dataset names derivations that exist and fit its items."""

import shutil

import pytest

from ecolake.derivation_lint import inspect_derivations
from ecolake.standards.load import load

FILE = "datasets/mee/air_station_hourly.yaml"
CASES = {
    "no_such_derivation": ("air.hourly_index]", "air.hourly_indx]", "derive:", "there is no derivation"),
    "input_is_no_item": ("  so2_24h: {", "  so2_day: {", "derive:", "needs the item 'so2_24h'"),
    "output_is_no_item": (
        "  iaqi_co: {",
        "  iaqi_carbon: {",
        "derive:",
        "computes 'iaqi_co', which is no item",
    ),
    "derived_by_nothing": ("  iaqi_co: {", "  iaqi_carbon: {", "iaqi_carbon:", "no derivation computes it"),
    "output_is_received": (
        "iaqi_co: {element: individual_air_quality_index, derived: true",
        "iaqi_co: {element: individual_air_quality_index",
        "iaqi_co:",
        "computes 'iaqi_co'",
    ),
}


@pytest.fixture
def copy(home, tmp_path):
    """A copy of the project's standards, and its folder."""
    root = tmp_path / "standards"
    shutil.copytree(home.standards, root)
    return root


def test_the_projects_own_derivations_fit(standards, home):
    assert inspect_derivations(standards, home.standards) == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_derivation_that_does_not_fit_is_found_with_its_line(copy, case):
    old, new, line, words = case
    path = copy / FILE
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    # What the item is called here, its source's mapping calls it too.
    source = copy / "sources" / "mee.yaml"
    if "so2_day" in new:
        source.write_text(source.read_text("utf-8").replace(": so2_24h", ": so2_day"), "utf-8")
    wanted = next(n for n, words in enumerate(path.read_text("utf-8").splitlines(), 1) if line in words)
    findings = inspect_derivations(load(copy), copy)
    assert {(finding.file, finding.code) for finding in findings} == {(FILE, "bad_derivation")}
    assert any(finding.line == wanted and words in finding.message for finding in findings), findings
