"""Write HTML of which every text and attribute is escaped: the one way in which `page` and `drawings` make a tag."""

from html import escape
from typing import Any


class Markup(str):
    """HTML that is safe to put into a page as it is."""

    __slots__ = ()


def tag(name: str, *content: Any, **attributes: Any) -> Markup:
    """An element; content that is no `Markup` is escaped, and so is every attribute.

    Args:
        name: Name of the element.
        content: Texts and elements inside it; None is nothing.
        attributes: Its attributes; a trailing underscore is dropped (`class_`), others become hyphens.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{inner(*content)}</{name}>")


def inner(*content: Any) -> Markup:
    """Several pieces one after the other, each escaped unless it is `Markup`."""
    return Markup(
        "".join(
            str(one) if isinstance(one, Markup) else escape(str(one), quote=False)
            for one in content
            if one is not None
        )
    )
