"""The codes of findings: stable names that editors, reports and clauses refer to, and what each means.

A finding with a code that is not here is a defect of the linter; a test holds the two together.
"""

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    # files and YAML
    "missing_folder": "There is no standards folder",
    "not_utf8": "A file is not UTF-8",
    "not_a_mapping": "A file does not hold a mapping of keys to values",
    "misplaced": "A file does not stand where its kind belongs",
    "unknown_file": "Nothing reads a file",
    "yaml_syntax": "The text is not YAML",
    "yaml_anchor": "Anchors and aliases are not read",
    "yaml_tag": "Tags are not read",
    "yaml_key": "A key is one word",
    "duplicate_key": "A key stands twice",
    # shapes
    "unknown_key": "A key is not known here",
    "missing_key": "A key is missing",
    "bad_value": "A value does not have the form that its key asks for",
    "bad_name": "A name is not snake_case",
    "reserved_name": "A name already means something else in rules",
    "duplicate": "Something with this name or number exists already",
    # code lists
    "missing_file": "A file, or the code table of a header, is not there",
    "bad_csv": "The code table is not CSV",
    "bad_columns": "The columns of the table are not those of its header",
    "bad_row": "A row has too many or too few fields",
    "empty_code": "A row has no code",
    "bad_code": "A code could never be met",
    "bad_span": "The days of validity of a code cannot be read",
    "no_codes": "A code table is empty",
    "no_validity": "The codes have no days of validity",
    # elements
    "bad_unit": "A unit is not of UCUM, or does not convert",
    "bad_pattern": "A pattern is not a regular expression",
    "bad_range": "A bound of the range does not fit the type",
    "bad_example": "An example does not satisfy its own element",
    "near_duplicate": "Two elements mean the same",
    "unused_element": "No item uses the element",
    "low_grade": "A dataset is graded below one of its items",
    # references
    "missing_reference": "Something that is named does not exist",
    "reference_type": "A reference leads to an item of another type",
    "reference_cycle": "References between datasets go in a circle",
    "missing_enforcer": "What is said to enforce a clause does not exist",
    # rules
    "bad_rule": "A rule cannot be evaluated",
    "not_a_row_rule": "A rule looks at more than its own row",
    "constant_rule": "A rule names no item",
    "rule_crashes": "Some values stop the evaluation of a rule, as a division by zero",
    "cannot_fail": "No row within the domains breaks the rule",
    "cannot_hold": "No row within the domains satisfies the rule",
    "not_derived": "A derived item in a dataset that derives nothing",
    "bad_derivation": "A derivation does not fit the dataset",
    # how datasets arrive
    "bad_format": "A date format cannot be read",
    "mapped_and_ignored": "A column is both mapped and ignored",
    "unmapped_item": "A required item has no column",
    # sharing and versions
    "open_personal": "Personal data are opened to all",
    "missing_bump": "A standard changed without the version that the change needs",
}
