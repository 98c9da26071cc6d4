"""The first sheet of a workbook: what to do, by when, whom to ask, and what cannot be mended in it; in Chinese and English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ecolake.rejects.outgoing import Unmendable
from ecolake.rejects.sent import shown
from ecolake.rejects.workbook_sheet import LINE, Forms, print_wide
from ecolake.standards.catalogue import Dataset
from ecolake.standards.model_base import Text
from ecolake.standards.source import Source

NAME: Final = "说明 read me first"
# Rows of the list of what cannot be mended here; a department with more has another problem.
_MOST_UNMENDABLE: Final = 1_000
_DURATION: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_STEPS: Final = (
    Text(
        zh="每个数据集一页，每行是一条退回的记录。红色格子有误，鼠标停在上面可见原因；空的红格需要补填。",
        en="There is one sheet for each dataset and one line for each rejected row. Red cells are wrong: rest the mouse on "
        "one for the reason. An empty red cell is to be filled in.",
    ),
    Text(
        zh="先在本单位业务系统中改正，再改本表；只改本表，下次报送仍会退回。",
        en="Correct your own system first, then this workbook; otherwise the error comes again with the next delivery.",
    ),
    Text(
        zh="按本单位平时的写法填（代码、日期格式、单位不变）；有下拉框的请从中选择，含义见“代码 codes”页。",
        en="Write values as your own system does (its codes, dates and units). Cells with a list take a value of it; the "
        "sheet of codes says what they mean.",
    ),
    Text(
        zh="没有改动的行不会被接收，原样留下即可，不必删除。请勿新增、复制行，或对部分列排序。",
        en="Lines that you do not change are left alone; leave them as they are. Add or copy no line, and sort no single "
        "columns.",
    ),
    Text(
        zh="保存为 .xlsx，交回平台管理员；管理员执行：ecolake accept 本文件.xlsx",
        en="Save as .xlsx and hand it to the administrator of the platform, who runs: ecolake accept THIS_FILE.xlsx",
    ),
)


@dataclass(frozen=True)
class Listed:
    """A sheet of the workbook, for the list on the cover."""

    sheet: str
    dataset: Dataset
    rows: int
    received: datetime


@dataclass(frozen=True)
class Cover:
    """All that the cover says.

    Attributes:
        source: The department.
        contact: Where its owner is reached; empty where the environment does not say.
        part: Which of how many workbooks this is, counted from 1; how many is not known before the last.
    """

    source: Source
    contact: str
    part: int
    sheets: Sequence[Listed]
    unmendable: Sequence[Unmendable]

    def write(self, page: Any, forms: Forms) -> None:
        """Write it, from above downwards."""
        page.set_column(0, 0, 34)
        page.set_column(1, 4, 30)
        page.hide_gridlines(2)
        print_wide(page)
        for row, (cells, form) in enumerate(self._rows(forms)):
            if form is forms.title:
                page.set_row(row, 1.6 * LINE)
            for column, cell in enumerate(cells):
                page.write_string(row, column, shown(cell), form)

    def _rows(self, forms: Forms) -> Iterator[tuple[Sequence[str], Any]]:
        title, owner = self.source.title, self.source.owner
        tail = f"（第 {self.part} 册 part {self.part}）" if self.part > 1 else ""
        yield (f"{title.zh}：退回数据更正表{tail}",), forms.title
        yield (f"{title.en}: rejected rows to be mended",), forms.title
        yield (), None
        for number, step in enumerate(_STEPS, start=1):
            yield (f"{number}. {step.zh}",), None
        yield (), None
        for number, step in enumerate(_STEPS, start=1):
            yield (f"{number}. {step.en}",), None
        yield (), None
        yield ("问谁 whom to ask", " ".join(filter(None, (owner.unit, self.contact)))), forms.note
        yield (
            (
                "注意 note",
                "表中可能有个人信息，只能由本单位使用 · may hold personal data; for this department only",
            ),
            forms.kept,
        )
        yield (), None
        yield ("工作表 sheet", "数据集 dataset", "行数 rows", "请于此前改正 mend by"), forms.head
        for one in self.sheets:
            yield (
                (one.sheet, one.dataset.title.en, f"{one.rows:,}", mend_by(one.dataset, one.received)),
                forms.note,
            )
        if self.unmendable:
            yield (), None
            yield (
                ("不能在本表中改正，请重新导出或重报 · cannot be mended here; export or send anew",),
                forms.title,
            )
            yield ("文件 file", "数据集 dataset", "原因 reason", "reason", "处理 what to do"), forms.head
        for bad in self.unmendable[:_MOST_UNMENDABLE]:
            count = f"（{bad.rows:,} 行 rows）" if bad.rows > 1 else ""
            name = f"{bad.dataset.title.zh} {bad.dataset.title.en}"
            todo = f"{bad.todo.zh}\n{bad.todo.en}"
            yield (bad.file + count, name, bad.reason.zh, bad.reason.en, todo), forms.note
        if len(self.unmendable) > _MOST_UNMENDABLE:
            yield (f"… {len(self.unmendable) - _MOST_UNMENDABLE:,}", "ecolake rejects show"), forms.note


def mend_by(dataset: Dataset, received: datetime) -> str:
    """The end of the time within which the department promised fresh data, counted from when the rows were received."""
    sla = dataset.spec.sla
    found = _DURATION.fullmatch(sla.fresh_within) if sla else None
    if found is None:
        return "尽快 as soon as you can"
    days, hours, minutes = (int(part or 0) for part in found.groups())
    end = (received + timedelta(days=days, hours=hours, minutes=minutes)).astimezone(
        ZoneInfo(dataset.timezone)
    )
    return f"{end:%Y-%m-%d}" if days else f"{end:%Y-%m-%d %H:%M}"


def contact_of(source: Source, environment: Mapping[str, str]) -> str:
    """Where the owner is reached: the standards name a variable, so that no telephone number stands in them."""
    contact = source.owner.contact
    return environment.get(contact.removeprefix("env:"), "") if contact.startswith("env:") else contact
