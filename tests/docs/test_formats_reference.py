"""docs/reference/formats.md: every option and every format is in it, and its examples are options that a source may have."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from ecolake.formats.limits import DEFAULT_LIMITS, MIB
from ecolake.standards.source import Format, ReadOptions

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(read:.*?)```", PAGE, re.DOTALL)


def test_every_option_is_in_the_table():
    assert sorted(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == sorted(ReadOptions.model_fields)


def test_every_format_has_a_heading():
    assert set(re.findall(r"^## (\w+)$", PAGE, re.MULTILINE)) >= set(get_args(Format))


def test_there_are_examples():
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_what_a_source_may_say(example):
    ReadOptions(**yaml.safe_load(example)["read"])


def test_the_limits_that_it_names_are_those_that_hold():
    assert (DEFAULT_LIMITS.line, DEFAULT_LIMITS.record, DEFAULT_LIMITS.page) == (4 * MIB, 4 * MIB, 8 * MIB)
    assert DEFAULT_LIMITS.attributes == 1_000
