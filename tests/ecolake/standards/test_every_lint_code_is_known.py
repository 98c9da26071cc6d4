"""Codes are stable names: each that the linter may give is in the list, and each in the list is given somewhere."""

import re
from pathlib import Path

from ecolake.standards.lint_codes import CODES

ROOT = Path(__file__).resolve().parents[3] / "ecolake"
SOURCES = [
    *(ROOT / "standards").rglob("*.py"),
    ROOT / "derivation_lint.py",
]
LIST = ROOT / "standards" / "lint_codes.py"


def test_each_code_in_the_list_is_given_somewhere():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path != LIST)
    assert [code for code in CODES if f'"{code}"' not in text] == []


def test_each_code_that_a_finding_gets_is_in_the_list():
    given = re.compile(
        r'(?:report|_report|Finding|finding|_fault)\(\s*(?:[^"()]|\([^()]*\)|"[a-z_]+",\s*index)*?,\s*"([a-z]+_[a-z_]+)"'
    )
    found = {code for path in SOURCES for code in given.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 20
    assert found - set(CODES) - {"valid_on", "name_zh"} == set()
