from decimal import Decimal

import pytest

from ecolake.errors import StandardsError
from ecolake.standards.load import inspect, load

RULE = "trend <> 'rising' OR stage IS NOT NULL"
CASES = {
    "unknown_key": (
        "elements/water.yaml",
        "  pattern:",
        "  patern:",
        "unknown_key",
        7,
        "did you mean 'pattern'?",
    ),
    "unknown_key_deep": (
        "datasets/water/stage.yaml",
        "grain: {zh:",
        "grain: {cn: x, zh:",
        "unknown_key",
        6,
        "known keys",
    ),
    "missing_key": ("datasets/water/stage.yaml", "update: hourly\n", "", "missing_key", 1, ""),
    "missing_element": (
        "datasets/water/stage.yaml",
        "element: level",
        "element: levle",
        "missing_reference",
        16,
        "'level'",
    ),
    "missing_codelist": (
        "elements/water.yaml",
        "codes: trend",
        "codes: trends",
        "missing_reference",
        33,
        "'trend'",
    ),
    "missing_check": (
        "elements/water.yaml",
        'pattern: "^[A-Z]+$"',
        "check: usci",
        "missing_reference",
        7,
        "known",
    ),
    "bad_unit": ("elements/water.yaml", "unit: m", "unit: metre", "bad_unit", 16, "UCUM"),
    "unit_not_accepted": ("sources/water.yaml", "stage: cm", "stage: kg", "bad_unit", 12, ""),
    "bad_type": ("elements/water.yaml", "decimal(8,3)", "float", "bad_value", 15, ""),
    "empty_range": ("elements/water.yaml", "[-10, 6000]", "[10, -6000]", "bad_value", 10, ""),
    "no_source": ("elements/water.yaml", "  source: SL 247-2012\n", "", "bad_value", 10, ""),
    "key_without_item": (
        "datasets/water/stage.yaml",
        "key: [station,",
        "key: [sttion,",
        "missing_reference",
        7,
        "'station'",
    ),
    "rule_without_item": (
        "datasets/water/stage.yaml",
        "stage IS NOT",
        "stge IS NOT",
        "missing_reference",
        20,
        "'stage'",
    ),
    "rule_no_sql": (
        "datasets/water/stage.yaml",
        "trend <> 'rising' OR",
        "trend <> 'rising' OR OR",
        "bad_rule",
        20,
        "",
    ),
    "rule_no_boolean": (
        "datasets/water/stage.yaml",
        "trend <> 'rising' OR stage IS NOT NULL",
        "stage + 1",
        "bad_rule",
        20,
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
        17,
        "",
    ),
    "bad_name": ("elements/water.yaml", "\nlevel:", "\nLevel:", "bad_name", 10, ""),
    "yaml_syntax": ("elements/water.yaml", "type: text(5)", "type: [text(5)", "yaml_syntax", 7, ""),
    "duplicate_code": ("codelists/trend.csv", "falling,落", "rising,落", "duplicate", 3, ""),
    "anchor": ("elements/water.yaml", "type: text(5)", "type: &five text(5)", "yaml_anchor", 6, "quotes"),
    "alias": ("elements/water.yaml", "type: text(5)", "type: *five", "yaml_anchor", 6, "'*five'"),
    "alias_to_itself": (
        "elements/water.yaml",
        "accepts: [cm]",
        "accepts: &a [*a]",
        "yaml_anchor",
        17,
        "'*a'",
    ),
    "tag": ("elements/water.yaml", "type: text(5)", "type: !!str text(5)", "yaml_tag", 6, "quotes"),
    "merge_key": ("elements/water.yaml", "  unit: m\n", "  <<: {unit: m}\n", "yaml_key", 16, ""),
    "nested_key": ("elements/water.yaml", "  unit: m\n", "  ? [unit]\n  : m\n", "yaml_key", 16, ""),
    "empty_code": ("codelists/trend.csv", "falling,落", '"",落', "empty_code", 3, ""),
    "padded_code": ("codelists/trend.csv", "falling,落", '"falling ",落', "bad_code", 3, "space"),
    "too_few_fields": ("codelists/trend.csv", "falling,落", "falling", "bad_row", 3, "1 fields"),
    "too_many_fields": ("codelists/trend.csv", "falling,落", "falling,落,下", "bad_row", 3, "quotes"),
    "open_quote": ("codelists/trend.csv", "falling,落", 'falling,"落', "bad_csv", 1, ""),
    "constant_rule": ("datasets/water/stage.yaml", RULE, "1 = 1", "constant_rule", 20, ""),
    "rule_on_receipt_alone": (
        "datasets/water/stage.yaml",
        RULE,
        "received_at IS NOT NULL",
        "constant_rule",
        20,
        "",
    ),
    "reserved_name": (
        "datasets/water/stage.yaml",
        "  trend: {element",
        "  received_on: {element: moment}\n  trend: {element",
        "reserved_name",
        17,
        "",
    ),
    "derived_from_nothing": (
        "datasets/water/stage.yaml",
        "stage: {element: level}",
        "stage: {element: level, derived: true}",
        "not_derived",
        16,
        "derive",
    ),
    "range_too_long": ("elements/water.yaml", "[-10, 6000]", "[-10, 100000]", "bad_range", 18, "100000"),
    "range_too_fine": ("elements/water.yaml", "[-10, 6000]", "[-10.0001, 6000]", "bad_range", 18, "-10.0001"),
    "format_of_a_number": (
        "sources/water.yaml",
        "units: {stage: cm}",
        "formats: {stage: '%Y'}",
        "bad_format",
        12,
        "decimal",
    ),
    "format_without_a_day": (
        "sources/water.yaml",
        "units: {stage: cm}",
        "formats: {observed_at: '%H:%M:%S'}",
        "bad_format",
        12,
        "which moment",
    ),
    "format_without_minutes": (
        "sources/water.yaml",
        "units: {stage: cm}",
        "formats: {observed_at: '%Y-%m-%d %H'}",
        "bad_format",
        12,
        "minutes",
    ),
    "mapped_and_ignored": (
        "sources/water.yaml",
        "    units:",
        "    ignore: [Z]\n    units:",
        "mapped_and_ignored",
        12,
        "'stage'",
    ),
    "unit_of_a_text": ("sources/water.yaml", "stage: cm", "trend: cm", "bad_unit", 12, "decimal"),
    "code_not_in_the_list": ("sources/water.yaml", "falling", "falls", "bad_code", 10, "'falling'"),
    "codes_of_a_number": ("elements/water.yaml", "type: text(10)", "type: integer", "bad_value", 27, "text"),
    "nested_too_deeply": (
        "elements/water.yaml",
        "accepts: [cm]",
        f"accepts: {'[' * 9000}{']' * 9000}",
        "yaml_syntax",
        1,
        "",
    ),
    "number_without_end": ("elements/water.yaml", "[-10, 6000]", f"[-10, {'9' * 5000}]", "bad_range", 18, ""),
    "number_beyond_floats": ("elements/water.yaml", "[-10, 6000]", "[-10, 1e400]", "bad_range", 18, "1E+400"),
    "number_beyond_decimals": (
        "elements/water.yaml",
        "[-10, 6000]",
        f"[-10, 1e{'9' * 20}]",
        "bad_value",
        18,
        "",
    ),
    "name_with_a_line_end": (
        "datasets/water/stage.yaml",
        "  trend: {element",
        '  "tr\\n": {element: code}\n  trend: {element',
        "bad_name",
        17,
        "",
    ),
    "name_of_nothing": (
        "datasets/water/stage.yaml",
        "  trend: {element",
        '  "": {element: none}\n  trend: {element',
        "bad_name",
        17,
        "",
    ),
    "key_twice": (
        "datasets/water/stage.yaml",
        "key: [station, observed_at]",
        "key: [station, station]",
        "duplicate",
        7,
        "",
    ),
    "option_of_no_transport": (
        "sources/water.yaml",
        "type: file, url",
        "type: file, setle: 1, url",
        "unknown_key",
        5,
        "'settle'",
    ),
    "rule_of_several_columns": (
        "datasets/water/stage.yaml",
        RULE,
        "COLUMNS('sta.*') IS NOT NULL",
        "bad_rule",
        20,
        "items",
    ),
    "rule_by_the_clock": (
        "datasets/water/stage.yaml",
        RULE,
        "CAST(observed_at AS DATE) <= CURRENT_DATE",
        "bad_rule",
        20,
        "received_on",
    ),
    "field_of_a_list_that_refers": (
        "datasets/water/stage.yaml",
        "  trend: {element: trend}",
        "  marks: {title: {zh: 尺, en: m}, each: {code: {element: code, references: a.b.c}}}\n  trend: {element: trend}",
        "bad_value",
        17,
        "'code'",
    ),
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
        "references": 0,
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
    assert "elements/water.yaml:16" in str(caught.value)
    assert "sources/water.yaml:9" in str(caught.value)


def test_file_in_the_wrong_place_is_said(little):
    (little / "datasets" / "stray.yaml").write_text("a: 1\n")
    _, findings = inspect(little)
    assert [finding.code for finding in findings] == ["misplaced"]


@pytest.mark.parametrize(
    "name", ["datasets/water/stage.v2.yaml", "datasets/water/Stage 2.yaml", "codelists/a-b.yaml"]
)
def test_a_file_whose_name_is_no_name_is_said(little, name):
    (little / name).write_text("a: 1\n")
    assert [(finding.code, finding.file) for finding in inspect(little)[1]] == [("bad_name", name)]


def test_a_name_with_no_file_behind_it_is_said_and_an_editors_lock_is_passed_over(little):
    (little / "elements" / "gone.yaml").symlink_to("nowhere")
    (little / "elements" / "folder.yaml").mkdir()
    (little / "elements" / ".#water.yaml").symlink_to("user@host.1")
    found = [(finding.code, finding.file) for finding in inspect(little)[1]]
    assert found == [("missing_file", "elements/folder.yaml"), ("missing_file", "elements/gone.yaml")]


def test_a_column_that_feeds_what_is_computed_is_found(spoil):
    spoil("datasets/water/stage.yaml", "stage: {element: level}", "stage: {element: level, derived: true}")
    root = spoil("datasets/water/stage.yaml", "basis: proposed", "basis: proposed\nderive: [depth]")
    found = [(finding.code, finding.file, finding.line) for finding in inspect(root)[1]]
    assert found == [("bad_value", "sources/water.yaml", 9)]


def test_a_bound_keeps_all_its_digits(spoil):
    spoil("elements/water.yaml", "decimal(8,3)", "decimal(38,2)")
    standards, _ = inspect(
        spoil("elements/water.yaml", "[-10, 6000]", "[-10, 99999999999999999999999999999999999.99]")
    )
    assert standards.elements["level"].range[1] == Decimal("99999999999999999999999999999999999.99")


def test_a_rule_may_hold_a_number_longer_than_its_item(spoil):
    rule = f"stage < {'9' * 38} AND stage > 5"
    assert inspect(spoil("datasets/water/stage.yaml", RULE, rule))[1] == []


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


@pytest.mark.parametrize(
    "rule",
    [
        "stage > AVG(stage)",
        "MAX(stage) > 1",
        "COUNT(*) > 1",
        "stage > COUNT(*)",
        "SUM(stage) OVER () > 1",
        "stage > LAG(stage) OVER (ORDER BY observed_at)",
        "ROW_NUMBER() OVER (PARTITION BY station ORDER BY observed_at) = 1",
        "CASE WHEN stage > 1 THEN MAX(stage) > 2 ELSE TRUE END",
    ],
)
def test_a_rule_that_looks_at_other_rows_is_refused(spoil, rule):
    _, findings = inspect(spoil("datasets/water/stage.yaml", RULE, rule))
    assert [(finding.code, finding.line) for finding in findings] == [("not_a_row_rule", 20)]


@pytest.mark.parametrize(
    "rule",
    [
        "observed_at <= received_at + INTERVAL '1 hour'",
        "CAST(observed_at AS DATE) <= received_on",
        "trend IN ('rising') OR stage IN (1, 2)",
        "LENGTH(station) > 2 AND REGEXP_LIKE(station, '^A')",
        "CASE WHEN trend = 'rising' THEN stage > 0 ELSE TRUE END",
        "GREATEST(stage, 1) BETWEEN 0 AND COALESCE(stage, 5)",
    ],
)
def test_a_rule_over_its_own_row_is_taken(spoil, rule):
    assert inspect(spoil("datasets/water/stage.yaml", RULE, rule))[1] == []


def test_a_table_saved_in_gbk_is_named_with_its_byte(little):
    path = little / "codelists" / "trend.csv"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    _, findings = inspect(little)
    (finding,) = [finding for finding in findings if finding.file == "codelists/trend.csv"]
    assert (finding.code, finding.line) == ("not_utf8", 2)
    assert f"byte {len('code,meaning') + 1 + len('rising,')}" in finding.message


def test_a_byte_order_mark_is_no_fault(little):
    for name in ("codelists/trend.csv", "elements/water.yaml"):
        path = little / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert inspect(little)[1] == []


def test_signs_inside_a_text_are_no_anchors_or_tags(spoil):
    assert inspect(spoil("elements/water.yaml", "en: A code", "en: 'A & b * c !'"))[1] == []


def test_a_yes_or_no_is_told_as_true_or_false(spoil):
    spoil("elements/water.yaml", "  type: text(10)\n  codes: trend\n", "  type: boolean\n")
    spoil("datasets/water/stage.yaml", RULE, "trend OR stage IS NOT NULL")
    root = spoil("sources/water.yaml", '{"4": falling, "5": rising}', '{"4": "false", "5": yes}')
    _, findings = inspect(root)
    assert [(finding.code, finding.line) for finding in findings] == [("bad_code", 10)]


@pytest.mark.parametrize(
    "form", ["%Y/%m/%d %H:%M", "%Y%m%d%H%M%S", "%d.%m.%y %I:%M %p", "%Y-%m-%dT%H:%M:%S%z"]
)
def test_a_format_that_reads_its_own_writing_is_taken(spoil, form):
    assert (
        inspect(spoil("sources/water.yaml", "units:", f"formats: {{observed_at: '{form}'}}\n    units:"))[1]
        == []
    )


def test_the_projects_own_standards_are_clean(standards):
    assert set(standards.delivering) == set(standards.sources)
