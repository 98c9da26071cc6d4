"""What can be wrong with a workbook as a whole: the errors of `ecolake.formats.excel`, in words."""

from ecolake.errors import UnreadableError


def encrypted(label: str) -> UnreadableError:
    """Return the error for a workbook that asks for a password."""
    return UnreadableError(
        "encrypted_workbook",
        "The workbook is encrypted and cannot be opened without its password.",
        "工作簿已加密，没有密码无法打开。",
        where=label,
        hint_en="Ask the source to save it without a password and to send it again.",
        hint_zh="请提供单位取消打开密码后重新报送。",
    )


def old_format(label: str, what: str) -> UnreadableError:
    """Return the error for a workbook of another format than Office Open XML."""
    return UnreadableError(
        "old_workbook",
        f"The file is {what}, not a workbook as Excel has saved them since 2007 (.xlsx).",
        "文件不是 Excel 2007 及以后版本的工作簿（.xlsx）。",
        where=label,
        hint_en="Ask the source to save it as .xlsx and to send it again.",
        hint_zh="请提供单位另存为 .xlsx 后重新报送。",
    )


def damaged(label: str, what: str) -> UnreadableError:
    """Return the error for a workbook whose parts do not fit together."""
    return UnreadableError(
        "damaged_workbook",
        f"The workbook is damaged: {what}.",
        f"工作簿已损坏：{what}。",
        where=label,
        hint_en="Ask the source to open it in a spreadsheet program, save it anew and send it again.",
        hint_zh="请提供单位用表格软件打开、重新保存后再报送。",
    )


def too_large(label: str, rows: int, columns: int) -> UnreadableError:
    """Return the error for a sheet whose cells span more than can be held."""
    return UnreadableError(
        "oversized_sheet",
        f"The cells of a sheet span {rows} rows and {columns} columns; a stray cell far from the table does that.",
        f"工作表的单元格跨越 {rows} 行 {columns} 列，很可能在表格以外很远处误填了单元格。",
        where=label,
        hint_en="Ask the source to delete what stands beside and below the table, or to split the sheet.",
        hint_zh="请提供单位删除表格以外的内容，或拆分工作表后重新报送。",
    )


def no_sheet(label: str, glob: str, names: list[str]) -> UnreadableError:
    """Return the error for a workbook in which no sheet is to be read."""
    listed = ", ".join(names[:8]) or "-"
    return UnreadableError(
        "missing_sheet",
        f"No sheet with cells in it matches {glob!r}; the visible sheets are: {listed}.",
        f"没有与 {glob!r} 相符且有内容的工作表；可见的工作表：{listed}。",
        where=label,
        hint_en="Correct the source's `read: sheet`, or ask the source what became of the sheet.",
        hint_zh="请更正数据源配置 `read: sheet`，或向提供单位核实工作表。",
    )


def no_header(label: str, row: int) -> UnreadableError:
    """Return the error for a sheet without column names where they should be."""
    return UnreadableError(
        "no_header",
        "There are no usable column names where the header should be.",
        "应为表头的位置没有可用的列名。",
        where=f"{label}, row {row}",
        hint_en="Correct the source's `read: skip` and `read: header`, or ask the source to send the header.",
        hint_zh="请更正数据源配置 `read: skip` 与 `read: header`，或请提供单位补上表头。",
    )


def sheets_differ(label: str, first: str, other: str, columns: list[str]) -> UnreadableError:
    """Return the error for sheets that should be one table and have other columns."""
    listed = ", ".join(columns[:6])
    return UnreadableError(
        "sheets_differ",
        f"The sheets {first!r} and {other!r} are to be one table but do not have the same columns: {listed}.",
        f"工作表 {first!r} 与 {other!r} 应合为一张表，但列不相同：{listed}。",
        where=label,
        hint_en="Name the sheets that hold the table in the source's `read: sheet`.",
        hint_zh="请在数据源配置 `read: sheet` 中指明数据所在的工作表。",
    )
