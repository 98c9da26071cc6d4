"""What stands where on a sheet: titles, the header and its merged cells, records, and what is written below a table."""

import json

import polars as pl

from ecolake.formats import excel_faults
from ecolake.formats.header_rows import joined_names
from ecolake.formats.limits import Limits
from ecolake.formats.table import Malformed, unique_names
from ecolake.standards.source import ReadOptions

SHEET = "#sheet"
# The first cell of a row that is no record: a total, or what the person who filled the table in wrote below it.
_TOTAL = r"^(合计|总计|小计|共计|累计)$"
_SIGNATURE = (
    r"^(填表|制表|填报|审核|复核|审批|统计|报送|单位负责|负责|联系)(人|单位|日期|时间|人签字|电话|方式)?(（[^）]*）)?[:：]"
    r"|^(备注|注|说明|附注)[0-9]*[:：]"
)
_PAYLOAD = 4000


def header_of(text: pl.DataFrame, read: ReadOptions, label: str, limits: Limits) -> tuple[list[str], int]:
    """Return the column names of a sheet and the number of rows above its first record.

    Rows without any cell before the header do not count as its first row.

    Raises:
        UnreadableError: `no_header`, or `oversized_sheet` for more columns than a table may have.
    """
    filled = text[read.skip :].select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    first = read.skip + (filled[0] if len(filled) else 0)
    rows = text[first : first + read.header].rows()
    if not len(filled) or len(rows) < read.header:
        raise excel_faults.no_header(label, first + 1)
    if text.width > limits.columns:
        raise excel_faults.too_large(label, text.height, text.width)
    return joined_names(rows), first + read.header


def records_of(text: pl.DataFrame, names: list[str], start: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with a cell, with `_row` as the sheet numbers them, parted into records and what is none.

    Columns without a name and without any cell are left out.
    """
    body = text[start:].with_columns(_row=pl.int_range(start + 1, text.height + 1, dtype=pl.Int64))
    cells = body.columns[:-1]
    kept = [
        cell for cell, name in zip(cells, names, strict=True) if name or body[cell].null_count() < body.height
    ]
    columns = [f"{name}#2" if name == SHEET else name for name in unique_names(names)]
    body = body.select(*kept, "_row").rename(
        {cell: column for cell, column in zip(cells, columns, strict=True) if cell in kept}
    )
    body = body.filter(pl.any_horizontal(pl.exclude("_row").is_not_null()))
    first = pl.coalesce(pl.exclude("_row")).str.replace_all(r"\s", "")
    below = first.str.contains(_TOTAL) | first.str.contains(_SIGNATURE)
    return body.filter(~below), body.filter(below)


def set_aside(rows: pl.DataFrame, sheet: str) -> list[Malformed]:
    """Return rows that are no records as malformed, each with its cells."""
    return [_footer(row, sheet) for row in rows.iter_rows(named=True)]


def _footer(row: dict[str, str | int | None], sheet: str) -> Malformed:
    cells = {
        SHEET: sheet,
        **{name: cell for name, cell in row.items() if cell is not None and name != "_row"},
    }
    return Malformed(
        int(row["_row"] or 0),
        "footer_row",
        "该行是合计或填表说明，不是数据记录",
        "the row is a total, or a remark below the table, and no record",
        json.dumps(cells, ensure_ascii=False),
    )
