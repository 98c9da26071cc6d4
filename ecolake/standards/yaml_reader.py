"""Strict YAML with positions: the only place that parses YAML.

YAML 1.2 scalars on purpose: `NO` is nitric oxide and `12:30` is a time, not a boolean and a number in base 60.
Anchors, aliases, tags and merge keys are refused: a standard must read like the paper it codifies.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ecolake.standards.findings import Finding, Place
from ecolake.standards.text_file import read_text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]{1,4})?\Z")
# Python reads no longer one.
_LONGEST = 4000
_QUOTED = frozenset("'\"|>")
_SUSPECT = frozenset("&*!")
_IN_QUOTES = "a text that begins with this sign needs quotes"
_CONSTANTS = {"": None, "null": None, "~": None, "true": True, "false": False}


class YamlReader:
    """Reads one file into plain values, remembering where each key and value stands."""

    def __init__(self, file: str) -> None:
        self.place = Place(file, {})
        self.findings: list[Finding] = []

    def read(self, text: str) -> Any:
        """Parse the text; faults go to `findings` and the value is None when nothing could be read."""
        try:
            if _SUSPECT.intersection(text):
                self._refuse_references(text)
            # An alias may lead to what it stands in; such a tree has no end and is not built.
            node = None if self.findings else yaml.compose(text, Loader=_LOADER)
            return None if node is None else self._value(node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._report(mark, "yaml_syntax", str(error.problem or error.context))
        except yaml.YAMLError as error:
            self._report(None, "yaml_syntax", str(error))
        except RecursionError:
            self._report(None, "yaml_syntax", "the text is nested too deeply to be read")
        return None

    def _report(self, mark: Any, code: str, message: str, hint: str = "") -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self.findings.append(Finding(self.place.file, line, column, code, message, hint))

    def _refuse_references(self, text: str) -> None:
        for event in yaml.parse(text, Loader=_LOADER):
            anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
            if anchor is not None:
                sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
                message = (
                    f"'{sign}{anchor}' refers to another place; a standard says each thing where it stands"
                )
                self._report(event.start_mark, "yaml_anchor", message, _IN_QUOTES)
            if tag is not None:
                message = f"the tag '{tag}' has no meaning in a standard"
                self._report(event.start_mark, "yaml_tag", message, _IN_QUOTES)

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
            if not isinstance(key_node, yaml.ScalarNode) or (key == "<<" and key_node.style not in _QUOTED):
                self._report(mark, "yaml_key", "a key is one word; merge keys and nested keys are not read")
                continue
            if key in values:
                self._report(mark, "duplicate_key", f"'{key}' stands here twice", "keep one of them")
            self.place.positions[(*path, key)] = (mark.line + 1, mark.column + 1)
            values[key] = self._value(value_node, (*path, key))
        return values


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if not isinstance(node, yaml.ScalarNode) or node.style in _QUOTED:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text) if len(text) < _LONGEST and not re.match(r"[-+]?0[0-9]", text) else text
    return _number(text) if _FLOAT.match(text) else text


def _number(text: str) -> float | str:
    """A number, or the text as it stands where a float would be another number; a decimal is read from either."""
    number = float(text)
    return number if Decimal(repr(number)) == Decimal(text) else text


def read_yaml(path: Path, root: Path) -> tuple[Any, YamlReader]:
    """Read one file; the reader carries its positions and findings."""
    reader = YamlReader(path.relative_to(root).as_posix())
    text = read_text(path, reader.place.file)
    if isinstance(text, Finding):
        reader.findings.append(text)
        return None, reader
    return reader.read(text), reader
