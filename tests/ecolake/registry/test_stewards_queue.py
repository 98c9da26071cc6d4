"""Doubtful pairs go out as a workbook and come back as decisions, all or none."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from ecolake import lake
from ecolake.errors import BusyError, UsageError
from ecolake.home import Home
from ecolake.registry import deciding
from ecolake.registry.deciding import add_decisions
from ecolake.registry.decisions import Decision, read_decisions
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.review import CHOICES, SHEET, export, take_back
from ecolake.registry.tables import MENTION, REVIEW, REVIEWS
from tests.support.registry_book import mention

A, B, C = ("a" * 32, "b" * 32, "c" * 32)
DAY = date(2026, 3, 5)


@pytest.fixture
def desk(tmp_path):
    """A home with two doubtful pairs, and standards of its own with no decision yet."""
    project = tmp_path / "project"
    (project / "standards" / "registry").mkdir(parents=True)
    (project / "standards" / "registry" / "decisions.yaml").write_text(
        "# Reviewed.\ndecisions: []\n", "utf-8"
    )
    home = Home(tmp_path / "var", tmp_path / "raw", project)
    rows = [
        mention(
            A,
            enterprise_name='=HYPERLINK("http://x")',
            legal_representative="张三丰",
            telephone="13812345678",
        ),
        mention(B, enterprise_name="福州钢铁", legal_representative="张三丰"),
        mention(C, enterprise_name="福州钢厂"),
    ]
    lake.replace(home, MENTION, pl.DataFrame(rows, schema=MENTIONS))
    pairs = [(A, B, "H9x", "H9y", 3.5, "rivals"), (A, C, "H9x", "H9z", 2.5, "low_score")]
    lake.replace(home, REVIEW, pl.DataFrame(pairs, schema=REVIEWS, orient="row"))
    return home


def decide(path: Path, *decisions):
    """Write decisions into the workbook, as a person would, from the first line down."""
    import xlsxwriter

    table = pl.read_excel(path, sheet_name=SHEET, has_header=False, infer_schema_length=0)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(SHEET)
        for line, row in enumerate(table.rows()):
            for column, value in enumerate(row):
                if value is not None:
                    page.write_string(line, column, value)
            if line and line <= len(decisions) and decisions[line - 1]:
                page.write_string(line, 4, decisions[line - 1])


def test_the_workbook_offers_decisions_and_holds_no_formula_and_no_person(desk, tmp_path):
    import zipfile

    to = tmp_path / "review.xlsx"
    assert export(desk, to) == 2
    with zipfile.ZipFile(to) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert all(choice in text for choice in CHOICES.values())
    assert "<dataValidation" in text
    assert "<f>" not in text
    assert "张三丰" not in text
    assert "13812345678" not in text
    assert "是 yes" in text


def test_decisions_come_back_with_steward_and_day_once(desk, tmp_path):
    to = tmp_path / "review.xlsx"
    export(desk, to)
    decide(to, CHOICES["same"], CHOICES["different"])
    done = take_back(desk, to, "李四", DAY)
    assert [(one.decision, one.mention, one.other_mention) for one in done.added] == [
        ("same", A, B),
        ("different", A, C),
    ]
    kept = read_decisions(desk.standards).decisions
    assert {(one.steward, one.decided_on) for one in kept} == {("李四", DAY)}
    assert (desk.standards / "registry/decisions.yaml").read_text("utf-8").startswith("# Reviewed.\n")
    assert take_back(desk, to, "李四", DAY).known == 2
    assert len(read_decisions(desk.standards).decisions) == 2


def test_an_open_pair_stays_open(desk, tmp_path):
    to = tmp_path / "review.xlsx"
    export(desk, to)
    decide(to, None, "same")
    done = take_back(desk, to, "李四", DAY)
    assert (len(done.added), done.open) == (1, 1)


def test_a_contradiction_writes_nothing(desk, tmp_path):
    to = tmp_path / "review.xlsx"
    export(desk, to)
    decide(to, "same")
    take_back(desk, to, "李四", DAY)
    before = (desk.standards / "registry/decisions.yaml").read_text("utf-8")
    decide(to, "different")
    with pytest.raises(UsageError, match="contradicting_decisions"):
        take_back(desk, to, "李四", DAY)
    assert (desk.standards / "registry/decisions.yaml").read_text("utf-8") == before


def test_another_word_or_another_workbook_is_refused(desk, tmp_path):
    import xlsxwriter

    to = tmp_path / "review.xlsx"
    export(desk, to)
    decide(to, "maybe")
    with pytest.raises(UsageError, match="unknown_decision"):
        take_back(desk, to, "李四", DAY)
    with xlsxwriter.Workbook(to) as book:
        book.add_worksheet("x").write_string(0, 0, "y")
    with pytest.raises(UsageError, match="not_a_review"):
        take_back(desk, to, "李四", DAY)
    with pytest.raises(UsageError, match="other_format"):
        export(desk, tmp_path / "review.csv")


def test_a_mention_that_somebody_spoilt_is_named(desk, tmp_path):
    lake.replace(
        desk, MENTION, lake.scan(desk, MENTION).with_columns(mention=pl.col("mention").str.head(9)).collect()
    )
    short = pl.col("mention", "other_mention").str.head(9)
    lake.replace(desk, REVIEW, lake.scan(desk, REVIEW).with_columns(short).collect())
    to = tmp_path / "review.xlsx"
    export(desk, to)
    decide(to, "same")
    with pytest.raises(UsageError, match="spoilt_mention"):
        take_back(desk, to, "李四", DAY)


@pytest.mark.parametrize("margin", ["", "  ", "    "])
def test_a_list_goes_on_as_a_person_indented_it(desk, margin):
    one = f"{{decision: same, mention: {A}, other_mention: {B}, steward: 张三, decided_on: 2026-03-01}}"
    text = f"# - decision: none\ndecisions:\n{margin}- {one}\n"
    path = desk.standards / "registry/decisions.yaml"
    path.write_text(text, "utf-8")
    said = {"decision": "different", "mention": A, "other_mention": C, "steward": "李四", "decided_on": DAY}
    add_decisions(desk, [Decision.model_validate(said)])
    assert path.read_text("utf-8").startswith(text)
    assert [one.decision for one in read_decisions(desk.standards).decisions] == ["same", "different"]


def test_the_file_stays_valid_yaml_after_two_additions(desk, tmp_path):
    to = tmp_path / "review.xlsx"
    export(desk, to)
    decide(to, "same")
    (first,) = take_back(desk, to, "李四", DAY).added
    add_decisions(desk, [first.model_copy(update={"mention": C, "other_mention": B, "note": "同一地址: #1"})])
    said = yaml.safe_load((desk.standards / "registry/decisions.yaml").read_text("utf-8"))
    assert [one["note"] for one in said["decisions"]] == ["", "同一地址: #1"]


def test_a_workbook_is_read_against_the_decisions_while_nobody_else_may_add_any(desk, tmp_path, monkeypatch):
    to, seen = tmp_path / "review.xlsx", []
    export(desk, to)
    decide(to, CHOICES["same"])

    def watched(standards):
        with pytest.raises(BusyError), desk.lock("decisions", timeout=0):
            pass
        seen.append(read_decisions(standards))
        return seen[-1]

    monkeypatch.setattr(deciding, "read_decisions", watched)
    assert len(take_back(desk, to, "李四", DAY).added) == 1
    assert len(seen) == 1
