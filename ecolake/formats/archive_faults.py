"""What can be wrong with a file before it is read as anything: nothing in it, or a bad archive; in words."""

from ecolake.errors import UnreadableError


def empty_file(label: str) -> UnreadableError:
    """Return the error for a file that holds nothing."""
    return UnreadableError(
        "empty_file",
        "The file holds no data.",
        "文件为空，没有任何数据。",
        where=label,
        hint_en="Ask the source to send it again; where there is nothing to send, the header alone.",
        hint_zh="请数据提供单位重新报送；如确无数据，请只报送表头。",
    )


def unsafe(where: str, en: str, zh: str) -> UnreadableError:
    """Return the error for an archive that is not opened at all."""
    return UnreadableError(
        "unsafe_archive",
        f"The archive is refused: {en}.",
        f"拒绝读取压缩包：{zh}。",
        where=where,
        hint_en="Ask the source for a plain zip (deflate, no password) that holds the data file alone.",
        hint_zh="请提供单位使用普通 zip（不加密）直接压缩数据文件后重新报送。",
    )


def bomb(where: str, bound: int) -> UnreadableError:
    """Return the error for an archive that unpacks to too much."""
    return UnreadableError(
        "archive_bomb",
        f"The archive unpacks to more than {bound} bytes; unpacking was stopped.",
        f"压缩包解压后超过 {bound} 字节，已停止解压。",
        where=where,
        hint_en="If the data really is that large, ask the source to split it into several files.",
        hint_zh="如数据确实如此之大，请提供单位拆分为多个文件报送。",
    )


def truncated(where: str) -> UnreadableError:
    """Return the error for an archive whose end is missing."""
    return UnreadableError(
        "truncated_archive",
        "The archive ends before its end: its last part is missing.",
        "压缩包不完整，末尾部分缺失。",
        where=where,
        hint_en="The transfer was probably cut; fetch the file again or ask the source to send it again.",
        hint_zh="可能是传输中断，请重新获取或请提供单位重新报送。",
    )


def damaged(where: str, detail: str) -> UnreadableError:
    """Return the error for an archive whose bytes were changed."""
    return UnreadableError(
        "damaged_archive",
        f"The archive is damaged: {detail}.",
        f"压缩包已损坏：{detail}。",
        where=where,
        hint_en="Fetch the file again or ask the source to send it again.",
        hint_zh="请重新获取或请提供单位重新报送。",
    )
