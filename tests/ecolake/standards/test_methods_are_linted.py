"""A method that names what does not exist, or may not be shown, is found with its place; so is a file that nothing reads."""

import shutil

import pytest

from ecolake.home import Home
from ecolake.standards.methods.files import inspect_methods
from orchestration.cli import options
from tests.support.lake_fixture import CHECKOUT

METHODS = CHECKOUT / "standards" / "methods"


@pytest.fixture
def copied(tmp_path):
    """A folder of standards with the methods of the project, to be spoilt."""
    shutil.copytree(METHODS, tmp_path / "standards" / "methods")
    return tmp_path / "standards"


def spoil(root, file, old, new):
    """Write a text of a method otherwise, once."""
    path = root / "methods" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_methods_of_the_project_are_sound(standards):
    assert inspect_methods(standards, CHECKOUT / "standards") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("ledger.yaml", "ecology.petition:", "ecology.petitions:", "there is no dataset 'ecology.petitions'"),
        ("ledger.yaml", "found: registered_on", "found: registered", "there is no item 'registered'"),
        ("ledger.yaml", "mee.permit_issuance]", "mee.permit]", "there is no dataset 'mee.permit'"),
        (
            "participation.yaml",
            "dataset: ecology.key_discharger}",
            "dataset: ecology.key_dischargers}",
            "there is no dataset 'ecology.key_dischargers'",
        ),
        (
            "participation.yaml",
            "enterprise_name, production_address",
            "enterprise_nam, production_address",
            "there is no item 'enterprise_nam'",
        ),
        (
            "participation.yaml",
            "enterprise_name, production_address",
            "legal_representative, production_address",
            "'legal_representative' is personal or restricted",
        ),
        (
            "service.yaml",
            "known: [market_regulation.enterprise.legal_representative]",
            "known: [market_regulation.enterprise.legal_representativ]",
            "there is no item 'legal_representativ'",
        ),
        (
            "service.yaml",
            "dataset: ecology.risk_enterprise}",
            "dataset: ecology.risk_enterprises}",
            "there is no dataset 'ecology.risk_enterprises'",
        ),
    ],
)
def test_a_name_that_does_not_exist_is_a_finding(standards, copied, file, old, new, said):
    line = spoil(copied, file, old, new)
    found = inspect_methods(standards, copied)
    (one,) = [finding for finding in found if finding.message == said]
    assert (one.file, one.code) == (f"methods/{file}", "missing_reference")
    # The nearest key above the word: no further away than the entry that holds it.
    assert line - 6 <= one.line <= line + 1


def test_a_file_that_no_method_reads_is_a_finding(standards, copied):
    (copied / "methods" / "legder.yaml").write_text("{}\n", encoding="utf-8")
    (found,) = inspect_methods(standards, copied)
    assert (found.file, found.code) == ("methods/legder.yaml", "unknown_file")
    assert found.hint == "did you mean 'ledger.yaml'?"


def test_the_command_line_looks_at_the_methods_with_the_standards_that_it_read(
    standards, copied, monkeypatch
):
    for other in (CHECKOUT / "standards").iterdir():
        if other.name != "methods":
            (copied / other.name).symlink_to(other)
    spoil(copied, "service.yaml", "dataset: ecology.risk_enterprise}", "dataset: ecology.risk_enterprises}")
    monkeypatch.setattr("ecolake.standards.load.inspect", lambda root: (standards, []))
    _, findings = options.inspect_standards(Home(copied / "var", copied / "raw", copied.parent))
    assert [one.message for one in findings] == ["there is no dataset 'ecology.risk_enterprises'"]
