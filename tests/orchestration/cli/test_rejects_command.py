"""`rejects`: what was rejected and why, and a file for the department."""

import json

from tests.orchestration.cli.conftest import WRONG
from tests.support.mended_workbook import Book

SHEET = "市场主体信息"

FORM = {
    "source",
    "dataset",
    "batch",
    "file",
    "row",
    "status",
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
    result = ecolake("rejects", "export", "--to", "none.csv")
    assert result.exit_code == 1
    assert "nothing_rejected" in result.stderr


def test_export_says_that_it_holds_personal_data(filled, tmp_path):
    to = tmp_path / "out" / "rejects.csv"
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


def test_export_is_csv_and_points_to_the_workbook(filled, tmp_path):
    result = filled("rejects", "export", "--to", tmp_path / "rejects.xlsx")
    assert result.exit_code == 2
    assert "unknown_format" in result.stderr
    assert "rejects workbook" in result.stderr
    assert WRONG not in result.stderr


def test_a_department_is_called_by_id_or_by_either_title(filled):
    def count(name):
        return len(json.loads(filled("rejects", "show", "--json", "--department", name).stdout))

    assert [count(name) for name in ("market_regulation", "省市场监督管理局", "market reg", "市场监督")] == [
        2
    ] * 4
    result = filled("rejects", "show", "--department", "省")
    assert (result.exit_code, "unknown_source" in result.stderr) == (2, True)


def test_a_workbook_goes_out_comes_back_mended_and_leaks_nobody(filled, tmp_path):
    to, back = tmp_path / "out.xlsx", tmp_path / "back.xlsx"
    out = filled("rejects", "workbook", "--department", "市场监督", "--to", to)
    assert out.exit_code == 0
    assert "含个人信息" in out.stdout
    book = Book(to)
    assert book.text(SHEET, 3, "ENTNAME") == "=HYPERLINK(1)"
    book.write(SHEET, 3, "UNISCID", "91350200M000100Y43")
    result = filled("accept", "--json", book.save(back))
    (done,) = json.loads(result.stdout)
    assert (done["changed"], done["received"], done["untouched"]) == (1, 1, 1)
    assert "张三丰" not in out.stdout + result.stdout + result.stderr
    status = [row["status"] for row in json.loads(filled("rejects", "show", "--json").stdout)]
    assert status[:2] == ["mended" if done["accepted"] else "again", "open"]
    assert "又退" in filled("accept", back).stdout
    assert "again" in filled("accept", back).stdout


def test_a_file_without_its_source_is_no_workbook(filled, given):
    result = filled("accept", given("any.csv", b"a,b"))
    assert (result.exit_code, "old_workbook" in result.stderr) == (3, True)
    result = filled("accept", "--source", "mee", given("any.csv", b"a,b"))
    assert (result.exit_code, "half_named" in result.stderr) == (2, True)
