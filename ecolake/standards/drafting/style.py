"""YAML as this house writes it: short mappings on one line, quotes only where they are needed.

Words only; what is written where is decided in `draft`.
"""

import json
import re
from collections.abc import Mapping, Sequence

from ecolake.standards.yaml_reader import YamlReader

# A Chinese character counts as two columns.
WIDTH = 140

Value = str | bool | Mapping[str, "Value"] | Sequence["Value"]


# What stands in a number, a day or a type.
_PLAIN = re.compile(r"[\w(),.+-]([\w(),.+ -]*[\w(),.+-])?")
# JSON lets these stand; YAML takes them for the end of a line, or not at all.
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


class Plain(str):
    """A text that is already YAML, as a number or a type; what is none is quoted like any other text."""

    __slots__ = ()


def flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, Plain) and _PLAIN.fullmatch(value):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in value.items()) + "}"
    return "[" + ", ".join(flow(part) for part in value) + "]"


def entry(key: str, value: Value, indent: int = 0) -> str:
    """A key and its value: on one line while it fits, else a mapping by lines."""
    margin = " " * indent
    line = f"{margin}{key}: {flow(value)}"
    if _columns(line) <= WIDTH or not isinstance(value, Mapping):
        return line + "\n"
    return f"{margin}{key}:\n" + "".join(entry(name, part, indent + 2) for name, part in value.items())


def _text(text: str) -> str:
    """Quote a text unless YAML reads it as it stands, alone and inside a mapping on one line."""
    reader = YamlReader("")
    plain = reader.read(f"{{a: {text}, b: c}}")
    if not reader.findings and plain == {"a": text, "b": "c"}:
        return text
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def _columns(line: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in line)
