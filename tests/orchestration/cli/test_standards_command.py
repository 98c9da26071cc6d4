"""`standards lint` and `show`."""

import json
import shutil

import pytest
from rich.cells import cell_len

COUNTS = ["categories", "items", "elements", "code_lists", "rules", "references", "documents", "clauses"]


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
    assert list(body) == ["findings", "counts", "sourced"]
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


@pytest.fixture
def show(ecolake, small_home, standards, monkeypatch):
    """Call `standards show` over the project's standards, which are loaded once for all these tests."""
    monkeypatch.setattr("orchestration.cli.standards_show.workplace", lambda: (small_home, standards))

    def call(*arguments):
        return ecolake("standards", "show", *arguments)

    return call


@pytest.fixture
def told(show):
    """The JSON of one name, by kind."""

    def call(name):
        result = show(name, "--json")
        assert (result.exit_code, result.stderr) == (0, "")
        (line,) = result.stdout.splitlines()
        return {one["kind"]: one for one in json.loads(line)}

    return call


EVERY_KIND = {
    "mee.air_station_hourly": {"dataset"},
    "enterprise": {"dataset"},
    "iot": {"source"},
    "longitude": {"element"},
    "outlet_medium": {"element", "code list"},
    "hazardous_waste_manifest": {"dataset", "document"},
    "yy01": {"document"},
    "one_source_one_code#4.2": {"clause"},
    "market_regulation.enterprise.unified_social_credit_code": {"item"},
    "enterprises.enterprise_noise_emission.boundary_limits.limit": {"item"},
    "mee.air_station_hourly.pm2_5_within_pm10": {"rule"},
    "number_begins_with_year": {"rule"},
    "ecology.hazardous_waste_manifest.unified_social_credit_code.reference": {"reference"},
    "near_duplicate": {"lint code"},
}


def test_show_reads_the_standards_of_the_home(ecolake):
    assert json.loads(ecolake("standards", "show", "longitude", "--json").stdout)[0]["name"] == "longitude"


@pytest.mark.parametrize("name", EVERY_KIND)
@pytest.mark.parametrize("width", [80, 100])
def test_show_finds_whatever_has_a_name_and_fits_the_terminal(show, monkeypatch, name, width):
    monkeypatch.setenv("COLUMNS", str(width))
    result = show(name)
    assert result.exit_code == 0
    assert max(map(cell_len, result.stdout.splitlines())) <= width


@pytest.mark.parametrize("name", EVERY_KIND)
def test_show_json_names_the_kinds_of_a_name(told, name):
    facts = told(name)
    assert set(facts) == EVERY_KIND[name]
    assert {one["name"] for one in facts.values()} == {name}


def test_show_gives_items_rules_and_source_columns(show):
    shown = show("mee.air_station_hourly").stdout
    assert all(word in shown for word in ("stationcode", "aqi_as_published", "浓度", "decimal(8,3)"))


def test_a_dataset_is_shown_with_what_the_catalogue_asks_for(show, told):
    facts = told("ecology.hazardous_waste_manifest")["dataset"]
    assert facts["resource_code"] == "211005/192"
    assert facts["theme"]["code"] == "waste_chemicals"
    assert facts["share"]["type"] == "conditional"
    assert facts["open"]["type"] == "none"
    assert (facts["security"], facts["security_of_items"]) == (3, 3)
    assert facts["sla"] == {"fresh_within": "PT6H"}
    assert facts["basis_source"].startswith("ZZ:")
    shown = show("ecology.hazardous_waste_manifest").stdout
    for word in (
        "211005/192",
        "固体废物与化学品处",
        "conditional",
        "PT6H",
        "2026-11-22",
        "v1.0.1",
        "sourced",
    ):
        assert word in shown


def citing(standards, *names):
    """The clauses that name one of these as their enforcer, read from the documents themselves."""
    return {
        f"{document.number}#{label}"
        for document in standards.documents.values()
        for label, clause in document.clauses.items()
        if {one.name for one in clause.enforcers} & set(names)
    }


def test_a_dataset_knows_who_refers_to_it_and_which_clauses_it_keeps(told, standards):
    facts = told("ecology.hazardous_waste_manifest")["dataset"]
    assert [one["to"] for one in facts["references"]] == ["market_regulation.enterprise"]
    assert "ecology.hazardous_waste_manifest_detail" in {one["dataset"] for one in facts["referred_by"]}
    rules = [f"ecology.hazardous_waste_manifest.{one['id']}" for one in facts["rules"]]
    assert citing(standards, *rules) <= {one["clause"] for one in facts["clauses"]}


