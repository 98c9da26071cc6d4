"""What can be wrong with a JSON document as a whole: the errors of `ecolake.formats.json`, in words."""

import json
import re

from ecolake.errors import UnreadableError

LITERALS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")


def syntax_fault(error: json.JSONDecodeError, label: str) -> UnreadableError:
    """Tell a document that was cut from one that is wrong, and return the error with the place."""
    place = f"line {error.lineno}, column {error.colno}"
    rest = error.doc[error.pos :].strip()
    cut = error.msg.startswith("Unterminated") or any(word.startswith(rest) for word in LITERALS)
    if cut or re.fullmatch(r"u?[0-9A-Fa-f]{0,4}|-|\.|[eE][-+]?", rest):
        end = len(error.doc.encode())
        return UnreadableError(
            "truncated_json",
            f"The JSON document ends before its end, after {end} bytes ({place}).",
            f"JSON 文件不完整，在 {end} 字节处中断（第 {error.lineno} 行第 {error.colno} 列）。",
            where=f"{label}, {place}",
            hint_en="The transfer was probably cut; fetch the file again or ask the source to send it again.",
            hint_zh="可能是传输中断，请重新获取或请提供单位重新报送。",
        )
    return UnreadableError(
        "invalid_json",
        f"The file is not valid JSON: {error.msg} at {place}.",
        f"文件不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列有语法错误（{error.msg}）。",
        where=f"{label}, {place}",
        hint_en="Ask the source to send it again, written by a JSON library.",
        hint_zh="请提供单位使用标准 JSON 程序库生成后重新报送。",
    )


def wrong_shape(label: str, path: str, found: str) -> UnreadableError:
    """Return the error for a document that holds no list of records where one was agreed on."""
    place = repr(path) if path else "the top level"
    return UnreadableError(
        "wrong_shape",
        f"There is no list of records at {place} of the document; found {found}.",
        f"文件中 {path or '顶层'} 处没有记录列表；实际为：{found}。",
        where=label,
        hint_en="Look whether the source answered with an error message; else correct `read: records`.",
        hint_zh="请查看对方返回的是否为错误信息；否则请更正数据源配置 `read: records`。",
    )
