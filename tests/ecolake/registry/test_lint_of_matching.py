"""What is wrong with the files of matching is found by the linter, with its place."""

from shutil import copytree

import pytest

from ecolake.registry.lint import inspect_matching
from tests.conftest import PROJECT

A, B = "a" * 32, "b" * 32
WORD = "steward: 张三, decided_on: 2026-03-05"


@pytest.fixture
def folder(tmp_path):
    copytree(PROJECT / "standards" / "registry", tmp_path / "registry")
    return tmp_path


def found(folder, standards):
    return [(one.file, one.line, one.code) for one in inspect_matching(folder, standards)]


def test_what_is_delivered_is_sound(folder, standards):
    assert found(folder, standards) == []


def test_a_contradiction_is_found_where_it_stands(folder, standards):
    lines = [f"- {{decision: same, mention: {A}, other_mention: {B}, {WORD}}}",
             f"- {{decision: different, mention: {B}, other_mention: {A}, {WORD}}}"]  # fmt: skip
    (folder / "registry" / "decisions.yaml").write_text("decisions:\n" + "\n".join(lines) + "\n", "utf-8")
    assert found(folder, standards) == [("registry/decisions.yaml", 3, "contradiction")]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("matching.yaml", "division_fujian", "division_fujain", "missing_reference"),
        ("matching.yaml", "times: 3", "times: 1", "bad_value"),
        ("matching.yaml", "thresholds:", "treshholds:", "bad_value"),
        ("identity.yaml", "ecology.petition:", "ecology.petitoin:", "missing_reference"),
        (
            "identity.yaml",
            "enterprise_name: respondent_name",
            "enterprise_name: respondant",
            "missing_reference",
        ),
        ("identity.yaml", "address: respondent_address", "adress: respondent_address", "missing_reference"),
        ("decisions.yaml", "decisions: []", "decisions: [{decision: same}]", "bad_value"),
    ],
)
def test_a_slip_is_found(folder, standards, file, old, new, code):
    path = folder / "registry" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert code in {one.code for one in inspect_matching(folder, standards)}


def test_a_missing_file_is_found(folder, standards):
    (folder / "registry" / "matching.yaml").unlink()
    assert found(folder, standards) == [("registry/matching.yaml", 1, "missing_file")]


def test_standards_without_a_registry_need_none(tmp_path, standards):
    assert inspect_matching(tmp_path, standards) == []
