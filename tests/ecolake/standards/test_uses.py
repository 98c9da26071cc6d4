"""From a name to all that names it: items, rules, references and clauses of the little standards."""

import pytest

from ecolake.standards.load import load
from ecolake.standards.uses import Uses

STATION = """\
category: "2"
theme: water
title: {zh: 测站, en: Stations}
definition: {zh: 测站, en: Stations}
version: 1.0.0
grain: {zh: 每站一行, en: one row per station}
key: [station]
update: daily
issued: 2026-01-01
share: {type: unconditional}
open: {type: none}
basis: proposed
related: [water.stage]
items:
  station: {element: code, required: true}
  opened_at: {element: moment}
  gauges:
    title: {zh: 水尺, en: gauges}
    each:
      mark: {element: level}
"""
DOCUMENT = """\
number: JC01
kind: infrastructure
title: {zh: 规范, en: Standard}
scope: {zh: 水情, en: River stage}
version: 1.0.0
issued: 2026-01-01
clauses:
  "4.1":
    text: {zh: 涨水须有水位, en: Rising water needs its stage}
    enforced_by:
      - rule: water.stage.rising_needs_stage
      - element: level
  "4.2":
    text: {zh: 测站须存在, en: The station exists}
    enforced_by: [{reference: water.stage.station.reference}]
  "5.1":
    text: {zh: 水势用代码, en: The trend is a code}
    enforced_by: [{codelist: trend}, {item: water.stage.trend}, {lint: bad_code}]
  "6.1":
    text: {zh: 每年复核, en: Reviewed every year}
    by_people: {zh: 由管理员复核, en: The keeper reviews it}
"""


@pytest.fixture
def uses(little, spoil):
    """The index of the little standards with a second dataset, a reference to it, and a document."""
    (little / "datasets" / "water" / "station.yaml").write_text(STATION, encoding="utf-8")
    (little / "documents").mkdir()
    (little / "documents" / "stage_standard.yaml").write_text(DOCUMENT, encoding="utf-8")
    old = "station: {element: code, required: true}"
    root = spoil(
        "datasets/water/stage.yaml", old, old.replace("true}", "true, references: water.station.station}")
    )
    return Uses(load(root))


def ids(found):
    return [one.id for one in found]


def cited(citations):
    return [(one.at.id, one.enforcer.kind) for one in citations]


def test_every_item_has_its_place_fields_of_nested_lists_included(uses):
    assert ids(uses.items.values()) == list(uses.items)
    assert "water.stage.trend" in uses.items
    field = uses.items["water.station.gauges.mark"]
    assert (field.path, field.column, field.item.element_name) == ("gauges.mark", "gauges", "level")


def test_an_element_is_used_by_items_of_every_dataset(uses):
    assert ids(uses.items_of(["level"])) == ["water.stage.stage", "water.station.gauges.mark"]
    assert ids(uses.items_of(["nothing"])) == []


def test_a_code_list_is_used_through_its_elements(uses):
    assert list(uses.elements_of("trend")) == ["trend"]
    assert ids(uses.items_of(uses.elements_of("trend"))) == ["water.stage.trend"]


def test_a_rule_names_its_items_and_is_found_from_them(uses):
    (rule,) = uses.rules.values()
    assert (rule.id, rule.items) == ("water.stage.rising_needs_stage", ("trend", "stage"))
    assert uses.rules_of([uses.items["water.stage.stage"]]) == (rule,)
    assert uses.rules_of([uses.items["water.stage.station"], uses.items["water.station.station"]]) == ()


def test_a_reference_is_found_from_both_its_ends(uses):
    (reference,) = uses.references_from("water.stage")
    assert reference.id == "water.stage.station.reference"
    assert uses.references_to("water.station") == (reference,)
    assert reference.leads_to("water.station", "station")
    assert not reference.leads_to("water.station", "opened_at")
    assert uses.references_to("water.stage") == uses.references_from("water.station") == ()
    assert uses.related_from("water.stage") == ("water.station",)


def test_an_item_knows_the_column_that_it_comes_from(uses):
    assert uses.items["water.stage.stage"].source_column == "Z"
    assert uses.items["water.station.station"].source_column is None


def test_clauses_are_found_from_what_keeps_them(uses):
    assert list(uses.clauses) == ["JC01#4.1", "JC01#4.2", "JC01#5.1", "JC01#6.1"]
    assert cited(uses.citations(("element", "level"))) == [("JC01#4.1", "element")]
    assert cited(uses.citations(("lint", "bad_code"))) == [("JC01#5.1", "lint")]
    # The code list and the element bear one name; only the list is cited.
    assert cited(uses.citations(("codelist", "trend"))) == [("JC01#5.1", "codelist")]
    assert uses.citations(("element", "trend")) == ()


def test_a_dataset_keeps_the_clauses_of_its_rules_references_and_items(uses):
    found = cited(uses.citations_of_dataset("water.stage"))
    assert found == [("JC01#4.1", "rule"), ("JC01#4.2", "reference"), ("JC01#5.1", "item")]
    assert uses.citations_of_dataset("water.station") == ()


def test_an_item_keeps_clauses_by_its_element_and_the_rules_that_name_it(uses):
    assert cited(uses.citations_of_item(uses.items["water.stage.stage"])) == [
        ("JC01#4.1", "rule"),
        ("JC01#4.1", "element"),
    ]
    assert cited(uses.citations_of_item(uses.items["water.stage.station"])) == [("JC01#4.2", "reference")]


def test_in_the_project_all_that_a_clause_names_is_in_the_index(standards):
    uses = Uses(standards)
    known = {"item": uses.items, "rule": uses.rules, "reference": uses.references}
    for clause in uses.clauses.values():
        for one in clause.clause.enforcers:
            assert one.name in known.get(one.kind, [one.name])
    # Every item of an element is counted once, whichever way it is asked for.
    assert len(uses.items_of(standards.elements)) == sum(
        use.item.element_name is not None for use in uses.items.values()
    )
