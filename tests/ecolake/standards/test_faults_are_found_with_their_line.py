import pytest

from ecolake.errors import StandardsError
from ecolake.standards.load import inspect, load

CASES = {
    "unknown_key": (
        "elements/water.yaml",
        "  pattern:",
        "  patern:",
        "unknown_key",
        5,
        "did you mean 'pattern'?",
    ),
    "unknown_key_deep": (
        "datasets/water/stage.yaml",
        "grain: {zh:",
        "grain: {cn: x, zh:",
        "unknown_key",
        5,
        "known keys",
    ),
    "missing_key": ("datasets/water/stage.yaml", "update: hourly\n", "", "missing_key", 1, ""),
    "missing_element": (
        "datasets/water/stage.yaml",
        "element: level",
        "element: levle",
        "missing_reference",
        12,
        "'level'",
    ),
    "missing_codelist": (
        "elements/water.yaml",
        "codes: trend",
        "codes: trends",
        "missing_reference",
        24,
        "'trend'",
    ),
    "missing_check": (
        "elements/water.yaml",
        'pattern: "^[A-Z]+$"',
        "check: usci",
        "missing_reference",
        5,
        "known",
    ),
    "bad_unit": ("elements/water.yaml", "unit: m", "unit: metre", "bad_unit", 11, "UCUM"),
    "unit_not_accepted": ("sources/water.yaml", "stage: cm", "stage: kg", "bad_unit", 12, ""),
    "bad_type": ("elements/water.yaml", "decimal(8,3)", "float", "bad_value", 10, ""),
    "empty_range": ("elements/water.yaml", "[-10, 6000]", "[10, -6000]", "bad_value", 7, ""),
    "no_source": ("elements/water.yaml", "  source: SL 247-2012\n", "", "bad_value", 7, ""),
    "key_without_item": (
        "datasets/water/stage.yaml",
        "key: [station,",
        "key: [sttion,",
        "missing_reference",
        6,
        "'station'",
    ),
    "rule_without_item": (
        "datasets/water/stage.yaml",
        "stage IS NOT",
        "stge IS NOT",
        "missing_reference",
        16,
        "'stage'",
    ),
    "rule_no_sql": (
        "datasets/water/stage.yaml",
        "trend <> 'rising' OR",
        "trend <> 'rising' OR OR",
        "bad_rule",
        16,
        "",
    ),
    "rule_no_boolean": (
        "datasets/water/stage.yaml",
        "trend <> 'rising' OR stage IS NOT NULL",
        "stage + 1",
        "bad_rule",
        16,
        "",
    ),
    "mapping_without_item": (
        "sources/water.yaml",
        "Z: stage,",
        "Z: stge,",
        "missing_reference",
        9,
        "'stage'",
    ),
    "mapped_twice": ("sources/water.yaml", "Z: stage,", "Z: stage, Q: stage,", "duplicate", 9, ""),
    "required_not_mapped": ("sources/water.yaml", "STCD: station, ", "", "unmapped_item", 9, ""),
    "codes_without_column": (
        "sources/water.yaml",
        "codes: {trend:",
        "codes: {trnd:",
        "missing_reference",
        10,
        "'trend'",
    ),
    "bad_timezone": (
        "sources/water.yaml",
        "Asia/Shanghai",
        "Asia/Shanghia",
        "bad_value",
        4,
        "'Asia/Shanghai'",
    ),
    "source_without_dataset": (
        "sources/water.yaml",
        "  stage:\n",
        "  stag:\n",
        "missing_reference",
        7,
        "'water.stage'",
    ),
    "duplicate_key": (
        "elements/water.yaml",
        "  unit: m\n",
        "  unit: m\n  unit: cm\n",
        "duplicate_key",
        12,
        "",
    ),
    "bad_name": ("elements/water.yaml", "\nlevel:", "\nLevel:", "bad_name", 7, ""),
    "yaml_syntax": ("elements/water.yaml", "type: text(5)", "type: [text(5)", "yaml_syntax", 5, ""),
    "duplicate_code": ("codelists/trend.csv", "falling,落", "rising,落", "duplicate", 3, ""),
    "code_columns": ("codelists/trend.csv", "code,meaning", "code,sense", "bad_columns", 1, ""),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_planted_fault_is_found_with_file_line_code_and_hint(spoil, case):
    name, old, new, code, line, hint = case
    _, findings = inspect(spoil(name, old, new))
    found = [finding for finding in findings if finding.code == code]
    assert found, findings
    assert any(finding.file == name and finding.line == line and hint in str(finding) for finding in found), (
        found
    )


def test_good_standards_have_no_findings(little):
    standards, findings = inspect(little)
    assert findings == []
    assert standards.counts() == {
        "categories": 1,
        "items": 4,
        "elements": 4,
        "code_lists": 1,
        "rules": 1,
        "documents": 0,
        "clauses": 0,
    }


def test_element_defined_in_two_files_is_a_duplicate(little):
    (little / "elements" / "zz.yaml").write_text((little / "elements" / "water.yaml").read_text())
    _, findings = inspect(little)
    assert {finding.code for finding in findings} == {"duplicate"}
    assert "elements/water.yaml:1" in findings[0].message


def test_load_refuses_and_lists_all_faults_at_once(spoil):
    spoil("elements/water.yaml", "unit: m", "unit: metre")
    root = spoil("sources/water.yaml", "Z: stage,", "Z: stge,")
    with pytest.raises(StandardsError) as caught:
        load(root)
    assert "elements/water.yaml:11" in str(caught.value)
    assert "sources/water.yaml:9" in str(caught.value)


def test_file_in_the_wrong_place_is_said(little):
    (little / "datasets" / "stray.yaml").write_text("a: 1\n")
    _, findings = inspect(little)
    assert [finding.code for finding in findings] == ["misplaced"]


def test_yaml_words_are_not_booleans(little):
    """`NO` is nitric oxide, and 12:30 is no number in base 60."""
    from ecolake.standards.yaml_reader import YamlReader

    assert YamlReader("x").read("[NO, on, 12:30, 007, 1.50, null, true]") == [
        "NO",
        "on",
        "12:30",
        "007",
        1.5,
        None,
        True,
    ]


def test_the_projects_own_standards_are_clean(standards):
    assert set(standards.sources) == {"mee", "market_regulation", "ecology", "iot"}
