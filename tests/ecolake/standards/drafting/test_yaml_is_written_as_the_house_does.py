"""What is written reads back as it was meant, with quotes only where they are needed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecolake.standards.drafting.near import near_elements
from ecolake.standards.drafting.style import Plain, entry, flow
from ecolake.standards.yaml_reader import YamlReader


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("water level", "water level"),
        ("水位（米）", "水位（米）"),
        ("1", '"1"'),
        ("true", '"true"'),
        ("a: b", '"a: b"'),
        ("one, two", '"one, two"'),
        ("^[A-Z]{2}$", '"^[A-Z]{2}$"'),
        (Plain("1.0.0"), "1.0.0"),
        (Plain("decimal(8,3)\n  personal: true"), '"decimal(8,3)\\n  personal: true"'),
        (Plain("1] # "), '"1] # "'),
        (True, "true"),
        ({"zh": "水", "en": "water"}, "{zh: 水, en: water}"),
        ([Plain("0"), Plain("null")], "[0, null]"),
    ],
)
def test_quotes_stand_only_where_they_are_needed(value, text):
    assert flow(value) == text


@given(st.text(min_size=1))
@example("a\u2028b\x85c\x7fd\ufeff\n")
def test_any_text_reads_back_as_it_was(text):
    reader = YamlReader("")
    assert reader.read(entry("a", {"zh": text, "en": text}, 0)) == {"a": {"zh": text, "en": text}}
    assert reader.findings == []


def test_a_long_mapping_is_written_by_lines():
    written = entry("definition", {"zh": "水" * 60, "en": "water " * 12})
    assert [line.split(":")[0] for line in written.splitlines()] == ["definition", "  zh", "  en"]


def test_elements_that_are_alike_are_found_by_name_or_title(standards):
    assert near_elements(standards.elements, "longtude", "某值", "something else")[0] == "longitude"
    assert "longitude" in near_elements(standards.elements, "east_west", "经度", "east and west")
    assert near_elements(standards.elements, "qqqqqq", "甲乙丙丁", "zzzzzzz") == []
