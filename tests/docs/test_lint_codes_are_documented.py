"""docs/explanation/standards.md: its table of codes is the linter's, word for word."""

import re
from pathlib import Path

import pytest

from ecolake.standards.lint_codes import CODES

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "standards.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## The codes of findings")[2]
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", TABLE, re.MULTILINE)


def test_the_page_has_every_code_once_and_in_order():
    assert [code for code, _, _ in ROWS] == list(CODES)


@pytest.mark.parametrize(("code", "meaning", "todo"), ROWS, ids=[code for code, _, _ in ROWS])
def test_the_page_says_what_the_linter_means_and_what_to_do(code, meaning, todo):
    assert meaning == CODES[code]
    assert todo.strip()
