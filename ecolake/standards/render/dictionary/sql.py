"""A rule's expression as HTML: its words set apart, and each item a link to its row."""

import re
from collections.abc import Collection
from typing import Final

from markupsafe import Markup, escape

_TOKEN: Final = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_WORDS: Final = re.compile(
    r"(AND|OR|NOT|IS|NULL|IN|BETWEEN|I?LIKE|CASE|WHEN|THEN|ELSE|END|AS|INTERVAL|TRUE|FALSE|FROM|DATE)",
    re.IGNORECASE,
)


def highlight(expression: str, items: Collection[str]) -> Markup:
    """Mark up an expression; `items` are the names that become links."""
    return Markup("").join(_token(token, items) for token in _TOKEN.findall(expression))


def _token(token: str, items: Collection[str]) -> Markup:
    if token in items:
        return Markup('<a href="#item-{0}">{0}</a>').format(token)
    if _WORDS.fullmatch(token):
        return Markup("<b>{}</b>").format(token)
    if token.startswith("'"):
        return Markup("<i>{}</i>").format(token)
    return escape(token)
