"""The steward's queue: doubtful pairs as a workbook, and what came back as decisions.

Belongs here: the workbook. Does not belong here: how decisions are kept (`deciding`), which pairs are doubtful (`resolution`), what a
decision does (`stewards`). Whether persons and telephones agree is said, not who they are: the workbook travels.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
from pydantic import ValidationError

from ecolake import lake
from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.registry.deciding import add_decisions
from ecolake.registry.decisions import Decision
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.tables import ENTERPRISE, ENTERPRISES, MENTION, REVIEW, REVIEWS

SAME, DIFFERENT = "same", "different"
CHOICES: Final = {SAME: "同一企业 same", DIFFERENT: "不同企业 different"}
SHEET: Final = "待核对 review"
_SIDE: Final = (
    "source",
    "dataset",
    "enterprise_name",
    "former_name",
    "division_code",
    "address",
    "unified_social_credit_code",
    "permit_number",
)
_TOLD: Final = {
    "source": "来源 source",
    "dataset": "数据集 dataset",
    "enterprise_name": "名称 name",
    "former_name": "曾用名 former name",
    "division_code": "区划 division",
    "address": "地址 address",
    "unified_social_credit_code": "信用代码 credit code",
    "permit_number": "许可证 permit",
}
_HEAD: Final = (
    "提及 mention",
    "另一提及 other mention",
    "得分 score",
    "原因 reason",
    "决定 decision",
    "备注 note",
)
_AGREE: Final = (
    ("legal_representative", "法人相同 same representative"),
    ("telephone", "电话相同 same telephone"),
)
_WIDE: Final = {"名称 name": 30, "地址 address": 40, "备注 note": 30, "原因 reason": 24, "决定 decision": 20}
_MOST: Final = 100_000


@dataclass(frozen=True)
class Imported:
    """What became of a workbook.

    Attributes:
        added: The decisions that were added.
        known: Decisions in it that stood in the file already.
        open: Pairs that nobody decided on.
    """

    added: tuple[Decision, ...]
    known: int
    open: int


def queue(home: Home) -> pl.DataFrame:
    """The doubtful pairs, the likeliest first, with both mentions; the second one's columns end in `_other`."""
    mentions = lake.scan(home, MENTION, MENTIONS)
    names = lake.scan(home, ENTERPRISE, ENTERPRISES).select(
        "enterprise_code", pl.col("enterprise_name").alias("name")
    )
    pairs = lake.scan(home, REVIEW, REVIEWS)
    return (
        pairs.join(mentions, on="mention")
        .join(mentions, left_on="other_mention", right_on="mention", suffix="_other")
        .join(names, on="enterprise_code", how="left")
        .join(
            names.rename({"enterprise_code": "other_code", "name": "other_name"}), on="other_code", how="left"
        )
        .sort("score", "mention", "other_mention", descending=[True, False, False], nulls_last=True)
        .collect()
    )


def export(home: Home, to: Path) -> int:
    """Write the queue as a workbook; returns the pairs in it.

    Raises:
        UsageError: The target is no .xlsx.
    """
    if to.suffix.lower() != ".xlsx":
        raise _no_workbook(to)
    rows = queue(home).head(_MOST)
    draft = to.with_name(f".{to.name}.next")
    _write(draft, rows)
    draft.replace(to)
    return rows.height


def take_back(home: Home, path: Path, steward: str, decided_on: date) -> Imported:
    """Add what a steward decided in a workbook to the decisions, all of it or nothing.

    Raises:
        UsageError: The workbook is none of ours, or what it says contradicts itself or an earlier decision.
        UnreadableError: It cannot be read.
    """
    rows = _read(home, path)
    decided = [_decision(row, path, steward, decided_on) for row in rows if (row[4] or "").strip()]
    added = add_decisions(home, decided)
    return Imported(added, len(decided) - len(added), len(rows) - len(decided))


