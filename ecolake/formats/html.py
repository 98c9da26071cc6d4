"""Documents scraped from web pages to a table of text: one row a page, or one a record of its list.

A page is mended as browsers mend it, for web pages are seldom well-formed; the strictness lies elsewhere: the bytes must be
in the declared encoding (`read.encoding`; what a page says of itself in `meta` is often wrong and is not asked), and a page
in which nothing is found is refused, for its layout has changed or it is another page.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
from lxml import etree

from ecolake.formats import html_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.archive_faults import empty_file
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Table, unique_names
from ecolake.formats.text import decode_chunks
from ecolake.formats.xpath_fields import Fields, compile_path, evaluate
from ecolake.standards.source import ReadOptions

# What a browser does not show as text.
UNSEEN = ("script", "style", "noscript", "template")
# What a browser sets apart from what stands beside it; without a space, the texts of two table cells would be one word.
BLOCKS = (
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
    ),
    *("table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"),
)


def read_html(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read the elements that the XPath `read.records` finds, the whole page without it; columns are `read.fields`.

    `_row` is the 1-based ordinal of the record. Texts are as a browser shows them: runs of space of any kind are one
    blank, scripts and styles are no text. A field that is not there, or empty, is null; several are joined by `;`.

    Raises:
        UnreadableError: `empty_file`, `page_too_large`, `unsafe_html`, `wrong_shape` when it is no page, has no record or
            no field anywhere, `bad_path`, `oversized_field` or `wrong_encoding`.
    """
    names = unique_names(list(read.fields))
    fields = Fields(read.fields, {}, _as_shown, _content)
    page = _parse(plain, read.encoding, limits)
    rows = [fields.cells(record) for record in _find(page, read.records, plain.label)]
    if not any(cell for row in rows for cell in row):
        raise html_faults.wrong_shape(plain.label, "none of the fields is on it", "页面上没有任何一个字段")
    for number, row in enumerate(rows, start=1):
        for name, cell in zip(names, row, strict=True):
            if cell is not None and len(cell) > limits.field:
                raise html_faults.oversized(plain.label, f"record {number}, field {name}")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return Table(names, frame.with_columns(_row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)))


def _as_shown(text: str) -> str:
    return " ".join(text.split())


def _content(element: Any) -> str:
    """Return the text of an element, with space where a browser breaks the line."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, ("start", "end")):
        if event == "start":
            pieces += (" " if node.tag in BLOCKS else "", node.text or "")
        else:
            pieces += (" " if node.tag in BLOCKS else "", (node.tail or "") if node is not element else "")
    return "".join(pieces)


def _parse(plain: PlainFile, encoding: str, limits: Limits) -> Any:
    """Return the page's root element, without what is not seen."""
    if plain.path.stat().st_size > limits.page:
        raise html_faults.too_large(plain.label, limits.page)
    text = "".join(decode_chunks(plain.path, encoding, plain.label, pages=True)).strip()
    if not text:
        raise empty_file(plain.label)
    if not text.startswith("<"):
        raise html_faults.wrong_shape(plain.label, "it does not start with a tag", "内容不以标签开头")
    data = text.encode()
    if etree.fromstring(data, _parser(target=_Attributes())) > limits.attributes:
        raise html_faults.unsafe(plain.label, "a tag has too many attributes", "某个标签的属性过多")
    parser = _parser()
    page = etree.fromstring(data, parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise html_faults.unsafe(
            plain.label, "it is nested too deeply or holds a text that is too long", "嵌套过深或文本过长"
        )
    if page is None:
        raise html_faults.wrong_shape(plain.label, "it holds no element", "没有任何元素")
    etree.strip_elements(page, *UNSEEN, with_tail=False)
    return page


def _parser(target: Any = None) -> Any:
    # We decoded; the parser is given UTF-8 and told so, whatever `meta` says.
    return etree.HTMLParser(
        target=target,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=False,
    )


class _Attributes:
    """Counts the attributes of the tag that has most: a tree takes time that grows with the square of it."""

    def __init__(self) -> None:
        self._most = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self._most = max(self._most, len(attributes))

    def close(self) -> int:
        return self._most


def _find(page: Any, path: str | None, label: str) -> list[Any]:
    if path is None:
        return [page]
    found = evaluate(compile_path(path, {}), page, path)
    records = [node for node in found if etree.iselement(node)] if isinstance(found, list) else []
    if not records:
        raise html_faults.wrong_shape(label, f"it has no record at {path}", f"{path} 处没有记录")
    return records
