"""`rejects`: what was rejected and why, and a file for the department."""

import json

from tests.orchestration.cli.conftest import WRONG

FORM = {
    "source",
    "dataset",
    "batch",
    "file",
    "row",
    "received_at",
    "rules",
    "columns",
    "reason_zh",
    "reason_en",
}


def test_json_has_a_fixed_form_and_no_values_of_persons(filled):
    result = filled("rejects", "show", "--json")
    rows = json.loads(result.stdout)
    assert [set(row) for row in rows] == [FORM, FORM]
    assert [row["row"] for row in rows] == [3, 4]
    assert rows[0]["columns"] == ["UNISCID"]
    assert "张三丰" not in result.stdout


def test_filters_and_limit(filled):
    def count(*options):
        return len(json.loads(filled("rejects", "show", "--json", *options).stdout))

    assert count("--limit", 1) == 1
    assert count("--rule", "enterprise_name.required") == 1
    assert count("--source", "mee") == 0
    assert count("--source", "market_regulation", "--dataset", "enterprise") == 2
    assert count("--batch", "zz") == 0


def test_a_person_sees_file_row_columns_and_both_reasons(filled):
    shown = " ".join(filled("rejects", "show").stdout.split())
    assert "registry.csv" in shown
    assert "UNISCID" in shown
    assert "校验不通过" in shown
    assert "check characters" in shown
    assert "enterprise_name.required" in shown


def test_nothing_rejected_is_said(ecolake):
    assert "no rejected row" in ecolake("rejects", "show").stdout
    result = ecolake("rejects", "export", "--to", "none.xlsx")
    assert result.exit_code == 1
    assert "nothing_rejected" in result.stderr


def test_export_says_that_it_holds_personal_data(filled, tmp_path):
    to = tmp_path / "out" / "rejects.xlsx"
    result = filled("rejects", "export", "--to", to)
    assert result.exit_code == 0
    assert to.is_file()
    assert "含个人信息" in result.stdout
    done = json.loads(filled("rejects", "export", "--to", to, "--json").stdout)
    assert done == {
        "files": [str(to)],
        "rows": {"market_regulation.enterprise": 2},
        "personal": ["market_regulation.enterprise: LEREP", "market_regulation.enterprise: TEL"],
    }


def test_export_knows_two_formats(filled, tmp_path):
    result = filled("rejects", "export", "--to", tmp_path / "rejects.pdf")
    assert result.exit_code == 2
    assert "unknown_format" in result.stderr
    assert WRONG not in result.stderr
