"""A file is found by any code of its enterprise, real or provisional, in any case, and by a name that only one bears."""

from pathlib import Path

import duckdb
import pytest

from ecolake.dossier.read import standing_for
from ecolake.errors import UsageError

REAL, PROVISIONAL, ONCE = "913505001936043872", "H9350000000027053k", "H9350582000061078s"
MACROS = Path(__file__).parents[3] / "dbt_project" / "analyst" / "macros"


@pytest.fixture(scope="module")
def release():
    with duckdb.connect() as connection:
        connection.execute(
            "create table enterprise_file as select *, null::varchar as former_name, '350582' as division_code,"
            " 'C13' as industry_code, 0 as permit_count, 0 as open_issue_count from (values"
            f" ('{REAL}', '{REAL}', '源和食品'), ('{PROVISIONAL}', null, '康新食品'))"
            " as t(enterprise_code, unified_social_credit_code, enterprise_name);"
            "create table enterprise_code as from (values"
            f" ('{REAL}', '{REAL}', 'enterprise'), ('{REAL}', '{ONCE}', 'enterprise'),"
            f" ('{REAL}', '{REAL}001a', 'site'), ('{REAL}', '{REAL}001W', 'site'),"
            f" ('{PROVISIONAL}', '{PROVISIONAL}', 'enterprise'),"
            f" ('{REAL}', 'DW001', 'outlet'), ('{PROVISIONAL}', 'DW001', 'outlet'))"
            " as t(enterprise_code, code, kind)"
        )
        for name in ("enterprise", "find_enterprise"):
            connection.execute((MACROS / f"{name}.sql").read_text(encoding="utf-8"))
        yield connection


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (REAL, REAL),
        (PROVISIONAL, PROVISIONAL),
        (PROVISIONAL.lower(), PROVISIONAL),
        (ONCE, REAL),
        (f"{REAL}001a", REAL),
        ("康新食品", PROVISIONAL),
    ],
)
def test_a_code_or_name_leads_to_its_enterprise(release, asked, found):
    assert standing_for(release, asked) == found


def test_a_number_that_two_enterprises_have_leads_to_neither(release):
    with pytest.raises(UsageError):
        standing_for(release, "DW001")


@pytest.mark.parametrize("code", [REAL, PROVISIONAL, PROVISIONAL.upper()])
def test_the_macros_know_provisional_codes(release, code):
    assert len(release.execute("select enterprise_code from enterprise(?)", [code]).fetchall()) == 1
    assert len(release.execute("select enterprise_code from find_enterprise(?)", [code[3:]]).fetchall()) == 1
