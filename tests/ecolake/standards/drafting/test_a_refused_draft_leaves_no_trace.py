"""What is drafted is a new piece in its own place: nothing else is written, and what is refused leaves all as it was."""

import pytest

from ecolake.errors import UsageError
from ecolake.standards.drafting import draft
from ecolake.standards.drafting.draft import draft_dataset, draft_element, draft_rule
from ecolake.standards.drafting.style import Plain
from ecolake.standards.load import load

DATASET = "datasets/water/stage.yaml"
TEXT = {"zh": "流量", "en": "flow"}
ELEMENT = {
    "title": TEXT,
    "definition": TEXT,
    "object": "water_body",
    "property": "flow",
    "type": Plain("integer"),
    "basis": "proposed",
}
RULE = {"id": "low", "assert": "stage > 0", "severity": "flag", "message": TEXT}


def body(category):
    return {
        "category": category,
        "theme": "water",
        "title": TEXT,
        "definition": TEXT,
        "version": Plain("1.0.0"),
        "grain": TEXT,
        "key": ["station"],
        "update": "daily",
        "issued": Plain("2026-01-01"),
        "share": {"type": "unconditional"},
        "open": {"type": "none"},
        "basis": "proposed",
    }


ITEMS = {"station": {"element": "code", "required": True}}
PLACES = {
    "element": lambda root, name: draft_element(root, "water", name, ELEMENT),
    "file": lambda root, name: draft_element(root, name, "flow", ELEMENT),
    "dataset": lambda root, name: draft_dataset(root, f"water.{name}", body("2"), ITEMS),
    "item": lambda root, name: draft_dataset(root, "water.a", body("2"), {name: ITEMS["station"]}),
}


def shelf(root):
    return {
        str(path.relative_to(root.parent)): path.is_file() and path.read_bytes()
        for path in sorted(root.parent.rglob("*"))
        if ".cache" not in path.parts
    }


@pytest.mark.parametrize("name", ["x: {}\ny", '"a b"', "Flow", "a: b", ""])
@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_is_none_is_refused(little, name, place):
    before = shelf(little)
    with pytest.raises(UsageError, match="bad_name"):
        PLACES[place](little, name)
    assert shelf(little) == before


@pytest.mark.parametrize("file", ["../../evil", "/elsewhere/evil", "a/../../b"])
def test_an_element_is_written_nowhere_else(little, file):
    with pytest.raises(UsageError, match="bad_name"):
        draft_element(little, file, "flow", ELEMENT)


def test_a_fault_that_is_told_at_another_file_refuses_too(little):
    before = shelf(little)
    drafted = draft_dataset(little, "water.a", body("1"), ITEMS)
    assert [(one.file, one.code) for one in drafted.findings] == [(DATASET, "duplicate")]
    assert shelf(little) == before


def test_a_refused_dataset_leaves_no_folder(little):
    before = shelf(little)
    assert draft_dataset(little, "air.flood", body("2"), ITEMS).findings
    assert shelf(little) == before


def test_a_failure_while_linting_leaves_the_file_as_it_was(little, monkeypatch):
    before, calls = shelf(little), []

    def inspect(root):
        calls.append(root)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return None, []

    monkeypatch.setattr(draft, "inspect", inspect)
    with pytest.raises(KeyboardInterrupt):
        draft_rule(little, "water.stage", RULE)
    assert shelf(little) == before


@pytest.mark.parametrize(("assertion", "refused"), [("stage > 0", False), ("nonsense >", True)])
def test_the_other_lines_keep_their_ends(little, assertion, refused):
    path = little / DATASET
    old = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(old)
    assert bool(draft_rule(little, "water.stage", RULE | {"assert": assertion}).findings) is refused
    assert path.read_bytes().startswith(old)
    assert (path.read_bytes() == old) is refused
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_rule_goes_below_a_heading_that_has_none(little, spoil):
    text = (little / DATASET).read_text("utf-8")
    (little / DATASET).write_text(text.partition("rules:")[0] + "rules:\n", "utf-8")
    draft_rule(little, "water.stage", RULE)
    assert [rule.id for rule in load(little).datasets["water.stage"].rules] == ["low"]


def test_a_file_that_cannot_be_read_is_not_added_to(little):
    path = little / DATASET
    path.write_bytes(path.read_bytes() + b"# \xff\n")
    before = shelf(little)
    assert [one.code for one in draft_rule(little, "water.stage", RULE).findings] == ["not_utf8"]
    assert shelf(little) == before
