"""Why a frame is rejected: a stable code, and a sentence in Chinese and English that says what to do.

Only the wording belongs here; each fault is found where the bytes are read. The codes are the rows of the
code list `hj212_reason`.
"""

import re
from typing import Final

_ZH: Final = {
    "no_header": "没有帧头“##”：{seen}。请检查网关日志是否只记录 HJ 212 帧。",
    "truncated": "帧不完整，缺少结尾“&&”和 4 位十六进制 CRC："
    "声明数据段 {declared} 字节，其后只收到 {actual} 字节。请检查通信链路和网关缓冲区，并要求设备补发。",
    "length_mismatch": "长度不符：声明 {declared} 字节，数据段实际 {actual} 字节，而 CRC 正确{hint}。"
    "长度按字节计（HJ 212-2017 6.3.1），请更正设备程序。",
    "crc_mismatch": "CRC 不符：帧中为 {field}，按 HJ 212-2017 附录 A 计算为 {computed}。"
    "内容在传输中改变或设备算法有误，请要求补发。",
    "modbus_crc": "设备用了 MODBUS 的 CRC：帧中为 {field}，按 HJ 212-2017 附录 A 应为 {computed}{hint}。"
    "请更正设备程序的 CRC 算法。",
    "length_and_crc_mismatch": "长度和 CRC 均不符：声明 {declared} 字节，实际 {actual} 字节；"
    "CRC 为 {field}，应为 {computed}。请检查通信链路，并要求设备补发。",
    "unknown_field": "字段“{seen}”不在 HJ 212-2017 表 3、表 4 和扩展字段表中（位于{where_zh}）。"
    "若为合法扩展，请在代码表 hj212_field 增加一行，否则请更正设备。",
    "malformed": "数据段结构不符：{seen_zh}。应为“QN=…;ST=…;…;CP=&&名称=值,…;…&&”"
    "（HJ 212-2017 6.3.2），请更正设备程序。",
    "line_too_long": "一行超过 {limit} 字节的上限，最后 {unread} 字节未读取；其前的帧已读取。"
    "请让网关每帧换行，再重新报送该行。",
}
_EN: Final = {
    "no_header": "There is no frame header '##': {seen}. Check that the gateway logs HJ 212 frames only.",
    "truncated": "The frame is cut off, its closing '&&' and 4 hexadecimal digits of CRC are missing: "
    "a data segment of {declared} bytes was declared, {actual} bytes followed. "
    "Check the line and the gateway's buffer, and have the device send it again.",
    "length_mismatch": "The length is wrong: {declared} bytes declared, the data segment has {actual}, "
    "and its CRC is right{hint}. The length counts bytes (HJ 212-2017 6.3.1); mend the device's program.",
    "crc_mismatch": "The CRC is wrong: the frame carries {field}, HJ 212-2017 annex A gives {computed}. "
    "The content changed on the way or the device computes it wrongly; have the frame sent again.",
    "modbus_crc": "The device uses the MODBUS checksum: the frame carries {field}, HJ 212-2017 annex A gives "
    "{computed}{hint}. Mend the checksum in the device's program.",
    "length_and_crc_mismatch": "Length and CRC are both wrong: {declared} bytes declared, {actual} found; "
    "CRC {field}, expected {computed}. Check the line and have the frame sent again.",
    "unknown_field": "The field '{seen}' (in the {where_en}) is in neither tables 3 and 4 of HJ 212-2017 nor "
    "the list of extensions. If it is a wanted extension add a row to the code list hj212_field, "
    "else mend the device.",
    "malformed": "The data segment is malformed: {seen}. Expected "
    "'QN=...;ST=...;...;CP=&&name=value,...;...&&' (HJ 212-2017 6.3.2); mend the device's program.",
    "line_too_long": "A line is over the limit of {limit} bytes and its last {unread} bytes were not read; the "
    "frames before them were. Have the gateway end each frame with a line end and send the line again.",
}

_EXCERPT: Final = 60
_LONGEST_SHOWN: Final = 64 * 1024  # a frame has at most 10 KiB; more is noise
# A device's password and its name, which stays; in the words of both `re` and polars.
PW_FIELD: Final = r"(?i)(PW\s*=)[^;,&]*"
HIDDEN: Final = "***"
_PW: Final = re.compile(PW_FIELD)


class FrameError(ValueError):
    """A frame that the protocol does not let through.

    Attributes:
        code: Stable code of the reason, a row of the code list `hj212_reason`.
        zh: What is wrong, where, why and what to do, in Chinese.
        en: The same in English.
    """

    def __init__(self, code: str, **found: object) -> None:
        self.code = code
        self.zh = _ZH[code].format(**found)
        self.en = _EN[code].format(**found)
        super().__init__(f"{code}: {self.en}")


def show(raw: bytes) -> str:
    r"""Bytes as text a person can read: what is not UTF-8, and control characters, as `\xNN`; of 64 KiB on, the beginning."""
    if len(raw) > _LONGEST_SHOWN:
        return show(raw[:_LONGEST_SHOWN]) + "…"
    text = raw.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def hidden(text: str) -> str:
    """The text without the password of a device, which is nobody's business downstream."""
    return _PW.sub(rf"\1{HIDDEN}", text)


def excerpt(text: str | bytes) -> str:
    """The first characters of a text, for a message; a device's password does not show."""
    shown = show(text[: 4 * _EXCERPT]) if isinstance(text, bytes) else text
    shown = hidden(shown)
    return shown if len(shown) <= _EXCERPT else shown[:_EXCERPT] + "…"