def _write(path: Path, rows: pl.DataFrame) -> None:
    import xlsxwriter

    # Text stays text: what begins with = is no formula, what looks like an address no link.
    book: Any = xlsxwriter.Workbook(
        os.fspath(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True})
    choice = book.add_format({"bg_color": "#FFF2CC", "num_format": "@"})
    titles = [*_HEAD, *(title for _, title in _AGREE)]
    titles += [
        f"{title} {side}" for name in _SIDE for title, side in ((_TOLD[name], "A"), (_TOLD[name], "B"))
    ]
    for column, title in enumerate(titles):
        page.set_column(column, column, next((w for word, w in _WIDE.items() if title.startswith(word)), 14))
        page.write_string(0, column, title, head)
    for line, row in enumerate(rows.iter_rows(named=True), start=1):
        for column, value in enumerate(_cells(row)):
            if value:
                page.write_string(line, column, value)
        for column in (4, 5):
            page.write_blank(line, column, None, choice)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(rows.height, 1), len(titles) - 1)
    page.data_validation(
        1,
        4,
        max(rows.height, 1),
        4,
        {"validate": "list", "source": list(CHOICES.values()), "ignore_blank": True},
    )
    book.close()


def _cells(row: dict[str, Any]) -> list[str]:
    agree = [
        ""
        if row[name] is None or row[f"{name}_other"] is None
        else "是 yes"
        if row[name] == row[f"{name}_other"]
        else "否 no"
        for name, _ in _AGREE
    ]
    score = "" if row["score"] is None else f"{row['score']:.4f}"
    sides = [row[name] or "" for pair in _SIDE for name in (pair, f"{pair}_other")]
    return [row["mention"], row["other_mention"], score, row["reason"] or "", "", "", *agree, *sides]


def _read(home: Home, path: Path) -> list[list[str | None]]:
    from ecolake.formats.excel import sheets_as_text
    from ecolake.formats.excel_guard import open_workbook
    from ecolake.formats.limits import DEFAULT_LIMITS
    from ecolake.scratch import scratch_folder
    from ecolake.standards.source import ReadOptions

    with scratch_folder(home) as scratch:
        plain = open_workbook(path, "", scratch, DEFAULT_LIMITS)
        sheets = {name: text for name, text, _ in sheets_as_text(plain, ReadOptions(format="excel"))}
    text = sheets.get(SHEET)
    if text is None or text.height == 0 or tuple(text.row(0)[: len(_HEAD)]) != _HEAD:
        raise _not_ours(path)
    return [list(row[: len(_HEAD)]) for row in text.rows()[1:] if row[0]]


def _decision(row: list[str | None], path: Path, steward: str, decided_on: date) -> Decision:
    try:
        return Decision.model_validate(
            {
                "decision": _choice(row[4], path),
                "mention": row[0],
                "other_mention": row[1],
                "steward": steward,
                "decided_on": decided_on,
                "note": row[5] or "",
            }
        )
    except ValidationError as fault:
        raise UsageError(
            "spoilt_mention",
            f"A line with a decision does not name two mentions: '{row[0]}', '{row[1]}'.",
            f"有决定的行未给出两条提及：“{row[0]}”、“{row[1]}”。",
            where=str(path),
            hint_en="Leave the first two columns as they were exported.",
            hint_zh="请保持导出时的前两列不变。",
        ) from fault


def _choice(text: str | None, path: Path) -> Any:
    for word, shown in CHOICES.items():
        if text and text.strip().lower() in {word, shown.lower(), shown.split()[0]}:
            return word
    raise UsageError(
        "unknown_decision",
        f"'{text}' is no decision.",
        f"“{text}”不是可用的决定。",
        where=str(path),
        hint_en=f"Choose one of: {', '.join(CHOICES.values())}; or leave the cell empty.",
        hint_zh=f"请选择：{'、'.join(CHOICES.values())}；或留空。",
    )


def _no_workbook(to: Path) -> UsageError:
    return UsageError(
        "other_format",
        "The queue is written as an .xlsx workbook.",
        "待核对清单只能写为 .xlsx 工作簿。",
        where=str(to),
        hint_en="Name a file that ends in .xlsx.",
        hint_zh="请给出以 .xlsx 结尾的文件名。",
    )


def _not_ours(path: Path) -> UsageError:
    return UsageError(
        "not_a_review",
        "This workbook is no review queue of Ecolake: its sheet or its headings are others.",
        "该工作簿不是 Ecolake 的待核对清单：工作表或表头不符。",
        where=str(path),
        hint_en="Export one: ecolake registry review --export review.xlsx; and leave its columns where they are.",
        hint_zh="请导出：ecolake registry review --export review.xlsx，并保持各列位置不变。",
    )
