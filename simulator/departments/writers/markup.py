"""XML with namespaces, and web pages."""

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

import polars as pl

from ecolake.standards.source import ReadOptions

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@dataclass
class _Element:
    """An element of a record: its attributes and its text by source column, its children in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    children: dict[str, "_Element"] = field(default_factory=dict)


def xml(held: pl.DataFrame, read: ReadOptions) -> bytes:
    """Write the records at their absolute path; an empty cell has no element.

    The prefix of the root is made the default namespace: a reader must go by namespace, not by prefix.
    """
    steps = [step for step in (read.records or "").split("/") if step]
    default = steps[0].partition(":")[0] if ":" in steps[0] else ""
    record = _Element(_tag(steps[-1], default))
    for column, path in read.fields.items():
        _place(record, path, column, default)
    body = held.select(pl.concat_str(_parts(record, held)).alias("record")).to_series()
    declared = "".join(
        f" xmlns{'' if prefix == default else ':' + prefix}={quoteattr(uri)}"
        for prefix, uri in read.namespaces.items()
    )
    above = [_tag(step, default) for step in steps[:-1]]
    opening = "".join(f"<{name}{declared if place == 0 else ''}>\n" for place, name in enumerate(above))
    closing = "".join(f"</{name}>\n" for name in reversed(above))
    head = f'<?xml version="1.0" encoding="{read.encoding.upper()}"?>\n'
    return (head + opening + "".join(f"{one}\n" for one in body) + closing).encode(read.encoding)


def _tag(step: str, default: str) -> str:
    prefix, _, name = step.rpartition(":")
    return name if prefix == default else step


def _place(record: _Element, path: str, column: str, default: str) -> None:
    element = record
    for step in path.removesuffix("/text()").removeprefix("./").split("/"):
        if step.startswith("@"):
            element.attributes[step[1:]] = column
            return
        if step not in (".", "text()"):
            name = _tag(step, default)
            element = element.children.setdefault(name, _Element(name))
    element.text = column


def _parts(element: _Element, held: pl.DataFrame) -> list[pl.Expr]:
    """Return what an element is made of; one whose every cell is empty is left out by its parent."""
    parts = [pl.lit(f"<{element.name}")]
    for name, column in element.attributes.items():
        value = _escaped(held, column)
        shown = pl.concat_str([pl.lit(f' {name}="'), value, pl.lit('"')])
        parts.append(pl.when(value != "").then(shown).otherwise(pl.lit("")))
    parts.append(pl.lit(">"))
    if element.text is not None:
        parts.append(_escaped(held, element.text))
    for child in element.children.values():
        is_empty = pl.all_horizontal([_escaped(held, column) == "" for column in _columns(child)])
        whole = pl.concat_str(_parts(child, held))
        parts.append(pl.when(is_empty).then(pl.lit("")).otherwise(whole))
    return [*parts, pl.lit(f"</{element.name}>")]


def _columns(element: _Element) -> list[str]:
    own = [*element.attributes.values(), *([element.text] if element.text is not None else [])]
    return own + [column for child in element.children.values() for column in _columns(child)]


def _escaped(held: pl.DataFrame, column: str) -> pl.Expr:
    return pl.nth(held.columns.index(column)).cast(pl.String).fill_null("").str.replace_many(_ESCAPES)


_STEP = re.compile(r"(?P<tag>[\w*]+)(?:\[@(?P<key>[\w-]+)='(?P<value>[^']*)'\])?\Z")


def pages(held: pl.DataFrame, read: ReadOptions, title: str) -> list[bytes]:
    """Write one web page a row, with menus and scripts around what is wanted, as pages have."""
    head: list[pl.Expr] = []
    body: list[pl.Expr] = []
    for column, path in read.fields.items():
        (head if path.startswith(("//meta", "//link", "/html/head", "//title")) else body).extend(
            _node(held, column, path)
        )
    text = pl.concat_str(
        [
            pl.lit(f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{read.encoding}">\n'),
            *head,
            pl.lit(
                "<script>var t = '<b>not this</b>';</script></head>\n<body><nav><a href='/'>首页</a></nav>\n"
            ),
            *body,
            pl.lit(f"\n<footer>{title}</footer></body></html>\n"),
        ]
    )
    return [page.encode(read.encoding) for page in held.select(text.alias("page")).to_series()]


def _node(held: pl.DataFrame, column: str, path: str) -> list[pl.Expr]:
    """Return the element that the XPath looks for, around the cell: nested elements, or an attribute."""
    steps = [step for step in path.split("/") if step and step != "text()"]
    attribute = steps.pop()[1:] if steps[-1].startswith("@") else None
    opening, closing = "", ""
    for place, step in enumerate(steps):
        match = _STEP.match(step)
        if match is None:
            raise ValueError(f"column {column}: a page cannot be made from the XPath {path}")
        tag = "div" if match["tag"] == "*" else match["tag"]
        key = f' {match["key"]}="{match["value"]}"' if match["key"] else ""
        is_last = place == len(steps) - 1
        opening += f"<{tag}{key}" + (f' {attribute}="' if is_last and attribute else ">")
        closing = f"</{tag}>" + closing
    value = _escaped(held, column)
    if attribute:
        closing = '">' if closing.startswith(("</meta", "</link")) else f'">{closing}'
    return [pl.lit(opening), value, pl.lit(closing + "\n")]
