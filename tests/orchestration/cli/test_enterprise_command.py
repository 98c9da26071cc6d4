"""`ecolake enterprise`: of which release, for a person and for a program, and also where the home was moved."""

import json
import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from ecolake.warehouse.releases import publish
from ecolake.warehouse.sources import BuildFile
from tests.support.lake_fixture import home_at

CODE = "91350100M000100Y43"
# What the command reads of a release; the document is that of an enterprise of which little is known.
RELEASE = """
create schema lake;
create table lake.accounts as select 'a' as source, 'b' as dataset, 1 as received, 1 as accepted, 0 as rejected, 0 as duplicate;
create view lake.elsewhere as select * from read_parquet(['{folder}/lake/elsewhere.parquet']);
create table enterprise_file as select '{code}' as enterprise_code, '{name}' as enterprise_name;
create table enterprise_code as select '{code}' as enterprise_code, '{code}' as code;
create table enterprise_document as select '{code}' as enterprise_code, '{document}' as document;
create table lake.standard_item(source text, dataset text, item text, title_zh text, title_en text, unit text, code_list text);
create table lake.standard_dataset as select '' as source, '' as dataset, '' as title_zh, '' as title_en;
create table lake.standard_code as select '' as code_list, '' as code, '' as name_zh, '' as name_en, '{{}}'::json as attributes;
create table lake.survivorship_item as select '' as item, '' as title_zh, '' as title_en;
create table lake.dossier_event as select '' as kind, '' as title_zh, '' as title_en;
"""
PARTS = "identity history codes names_and_places sites sections monitoring figures discrepancies quarters events issues"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A release of 1 March in which the enterprise has its first name, and one of 3 March."""
    home = home_at(tmp_path_factory.mktemp("home"))
    home.build.mkdir(parents=True)
    home.lake.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as n) to '{home.lake}/elsewhere.parquet'")
    for day, name in ((1, "福州钢铁厂"), (3, "福州钢铁有限公司")):
        document = {"enterprise_code": CODE, "as_of": f"2026-03-0{day}"} | {
            part: [] for part in PARTS.split()
        }
        path = home.build / f"{day}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                RELEASE.format(code=CODE, name=name, document=json.dumps(document), folder=home.root)
            )
        publish(home, BuildFile(path, f"mark{day}", {}), now=datetime(2026, 3, day, 4, tzinfo=UTC))
    return home


@pytest.fixture
def two(ecolake, home, monkeypatch):
    monkeypatch.setenv("ECOLAKE_HOME", str(home.root))
    return ecolake


def asked(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_json_is_the_document_with_the_release_it_is_of(two):
    found = asked(two("enterprise", CODE, "--json"))
    assert (found["release"], found["as_of"], found["enterprise_code"]) == (2, "2026-03-03", CODE)
    assert found.keys() >= set(PARTS.split())


def test_a_release_is_chosen_by_its_number(two):
    assert asked(two("enterprise", CODE, "--release", "1", "--json"))["as_of"] == "2026-03-01"


@pytest.mark.parametrize(("day", "release"), [("2026-03-01", 1), ("2026-03-02", 1), ("2026-03-03", 2)])
def test_a_release_is_chosen_by_the_day(two, day, release):
    assert asked(two("enterprise", CODE, "--as-of", day, "--json"))["release"] == release


def test_a_person_sees_the_name_of_that_day(two):
    assert "福州钢铁厂" in two("enterprise", CODE, "--as-of", "2026-03-02").stdout
    assert "福州钢铁有限公司" in two("enterprise", CODE).stdout


@pytest.mark.parametrize("command", [("enterprise", CODE), ("query", "select 1")])
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--release", "0"), "no_such_release"),
        (("--release", "7"), "no_such_release"),
        (("--as-of", "2026-02-28"), "no_such_release"),
        (("--as-of", "March"), "bad_day"),
        (("--release", "1", "--as-of", "2026-03-01"), "release_and_day"),
    ],
)
def test_a_release_that_cannot_be_meant_is_refused(two, command, options, code):
    result = two(*command, *options)
    assert (result.exit_code, code in result.stderr) == (2, True)


def test_roll_back_to_no_release_leaves_the_current_one(two):
    assert two("rollback", "0").exit_code == 2
    assert asked(two("enterprise", CODE, "--json"))["release"] == 2


def test_a_moved_home_shows_the_file_and_says_what_it_cannot_show(two, home, tmp_path, monkeypatch):
    assert two("query", "from lake.elsewhere").exit_code == 0
    moved = shutil.copytree(home.root, tmp_path / "moved", symlinks=True)
    monkeypatch.setenv("ECOLAKE_HOME", str(moved))
    assert asked(two("enterprise", CODE, "--json"))["release"] == 2
    refused = two("query", "from lake.elsewhere")
    assert (refused.exit_code, "moved_home" in refused.stderr) == (1, True)
