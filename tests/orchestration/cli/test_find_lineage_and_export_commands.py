"""`ecolake find`, `lineage` and `export`: what a program reads, and what is said before there is a release."""

import json
import xml.etree.ElementTree as ET

import pytest


def test_a_word_is_found_in_the_standards_before_there_is_a_release(ecolake):
    result = ecolake("find", "水位", "--json", "--limit", "2")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["asked"], found["release"], len(found["found"])) == ("水位", None, 2)
    assert {"kind", "name", "title_zh", "title_en", "sql"} <= set(found["found"][0])


def test_an_item_is_traced_to_the_source_before_there_is_a_release(ecolake, tmp_path):
    target = tmp_path / "walk.svg"
    result = ecolake("lineage", "market_regulation.enterprise.telephone", "--json", "--picture", str(target))
    assert result.exit_code == 0
    (column,) = json.loads(result.stdout)["columns"]
    assert [step["from"] for step in column["back"]] == ["landed.market_regulation__enterprise.TEL"]
    assert ET.parse(target).getroot().tag.endswith("svg")  # noqa: S314  our own file


def test_a_person_sees_a_tree_and_how_far_it_is_known(ecolake):
    result = ecolake("lineage", "market_regulation.enterprise.telephone")
    assert "landed.market_regulation__enterprise.TEL" in result.stdout
    assert "尚未发布版本" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("find", " "), "nothing_to_find"),
        (("lineage", "enterprise.telefone"), "unknown_column"),
        (("lineage", "market_regulation__enterprise", "--picture", "x.svg"), "several_columns"),
        (("export", "parquet", "air_quality_hourly"), "nothing_published"),
        (("export", "openlineage"), "nothing_published"),
        (("export", "dcat"), "nothing_published"),
    ],
)
def test_what_cannot_be_done_is_said(ecolake, arguments, code):
    result = ecolake(*arguments)
    assert result.exit_code in (1, 2)
    assert code in result.stderr
