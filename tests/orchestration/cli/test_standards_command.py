"""`standards lint` and `show`."""

import json
import shutil

import pytest

COUNTS = ["categories", "items", "elements", "code_lists", "rules", "documents", "clauses"]


@pytest.fixture
def faulty(ecolake, small_home, monkeypatch, tmp_path):
    """A copy of the standards with one misspelt key."""
    shutil.copytree(small_home.standards, tmp_path / "project" / "standards")
    path = tmp_path / "project" / "standards" / "sources" / "mee.yaml"
    path.write_text(path.read_text("utf-8").replace("schedule:", "shedule:"), "utf-8")
    monkeypatch.setenv("ECOLAKE_PROJECT", str(tmp_path / "project"))
    return ecolake


def test_lint_json_is_one_line_that_ends_with_the_counts(ecolake):
    result = ecolake("standards", "lint", "--json")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    body = json.loads(line)
    assert list(body) == ["findings", "counts"]
    assert list(body["counts"]) == COUNTS
    assert body["findings"] == []
    assert body["counts"]["categories"] >= 4


def test_lint_ends_with_5_and_names_file_line_and_hint(faulty):
    result = faulty("standards", "lint", "--json")
    assert result.exit_code == 5
    findings = json.loads(result.stdout)["findings"]
    (finding,) = [one for one in findings if one["code"] == "unknown_key"]
    assert set(finding) == {"file", "line", "column", "code", "message", "hint"}
    assert (finding["file"], finding["hint"]) == ("sources/mee.yaml", "did you mean 'schedule'?")
    assert "sources/mee.yaml:" in faulty("standards", "lint").stdout


def test_faulty_standards_stop_every_other_command_with_5(faulty):
    assert faulty("rejects", "show").exit_code == 5


def test_a_derivation_that_is_not_there_stops_lint_and_everything_else(ecolake, small_home, faulty, tmp_path):
    root = tmp_path / "project" / "standards"
    shutil.copytree(small_home.standards, root, dirs_exist_ok=True)
    path = root / "datasets" / "mee" / "air_station_hourly.yaml"
    path.write_text(path.read_text("utf-8").replace("air.hourly_index", "air.hourly_indx"), "utf-8")
    result = ecolake("standards", "lint", "--json")
    assert result.exit_code == 5
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["code"], finding["file"]) == ("bad_derivation", "datasets/mee/air_station_hourly.yaml")
    assert finding["line"] > 1
    assert ecolake("rejects", "show").exit_code == 5


@pytest.mark.parametrize(
    "name", ["mee.air_station_hourly", "enterprise", "longitude", "outlet_medium", "iot"]
)
def test_show_finds_whatever_has_a_name(ecolake, name):
    result = ecolake("standards", "show", name)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert json.loads(ecolake("standards", "show", name, "--json").stdout)[0]["name"] == name


def test_show_gives_items_rules_and_source_columns(ecolake):
    shown = ecolake("standards", "show", "mee.air_station_hourly").stdout
    assert all(word in shown for word in ("stationcode", "aqi_as_published", "浓度", "decimal(8,3)"))
