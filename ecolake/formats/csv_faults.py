"""What can be wrong with separated text as a whole: the errors of `ecolake.formats.csv`, in words."""

from ecolake.errors import UnreadableError


def oversized(label: str, where: str) -> UnreadableError:
    """Return the error for a field, or a row, beyond the limit."""
    return UnreadableError(
        "oversized_field",
        "A field is longer than the limit; a quote was probably opened and not closed.",
        "某个字段超过长度上限，很可能是引号没有成对。",
        where=f"{label}, {where}",
        hint_en="Ask the source to write quotes inside a quoted field twice, and to send the file again.",
        hint_zh="请提供单位将字段内的引号写成两个后重新报送。",
    )


def unclosed(label: str, row: int) -> UnreadableError:
    """Return the error for a quote that swallows the end of the file."""
    return UnreadableError(
        "unclosed_quote",
        f"Row {row} opens a quote that is never closed: the rest of the file would be one field.",
        f"第 {row} 行的引号没有闭合，其后的全部内容都会成为同一个字段。",
        where=f"{label}, row {row}",
        hint_en="The file was cut, or a quote inside a field is not doubled; ask the source for it again.",
        hint_zh="文件可能被截断，或字段内的引号未写成两个；请提供单位更正后重新报送。",
    )


def no_header(label: str, row: int) -> UnreadableError:
    """Return the error for a file whose first record names no columns."""
    return UnreadableError(
        "no_header",
        f"Row {row}, which should be the header, holds no usable column names.",
        f"第 {row} 行应为表头，但没有可用的列名。",
        where=f"{label}, row {row}",
        hint_en="Ask the source to send the file with its header, or correct the source's `read: skip`.",
        hint_zh="请提供单位在表头写明列名，或更正数据源配置 `read: skip`。",
    )


def wrong_shape(label: str, row: int, en: str, zh: str) -> UnreadableError:
    """Return the error for a file that is not separated text, or separated otherwise."""
    return UnreadableError(
        "wrong_shape",
        f"The file is not the separated text that was agreed on: {en}.",
        f"文件不是约定的分隔文本：{zh}。",
        where=f"{label}, row {row}",
        hint_en="Correct the source's `read: format` or `read: separator`, or ask it what has changed.",
        hint_zh="请更正数据源配置 `read: format` 或 `read: separator`，或向提供单位核实格式变化。",
    )
