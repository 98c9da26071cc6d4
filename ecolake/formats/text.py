"""Bytes to text, strictly: the declared encoding fits every byte, or the file is refused with the place.

Also what can be told from the first characters: an HTML page, another format than the one agreed on.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ecolake.errors import UnreadableError
from ecolake.formats.limits import MIB

SNIFFED = 1024
HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<script")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("utf-8", "gb18030", "big5")
CHINESE = re.compile(r"[\u4E00-\u9FFF]")
BEYOND_ASCII = re.compile(r"[^\x00-\x7F]")
NUL_SHARE = 10


def decode_chunks(
    path: Path, encoding: str, label: str, cut: str = "truncated_text", *, pages: bool = False
) -> Iterator[str]:
    """Yield a file's text in pieces, without a byte order mark, checked as it goes.

    Args:
        path: A plain file.
        encoding: The encoding that the source declared.
        label: The file's name, for errors.
        cut: Code of the error for a file that ends within a character.
        pages: Whether a web page is what was asked for.

    Raises:
        UnreadableError: `wrong_encoding` with byte offset, line and the likely encoding;
            `html_instead_of_data` for a web page, unless it was asked for.
    """
    decoder = _decoder(encoding)
    offset = lines = 0
    with path.open("rb") as stream:
        first = True
        while True:
            chunk = stream.read(MIB)
            if first:
                _refuse_other_encoding(chunk, encoding, label)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = bytes(error.object[: error.start]).decode(encoding, "replace")
                line = lines + before.count("\n") + 1
                at = offset - pending + error.start
                if not chunk:
                    raise _cut_character(label, cut, at, line) from error
                likely = likely_encoding(bytes(error.object), but_not=encoding)
                byte = error.object[error.start]
                raise wrong_encoding(
                    label, encoding, offset=at, line=line, byte=byte, likely=likely
                ) from error
            if first:
                text = text.removeprefix("\ufeff")
                if not pages:
                    refuse_html(text, label)
            if not chunk:
                if text:
                    yield text
                return
            yield text
            first = False
            offset += len(chunk)
            lines += text.count("\n")


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    try:
        return codecs.getincrementaldecoder(encoding)(errors="strict")
    except LookupError as error:
        raise UnreadableError(
            "unknown_encoding",
            f"There is no text encoding called {encoding!r}.",
            f"不存在名为 {encoding!r} 的文字编码。",
            hint_en="Correct the source's `read: encoding`, for example to gb18030 or utf-8.",
            hint_zh="请更正数据源配置 `read: encoding`，例如 gb18030 或 utf-8。",
        ) from error


def _cut_character(label: str, code: str, offset: int, line: int) -> UnreadableError:
    return UnreadableError(
        code,
        f"The file ends within a character, at byte {offset} (line {line}): its last part is missing.",
        f"文件在第 {offset} 字节（第 {line} 行）的字符中间中断，末尾部分缺失。",
        where=f"{label}, byte {offset}, line {line}",
        hint_en="The transfer was probably cut; fetch the file again or ask the source to send it again.",
        hint_zh="可能是传输中断，请重新获取或请提供单位重新报送。",
    )


def refuse_html(text: str, label: str) -> None:
    """Raise `html_instead_of_data` when a text starts as a web page does."""
    if looks_like_html(text):
        raise UnreadableError(
            "html_instead_of_data",
            "A web page arrived where data was expected; it looks like a login or error page.",
            "收到的是网页而不是数据，很可能是登录页或错误页。",
            where=label,
            hint_en="Check the account or token and the address with the source, then fetch again.",
            hint_zh="请与提供单位核对账号、令牌和地址后重新获取。",
        )


def looks_like_html(text: str) -> bool:
    """Tell whether a text starts as a web page does, after comments of its own and an XML declaration."""
    head = text[:SNIFFED].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(HTML_STARTS) or (head.startswith(("<!--", "<?xml")) and "<html" in head)


def _refuse_other_encoding(head: bytes, encoding: str, label: str) -> None:
    """Raise for bytes that the declared encoding would take without complaint and turn into nonsense."""
    declared = codecs.lookup(encoding).name
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark) and not declared.startswith(name):
            raise wrong_encoding(label, encoding, offset=0, line=1, byte=head[0], likely=name)
    sample = head[:SNIFFED]
    if not declared.startswith(("utf-16", "utf-32")) and sample.count(0) * NUL_SHARE > len(sample):
        raise wrong_encoding(label, encoding, offset=sample.index(0), line=1, byte=0, likely="utf-16")
    # UTF-8 Chinese often decodes as GB 18030 into rare characters. The reverse is what tells: Chinese in GB
    # that happens to be valid UTF-8 gives Latin and Cyrillic letters, never Chinese.
    if not declared.startswith("utf") and _chinese_share(head, "utf-8") > 0.5:
        at = next(i for i, byte in enumerate(head) if byte > 0x7F)
        line = head.count(b"\n", 0, at) + 1
        raise wrong_encoding(label, encoding, offset=at, line=line, byte=head[at], likely="utf-8")


def wrong_encoding(
    label: str, encoding: str, *, offset: int, line: int, byte: int, likely: str | None
) -> UnreadableError:
    """Return the error for bytes outside the declared encoding, naming the one they seem to be in."""
    return UnreadableError(
        "wrong_encoding",
        f"The file is not in {encoding}: the byte 0x{byte:02X} at offset {offset} (line {line}) does not fit"
        + (f"; it looks like {likely}." if likely else "."),
        f"文件编码不是 {encoding}：第 {offset} 字节（第 {line} 行）的 0x{byte:02X} 不符"
        + (f"，文件很可能是 {likely} 编码。" if likely else "。"),
        where=f"{label}, byte {offset}, line {line}",
        hint_en="Ask the source to keep to the agreed encoding, or change `read: encoding`"
        + (f" to {likely} if they have switched." if likely else "."),
        hint_zh="请提供单位按约定编码报送；如对方已改用其他编码，请修改数据源配置 `read: encoding`"
        + (f" 为 {likely}。" if likely else "。"),
    )


def likely_encoding(sample: bytes, but_not: str) -> str | None:
    """Return the encoding in which most of a sample's letters beyond ASCII are Chinese, if there is one."""
    declared = codecs.lookup(but_not).name
    shares = [
        (_chinese_share(sample, name), name) for name in CANDIDATES if codecs.lookup(name).name != declared
    ]
    share, name = max(shares, key=lambda pair: pair[0])
    return name if share > 0.5 else None


def _chinese_share(sample: bytes, encoding: str) -> float:
    """Return the share of Chinese among the characters beyond ASCII; 0 when the bytes do not fit."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return 0.0
    beyond = len(BEYOND_ASCII.findall(text))
    return len(CHINESE.findall(text)) / beyond if beyond else 0.0
