"""XML documents to a table of text, one row a record, in one pass that forgets each record when it was read.

Nothing that a document could ask for is done: no DTD, no entities, no network, no XInclude; what that would need is refused
before parsing (`xml_prolog`). Memory is bounded by a piece of the file and one record.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl
from lxml import etree

from ecolake.formats import xml_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.archive_faults import empty_file
from ecolake.formats.limits import DEFAULT_LIMITS, KIB, Limits
from ecolake.formats.table import Table, unique_names
from ecolake.formats.text import decode_chunks
from ecolake.formats.xml_prolog import declared_encoding, root_name
from ecolake.formats.xpath_fields import Fields, bad_path, named_tag
from ecolake.standards.source import ReadOptions

# Bytes by which a document's first element must have begun.
ROOT = 64 * KIB


def read_xml(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read the elements at `read.records`, an absolute path of elements; columns are `read.fields`.

    `_row` is the 1-based ordinal of the record. A field that is not there, or empty, is null; one that is there several
    times is joined by `;`. The document's declaration says its encoding, `read.encoding` where it has none.

    Raises:
        UnreadableError: `empty_file`, `invalid_xml` with line and column, `truncated_xml`, `unsafe_xml`, `wrong_shape`,
            `bad_path`, `oversized_field`, `wrong_encoding` or `html_instead_of_data`.
    """
    steps = record_steps(read.records or "", read.namespaces)
    fields = Fields(read.fields, read.namespaces)
    names = unique_names(list(read.fields))
    cells: list[list[str | None]] = [[] for _ in names]
    count = 0
    for count, record in enumerate(_records(plain, read, steps, limits), start=1):
        for column, name, cell in zip(cells, names, fields.cells(record), strict=True):
            if cell is not None and len(cell) > limits.field:
                raise xml_faults.oversized(plain.label, f"record {count}, field {name}")
            column.append(cell)
    series = [pl.Series(name, column, dtype=pl.String) for name, column in zip(names, cells, strict=True)]
    return Table(names, pl.DataFrame([*series, pl.int_range(1, count + 1, eager=True).alias("_row")]))


def record_steps(path: str, namespaces: dict[str, str]) -> list[str]:
    """Return the tags of a path of elements, from the root down to the record, as lxml writes them.

    Raises:
        UnreadableError: `bad_path` for anything but `/name/prefix:name` with known prefixes.
    """
    steps = [named_tag(step, namespaces) for step in path.removeprefix("/").split("/")]
    if not path.startswith("/") or None in steps:
        raise bad_path(
            path, "records of XML stand at an absolute path of names, with prefixes that are declared"
        )
    return [step for step in steps if step]


def _records(plain: PlainFile, read: ReadOptions, steps: list[str], limits: Limits) -> Iterator[Any]:
    with plain.path.open("rb") as stream:
        encoding = declared_encoding(stream.read(KIB), read.encoding, plain.label)
    walk = _Walk(plain.label, read.records or "", steps, limits)
    for text in decode_chunks(plain.path, encoding, plain.label, cut="truncated_xml"):
        yield from walk.take(text)
    yield from walk.end()


class _Walk:
    """The pass over a document. Elements outside records, and records that were handed over, are taken out of the tree."""

    def __init__(self, label: str, path: str, steps: list[str], limits: Limits) -> None:
        self._label, self._path, self._steps, self._limits = label, path, steps, limits
        self._parser = etree.XMLPullParser(
            ("start", "end"),
            tag=list(dict.fromkeys(steps)),
            # We decode; what the declaration says is no business of the parser's any more.
            encoding="utf-8",
            resolve_entities="internal",
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._name: str | None = None
        self._root: Any = None
        self._open: Any = None
        self._opened = self._fed = self._depth = 0

    def take(self, text: str) -> Iterator[Any]:
        """Parse a piece of the document and yield the records that it completes."""
        if self._name is None:
            if not text.strip():
                return
            self._name = root_name(text, self._label)
        data = text.encode()
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as error:
            raise xml_faults.syntax(error, self._label, at_end=False) from error
        yield from self._completed()
        self._fed += len(data)
        self._bound()

    def end(self) -> Iterator[Any]:
        """Yield what the end completes; hold the document against well-formedness, and tell an empty list from another."""
        if self._name is None:
            raise empty_file(self._label)
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise xml_faults.syntax(error, self._label, at_end=True) from error
        yield from self._completed()
        if self._depth < max(1, len(self._steps) - 1):
            raise xml_faults.wrong_shape(self._label, self._path, self._name)

    def _completed(self) -> Iterator[Any]:
        for event, element in self._parser.read_events():
            if self._root is None:
                self._root = element.getroottree().getroot()
            if event == "start":
                self._enter(element)
            elif element is self._open:
                yield element
                self._open = None
                _forget(element)

    def _enter(self, element: Any) -> None:
        if self._open is not None:
            return
        above = [ancestor.tag for ancestor in element.iterancestors()]
        path = [*reversed(above), element.tag]
        if path == self._steps[: len(path)]:
            self._depth = max(self._depth, len(path))
            if len(path) == len(self._steps):
                self._open, self._opened = element, self._fed

    def _bound(self) -> None:
        """Keep the tree small, or give up: on a record beyond the limit, and on a document that is another."""
        # libxml2 holds back the last few bytes that it was given, so that a short document has no root until its end.
        if self._depth == 0 and (self._root is not None or self._fed > ROOT):
            raise xml_faults.wrong_shape(self._label, self._path, self._name or "")
        if self._open is not None and self._fed - self._opened > self._limits.record:
            raise xml_faults.unsafe(
                self._label, f"one record is larger than {self._limits.record} bytes", "单条记录过大"
            )
        # Below the elements that are still open, only the last child can be; the others are done with.
        element = self._root
        while element is not None and element is not self._open:
            del element[:-1]
            element = element[0] if len(element) else None


def _forget(element: Any) -> None:
    """Empty a record that was read, and take what stands before it out of the tree."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while parent[0] is not element:
            del parent[0]
