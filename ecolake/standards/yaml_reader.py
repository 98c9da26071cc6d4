"""Strict YAML with positions: the only place that parses YAML.

YAML 1.2 scalars on purpose: `NO` is nitric oxide and `12:30` is a time, not a boolean and a number in base 60.
Anchors, tags and merge keys are refused: a standard must read like the paper it codifies.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from ecolake.standards.findings import Finding, Place

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS = {"": None, "null": None, "~": None, "true": True, "false": False}


class YamlReader:
    """Reads one file into plain values, remembering where each key and value stands."""

    def __init__(self, file: str) -> None:
        self.place = Place(file, {})
        self.findings: list[Finding] = []

    def read(self, text: str) -> Any:
        """Parse the text; faults go to `findings` and the value is None when nothing could be read."""
        try:
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.findings.append(
                Finding(self.place.file, line, column, "yaml_syntax", str(error.problem or error.context))
            )
            return None
        except yaml.YAMLError as error:
            self.findings.append(Finding(self.place.file, 1, 1, "yaml_syntax", str(error)))
            return None
        return None if node is None else self._value(node, ())

    def _value(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        self.place.positions.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*path, index)) for index, child in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            mark = key_node.start_mark
            if key in values:
                self.findings.append(
                    Finding(
                        self.place.file,
                        mark.line + 1,
                        mark.column + 1,
                        "duplicate_key",
                        f"'{key}' stands here twice",
                        "keep one of them",
                    )
                )
            self.place.positions[(*path, key)] = (mark.line + 1, mark.column + 1)
            values[key] = self._value(value_node, (*path, key))
        return values


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if not isinstance(node, yaml.ScalarNode) or node.style in {"'", '"', "|", ">"}:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text) if not re.match(r"[-+]?0[0-9]", text) else text
    return float(text) if _FLOAT.match(text) else text


def read_yaml(path: Path, root: Path) -> tuple[Any, YamlReader]:
    """Read one file; the reader carries its positions and findings."""
    reader = YamlReader(path.relative_to(root).as_posix())
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        reader.findings.append(
            Finding(
                reader.place.file, 1, 1, "not_utf8", f"not UTF-8 at byte {error.start}", "save it as UTF-8"
            )
        )
        return None, reader
    return reader.read(text), reader
