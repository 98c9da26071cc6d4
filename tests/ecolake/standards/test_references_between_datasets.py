"""References: found by lint when they dangle, judged at acceptance against what the other dataset holds."""

import pytest

from ecolake.standards.load import inspect
from tests.ecolake.conftest import DATASET

STATION = (
    DATASET.replace('category: "1"', 'category: "2"')
    .replace("key: [station, observed_at]", "key: [station]")
    .replace("  trend: {element: trend}\n", "  basin: {element: code}\n")
)
STATION = STATION[: STATION.index("rules:")]


@pytest.fixture
def two(little, spoil):
    """The little standards with a second dataset, stations, which readings refer to."""
    (little / "datasets" / "water" / "station.yaml").write_text(STATION, encoding="utf-8")

    def refer(to):
        old = "station: {element: code, required: true}"
        return spoil("datasets/water/stage.yaml", old, old.replace("true}", f"true, references: {to}}}"))

    return refer


def found(root):
    return [(f.code, f.file, f.line, f.hint) for f in inspect(root)[1]]


def test_a_reference_that_leads_to_an_item_is_sound(two):
    assert found(two("water.station.station")) == []


@pytest.mark.parametrize(
    ("to", "code", "hint"),
    [
        ("water.stations.station", "missing_reference", "did you mean 'water.station'?"),
        ("water.station.statoin", "missing_reference", "did you mean 'station'?"),
        ("water.station.observed_at", "reference_type", "let both refer to one element"),
    ],
)
def test_a_dangling_reference_is_found_with_its_line(two, to, code, hint):
    assert found(two(to)) == [(code, "datasets/water/stage.yaml", 14, hint)]


def test_references_in_a_circle_are_found(two, spoil):
    two("water.station.station")
    root = spoil(
        "datasets/water/station.yaml",
        "basin: {element: code",
        "basin: {element: code, references: water.stage.station",
    )
    ((code, _, line, hint),) = found(root)
    assert (code, line) == ("reference_cycle", 1)
    assert "master" in hint


def test_several_items_together_must_be_of_the_other_dataset(two):
    root = two("water.station.station")
    path = root / "datasets" / "water" / "stage.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "rules:\n",
            "references:\n  - {items: [station, trend], to: water.station, at: [station, basni]}\nrules:\n",
        ),
        encoding="utf-8",
    )
    ((code, _, line, hint),) = found(root)
    assert (code, line, hint) == ("missing_reference", 19, "did you mean 'basin'?")


@pytest.mark.parametrize(
    ("reference", "codes"),
    [
        ("{items: [station], to: water.station}", {"duplicate"}),
        ("{items: [station], to: water.stage}", {"duplicate", "cannot_fail"}),
        ("{items: [marks], to: water.station}", {"missing_reference"}),
        ("{items: [marks], to: water.stage, at: [marks]}", {"cannot_fail", "reference_type"}),
    ],
)
def test_references_that_clash_or_say_nothing_are_found(two, spoil, reference, codes):
    two("water.station.station")
    marks = "  marks: {title: {zh: 水尺, en: marks}, each: {height: {element: level}}}\n"
    root = spoil("datasets/water/stage.yaml", "rules:\n", f"{marks}references:\n  - {reference}\nrules:\n")
    assert {(code, line) for code, _, line, _ in found(root)} == {(code, 20) for code in codes}


def test_a_clause_names_a_test_and_not_just_its_file(little):
    clause = (
        "number: JC01\nkind: infrastructure\ntitle: {zh: a, en: a}\nscope: {zh: a, en: a}\nversion: 1.0.0\n"
    )
    clause += "issued: 2026-01-01\nclauses:\n  '1':\n    text: {zh: a, en: a}\n    enforced_by:\n"
    (little / "documents").mkdir()
    (little.parent / "tests").mkdir()
    (little.parent / "tests" / "test_a.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    names = [
        "tests/test_a.py::test_one",
        "tests/test_a.py",
        "tests/test_a.py::test_on",
        '"tests/\\0.py::test_one"',
    ]
    text = clause + "".join(f"      - test: {name}\n" for name in names)
    (little / "documents" / "one.yaml").write_text(text, encoding="utf-8")
    assert [(code, line) for code, _, line, _ in found(little)] == [
        ("missing_enforcer", n) for n in (12, 13, 14)
    ]
