"""Parsed JSON records to rows and cells: exploding a nested list, and the text of one value.

A record that cannot be a row, or whose cell cannot be text, is set aside with its reason; the others go on.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any

from ecolake.formats.limits import Limits
from ecolake.formats.table import Malformed

Row = tuple[int, dict[str, Any]]


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class AmbiguousObject(dict[str, Any]):
    """A JSON object that gives a key twice; which value is meant, nobody can tell."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


class NoTextError(ValueError):
    """A value has no text that a cell could hold; the message is the fault's code."""


REASONS = {
    "invalid_json": ("该行不是有效的 JSON", "the line is not valid JSON"),
    "not_an_object": ("记录不是 JSON 对象", "the record is not a JSON object"),
    "duplicate_key": (
        "同一对象中键重复，无法判断以哪个值为准",
        "an object gives a key twice, so its value is not certain",
    ),
    "not_a_list": ("应为列表的字段不是对象列表", "the field to explode is not a list of objects"),
    "too_deep": ("字段嵌套层数过多", "a value is nested too deeply"),
    "broken_character": (
        "文字中含有不成对的代理字符，无法保存",
        "a text holds half a surrogate pair and cannot be stored",
    ),
    "bad_geometry": ("点坐标不是两个数字", "the coordinates of the point are not two numbers"),
}


def set_aside(row: int, code: str, record: Any, limits: Limits) -> Malformed:
    """Return a record as malformed, its payload being the record's own JSON."""
    payload = json_text(record, limits.depth, strict=False)
    return Malformed(row, code, *REASONS[code], payload.encode("utf-8", "backslashreplace").decode())


def flatten(records: Sequence[Any], explode: str | None, limits: Limits) -> tuple[list[Row], list[Malformed]]:
    """Return numbered rows of raw values, one an element of the `explode` list, and what is no row."""
    rows: list[Row] = []
    malformed: list[Malformed] = []
    number = 0
    for record in records:
        for part in parts(record, explode):
            number += 1
            if isinstance(part, str):
                malformed.append(set_aside(number, part, record, limits))
            else:
                rows.append((number, part))
    return rows, malformed


def parts(record: Any, explode: str | None) -> list[dict[str, Any] | str]:
    """Return the rows of one record, or in a row's place the code of its fault."""
    if isinstance(record, AmbiguousObject):
        return ["duplicate_key"]
    if not isinstance(record, dict):
        return ["not_an_object"]
    if explode is None:
        return [record]
    elements = record.get(explode)
    base = {key: value for key, value in record.items() if key != explode}
    if elements is None or elements == []:
        return [base]
    if not isinstance(elements, list):
        return ["not_a_list"]
    return [_joined(base, element, explode) for element in elements]


def _joined(base: dict[str, Any], element: Any, explode: str) -> dict[str, Any] | str:
    if isinstance(element, AmbiguousObject):
        return "duplicate_key"
    if not isinstance(element, dict):
        return "not_a_list"
    return base | {f"{explode}.{key}": value for key, value in element.items()}


def cell_text(value: Any, limits: Limits) -> str | None:
    """Return the text of one value.

    Raises:
        NoTextError: `too_deep`, `duplicate_key` or `broken_character`.
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else json_text(value, limits.depth)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NoTextError("broken_character") from error
    return text


def json_text(value: Any, depth: int, *, strict: bool = True) -> str:
    """Return a parsed value as JSON, numbers as they were written.

    Args:
        value: What the parser made.
        depth: Levels of nesting that are left.
        strict: Raise on what no cell can hold. Otherwise write all pairs of an ambiguous object, and cut
            what is too deep.

    Raises:
        NoTextError: `too_deep` or `duplicate_key`, when strict.
    """
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if depth == 0 or (strict and isinstance(value, AmbiguousObject)):
        if strict:
            raise NoTextError("too_deep" if depth == 0 else "duplicate_key")
        return '"…"'
    if isinstance(value, list):
        return "[" + ", ".join([json_text(item, depth - 1, strict=strict) for item in value]) + "]"
    pairs = value.pairs if isinstance(value, AmbiguousObject) else value.items()
    members = [
        f"{encode_basestring(key)}: {json_text(item, depth - 1, strict=strict)}" for key, item in pairs
    ]
    return "{" + ", ".join(members) + "}"
