"""What can be wrong with fixed-width text: the errors and the malformed lines of `ecolake.formats.fixed`, in words."""

from ecolake.errors import UnreadableError
from ecolake.formats.table import Malformed


def ragged(line: int, length: int, width: int, payload: str) -> Malformed:
    """Return a line of another length than the columns together."""
    return Malformed(
        line,
        "ragged_row",
        f"该行长 {length} 字节，各列宽度之和为 {width} 字节",
        f"the line has {length} bytes where the columns have {width}",
        payload,
    )


def torn(line: int, payload: str) -> Malformed:
    """Return a line in which a character begins in one column and ends in the next."""
    return Malformed(
        line,
        "torn_character",
        "有汉字跨越两列，各列内容错位",
        "a character lies across two columns, so the columns are shifted",
        payload,
    )


def wrong_shape(label: str, en: str, zh: str) -> UnreadableError:
    """Return the error for a file that is not the fixed-width text that was agreed on."""
    return UnreadableError(
        "wrong_shape",
        f"The file cannot be cut into columns: {en}.",
        f"无法按列宽读取文件：{zh}。",
        where=label,
        hint_en="Correct the source's `read: widths` or `read: encoding`, or ask it what has changed.",
        hint_zh="请更正数据源配置 `read: widths` 或 `read: encoding`，或向提供单位核实格式变化。",
    )


def oversized(label: str, line: int, limit: int) -> UnreadableError:
    """Return the error for a line beyond the limit."""
    return UnreadableError(
        "oversized_line",
        f"Line {line} is longer than {limit} bytes.",
        f"第 {line} 行超过 {limit} 字节。",
        where=f"{label}, line {line}",
        hint_en="Ask the source to end each record with a line break, and look whether this is the format agreed on.",
        hint_zh="请提供单位每条记录单独成行，并核对是否为约定的格式。",
    )
