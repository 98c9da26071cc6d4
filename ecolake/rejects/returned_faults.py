"""What can be wrong with a workbook that comes back: nothing of it is taken, and the person is told what to do."""

from ecolake.errors import UnreadableError

_AGAIN_EN = (
    "Write the corrections into the workbook as it was sent, or ask for it anew: ecolake rejects workbook."
)
_AGAIN_ZH = "请在原退回表中改正后再交，或请平台重新生成：ecolake rejects workbook。"


def not_ours(label: str) -> UnreadableError:
    """Return the error for a workbook without the hidden sheet, or with another in its place."""
    return UnreadableError(
        "no_mending_workbook",
        "This is no workbook of rejected rows, or its hidden part is gone: it was saved as another type, or its sheets were copied "
        "to another file.",
        "这不是平台发出的退回表，或其隐藏部分已丢失（另存为其他类型，或把工作表复制到了别的文件）。",
        where=label,
        hint_en=f"{_AGAIN_EN} A file of the source's own goes in with --source and --dataset.",
        hint_zh=f"{_AGAIN_ZH}报送单位自己的数据文件请加 --source 和 --dataset。",
    )


def tampered(label: str, what_en: str, what_zh: str) -> UnreadableError:
    """Return the error for a line whose identity is not the one that was sent."""
    return UnreadableError(
        "tampered_identity",
        f"What tells which rejected row a line stands for was changed: {what_en}. Nothing was taken.",
        f"标识退回行的内容被改动：{what_zh}。未接收任何内容。",
        where=label,
        hint_en=f"Lines must not be sorted column by column, pasted over or renumbered. {_AGAIN_EN}",
        hint_zh=f"请勿只对部分列排序、覆盖粘贴或改动行号。{_AGAIN_ZH}",
    )


def added(label: str) -> UnreadableError:
    """Return the error for a line that was not sent."""
    return UnreadableError(
        "added_line",
        "The line was not in the workbook that was sent: it has values and stands for no rejected row. Nothing was taken.",
        "该行不在退回表中：有内容，但不对应任何退回行。未接收任何内容。",
        where=label,
        hint_en="Delete the line; new records are delivered in the usual way.",
        hint_zh="请删除该行；新增记录请按平时的方式报送。",
    )


def repeated(label: str, first: int) -> UnreadableError:
    """Return the error for a line that stands for the same rejected row as another."""
    return UnreadableError(
        "repeated_line",
        f"The line stands for the same rejected row as line {first}: it was copied. Nothing was taken.",
        f"该行与第 {first} 行对应同一退回行，是复制出来的。未接收任何内容。",
        where=label,
        hint_en="Delete one of the two; a record that was missing is delivered in the usual way.",
        hint_zh="请删除其中一行；缺少的记录请按平时的方式报送。",
    )


def from_elsewhere(label: str, what_en: str, what_zh: str) -> UnreadableError:
    """Return the error for rows that this installation has never received."""
    return UnreadableError(
        "unknown_rows",
        f"The workbook holds rows that were never received here: {what_en}. Nothing was taken.",
        f"退回表中的行不属于本平台：{what_zh}。未接收任何内容。",
        where=label,
        hint_en="Look whether ECOLAKE_HOME is the installation that sent the workbook.",
        hint_zh="请检查 ECOLAKE_HOME 是否为发出该表的平台。",
    )


def landed_before(label: str, batch: str) -> UnreadableError:
    """Return the error for bytes that came as an ordinary delivery first."""
    return UnreadableError(
        "landed_as_delivery",
        f"The same bytes came in before as an ordinary delivery (batch {batch}) and were judged as one.",
        f"同样内容此前已作为普通报送文件落地（批次 {batch}），并按普通文件处理。",
        where=label,
        hint_en="Open the workbook, save it anew and take it in with: ecolake accept FILE.xlsx. Keep workbooks out of inbox folders.",
        hint_zh="请打开退回表重新保存后，用 ecolake accept 文件.xlsx 接收；退回表不要放入收件目录。",
    )
