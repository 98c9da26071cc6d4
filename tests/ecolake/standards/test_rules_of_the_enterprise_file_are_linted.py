"""A rule of the enterprise file that names what does not exist is found, with its place."""

import shutil

import pytest

from ecolake.standards.registry_files import inspect_enterprise_rules
from ecolake.standards.survivorship import claims_of
from tests.support.lake_fixture import CHECKOUT

SURVIVORSHIP, DOSSIER = "survivorship.yaml", "dossier.yaml"


@pytest.fixture
def spoilt(standards, tmp_path):
    """Inspect the project's rules with one text of a file changed."""

    def inspect(file, old, new):
        folder = tmp_path / "standards" / "registry"
        shutil.copytree(CHECKOUT / "standards" / "registry", folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return inspect_enterprise_rules(standards, tmp_path / "standards")

    return inspect


def test_the_rules_of_the_project_are_sound(standards):
    assert inspect_enterprise_rules(standards, CHECKOUT / "standards") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            SURVIVORSHIP,
            "authority: [market_regulation, mee,",
            "authority: [market_regulatio, mee,",
            "market_regulatio",
        ),
        (
            SURVIVORSHIP,
            "  ecology.voc_enterprise: {}",
            "  ecology.voc_enterprises: {}",
            "ecology.voc_enterprises",
        ),
        (SURVIVORSHIP, "{on: updated_at}", "{on: changed_at}", "changed_at"),
        (SURVIVORSHIP, "  is_in_use:", "  is_in_used:", "is_in_used"),
        (
            SURVIVORSHIP,
            "ecology.credit_rating.grade",
            "ecology.credit_rating.grades",
            "ecology.credit_rating.grades",
        ),
        (SURVIVORSHIP, "pair: latitude", "pair: altitude", "mee.permit_issuance.longitude"),
        (DOSSIER, "on: decided_on, says: [penalty_kind", "on: decided, says: [penalty_kind", "decided"),
        (DOSSIER, "says: [penalty_kind", "says: [party_name, penalty_kind", "personal"),
        (DOSSIER, "cod_discharged: cod", "cod_discharged: code", "code"),
        (DOSSIER, "ecology.petition:", "ecology.petitions:", "ecology.petitions"),
    ],
)
def test_a_name_that_does_not_exist_is_a_finding(spoilt, file, old, new, said):
    found = spoilt(file, old, new)
    assert found
    assert all((one.code, one.file) == ("missing_reference", f"registry/{file}") for one in found)
    assert any(said in one.message for one in found)


def test_a_criterion_that_stands_twice_is_a_finding(spoilt):
    (found,) = spoilt(
        SURVIVORSHIP, "[validity, authority, agreement, recency]", "[validity, validity, agreement, recency]"
    )
    assert (found.code, found.file) == ("bad_value", "registry/survivorship.yaml")


def test_nothing_personal_is_claimed(standards):
    from ecolake.standards.registry_files import load_survivorship

    rules = load_survivorship(CHECKOUT / "standards")
    claimed = [item for one in standards.datasets.values() for _, item in claims_of(rules, one)]
    assert len(claimed) > 100
    assert not [item.name for item in claimed if item.personal]