def test_an_item_knows_its_column_what_refers_to_it_and_what_is_made_of_it(told, standards):
    facts = told("market_regulation.enterprise.unified_social_credit_code")["item"]
    assert facts["arrives"]["column"] == "UNISCID"
    assert "ecology.hazardous_waste_manifest.unified_social_credit_code" in facts["referred_by"]
    assert "unified_social_credit_code.check" in {one["id"] for one in facts["checks"]}
    assert "organisation_code_is_part_of_credit_code" in {one["id"] for one in facts["rules"]}
    assert "enterprise_file" in {one["model"] for one in facts["models"]}
    rule = "market_regulation.enterprise.organisation_code_is_part_of_credit_code"
    clauses = {one["clause"] for one in facts["clauses"]}
    assert citing(standards, facts["id"], "unified_social_credit_code", rule) == clauses


def test_an_element_knows_every_item_that_is_of_it(told, standards):
    facts = told("unified_social_credit_code")["element"]
    used = {
        f"{name}.{item.name}"
        for name, dataset in standards.datasets.items()
        for item in dataset.items.values()
        if item.element_name == "unified_social_credit_code"
    }
    assert used <= {one["id"] for one in facts["items"]}
    assert {one["dataset"] for one in facts["items"]} == set(facts["datasets"])


def test_a_code_list_knows_its_elements_and_codes(told):
    facts = told("water_quality_class")["code list"]
    assert [one["name"] for one in facts["elements"]] == ["water_quality_class"]
    assert facts["code_count"] == len(facts["rows"]) == 6
    assert "mee.national_water_station_hourly" in facts["datasets"]


def test_a_rule_names_its_items_its_check_and_its_clauses(told, standards):
    facts = told("mee.air_station_hourly.pm2_5_within_pm10")["rule"]
    assert [one["name"] for one in facts["items"]] == ["pm2_5_1h", "pm10_1h"]
    assert facts["check"] == "pm2_5_within_pm10"
    assert facts["assert"].startswith("pm2_5_1h IS NULL")
    assert {one["clause"] for one in facts["clauses"]} == citing(standards, facts["id"])


def test_a_rule_of_many_datasets_is_listed_and_one_is_offered(show):
    shown = show("pm2_5_within_pm10").stdout
    assert "internet.public_air_quality.pm2_5_within_pm10" in shown
    assert "ecolake standards show ecology.air_background_station.pm2_5_within_pm10" in shown


def test_a_document_counts_what_keeps_its_clauses(told, standards):
    document, facts = standards.documents["one_source_one_code"], told("YY01")["document"]
    assert facts["document_kind"] == "application"
    assert facts["kept_by_people"] + facts["kept_by_programs"] == len(document.clauses)
    assert sum(facts["kept_by"].values()) == sum(len(one.enforcers) for one in document.clauses.values())


def test_a_clause_tells_what_its_enforcers_say(told):
    facts = told("YY01#4.2")["clause"]
    rules = [one for one in facts["enforcers"] if one["kind"] == "rule"]
    assert rules
    assert all(one["says"]["zh"] for one in rules)


def test_long_lists_are_cut_with_a_count_unless_all_is_asked_for(show):
    cut, whole = show("unified_social_credit_code").stdout, show("unified_social_credit_code", "--all").stdout
    assert "more, shown by --all" in cut
    assert "more, shown by --all" not in whole
    assert "water_resources." not in cut
    assert len(whole.splitlines()) > len(cut.splitlines()) + 50


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("unified_social_credit_cod", "Did you mean 'unified_social_credit_code'?"),
        ("ecology.hazardous_waste_manifst", "Did you mean 'ecology.hazardous_waste_manifest'?"),
        ("YY01#9.9", "Did you mean 'YY01#"),
        ("危险废物转移联单", "hazardous_waste_manifest"),
        ("qqqq", "Name an item"),
    ],
)
def test_a_name_that_is_not_there_ends_with_2_and_the_nearest(show, name, hint):
    result = show(name, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    error = json.loads(result.stderr)["error"]
    assert error["code"] == "unknown_standard"
    assert hint in error["hint_en"]
    assert error["hint_zh"]
