"""Verdicts on rules are kept between runs, and asked for again as soon as anything they rest on has changed."""

import json

import pytest

from ecolake.standards import resolve_rules
from ecolake.standards.load import inspect
from ecolake.standards.verdict_memory import VerdictMemory

RULE = "trend <> 'rising' OR stage IS NOT NULL"


def judged(monkeypatch):
    """Record which rules are judged anew."""
    seen, real = [], resolve_rules.rule_verdict

    def spy(rule, items, unknown):
        seen.append(rule.id)
        return real(rule, items, unknown)

    monkeypatch.setattr(resolve_rules, "rule_verdict", spy)
    return seen


def test_a_second_run_judges_no_rule_again(little, monkeypatch):
    first = inspect(little)[1]
    seen = judged(monkeypatch)
    assert inspect(little)[1] == first
    assert seen == []


def test_a_changed_rule_is_judged_again(little, spoil, monkeypatch):
    inspect(little)
    seen = judged(monkeypatch)
    spoil("datasets/water/stage.yaml", RULE, "stage > 10000")
    assert [f.code for f in inspect(little)[1]] == ["cannot_hold"]
    assert seen == ["rising_needs_stage"]


def test_a_changed_domain_is_judged_again(little, spoil, monkeypatch):
    inspect(little)
    seen = judged(monkeypatch)
    spoil("elements/water.yaml", "[-10, 6000]", "[-10, 6001]")
    inspect(little)
    assert seen == ["rising_needs_stage"]


def test_a_remembered_fault_is_found_again(little, spoil):
    spoil("datasets/water/stage.yaml", RULE, "stage >= -10")
    assert [f.code for f in inspect(little)[1]] == ["cannot_fail"]
    assert [f.code for f in inspect(little)[1]] == ["cannot_fail"]


def test_a_broken_memory_is_as_none(little):
    inspect(little)
    (kept,) = (little.parent / ".cache").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text("no JSON", encoding="utf-8")
    assert inspect(little)[1] == []


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"a": 1}', '{"a": ["b"]}', '{"a": [1, 2, 3, 4]}'])
def test_a_memory_of_another_form_is_as_none(tmp_path, text):
    path = tmp_path / "kept.json"
    path.write_text(text, encoding="utf-8")
    assert VerdictMemory(path).recall("x", lambda: ("code", "said", "")) == ("code", "said", "")


def test_a_memory_that_cannot_be_written_is_done_without(little):
    (little.parent / ".cache").write_text("a file where the folder would be", encoding="utf-8")
    assert inspect(little)[1] == []


def test_a_changed_field_of_a_list_is_judged_again(little, spoil, monkeypatch):
    listed = "  trend: {element: trend}\n  marks:\n    title: {zh: 水尺, en: marks}\n    each:\n      height: {element: level}\n"
    spoil("datasets/water/stage.yaml", "  trend: {element: trend}\n", listed)
    spoil("datasets/water/stage.yaml", RULE, "stage > 0 OR marks IS NOT NULL")
    inspect(little)
    seen = judged(monkeypatch)
    spoil("datasets/water/stage.yaml", "height: {element: level}", "height: {element: level, required: true}")
    inspect(little)
    assert seen == ["rising_needs_stage"]
