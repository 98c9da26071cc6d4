"""What can be wrong with a web page: the errors of `ecolake.formats.html`, in words."""

from ecolake.errors import UnreadableError


def wrong_shape(label: str, en: str, zh: str) -> UnreadableError:
    """Return the error for a page that is not the one that was agreed on."""
    return UnreadableError(
        "wrong_shape",
        f"The page is not what was expected: {en}.",
        f"网页不是预期的页面：{zh}。",
        where=label,
        hint_en="Open the page: it may ask for a login, or its layout has changed; then correct `read: records` and `fields`.",
        hint_zh="请打开该网页查看：可能要求登录，或版面已改；如已改版，请更正数据源配置 `read: records` 和 `fields`。",
    )


def too_large(label: str, limit: int) -> UnreadableError:
    """Return the error for a page beyond the limit."""
    return UnreadableError(
        "page_too_large",
        f"The page is larger than {limit} bytes.",
        f"网页超过 {limit} 字节。",
        where=label,
        hint_en="Look whether this is a page at all; data of that size should come as a file.",
        hint_zh="请核实这是否为网页；如此大的数据应以文件方式提供。",
    )


def unsafe(label: str, en: str, zh: str) -> UnreadableError:
    """Return the error for a page that is not parsed, or not whole."""
    return UnreadableError(
        "unsafe_html",
        f"The page is refused: {en}.",
        f"拒绝读取网页：{zh}。",
        where=label,
        hint_en="Open the page and look whether it is one; what a person reads is never like this.",
        hint_zh="请打开该网页核实；供人阅读的网页不会如此。",
    )


def oversized(label: str, where: str) -> UnreadableError:
    """Return the error for a field beyond the limit."""
    return UnreadableError(
        "oversized_field",
        "A field is longer than the limit.",
        "某个字段超过长度上限。",
        where=f"{label}, {where}",
        hint_en="Correct the XPath under `read: fields`: it probably takes in the whole page.",
        hint_zh="请更正数据源配置 `read: fields` 中的 XPath，很可能取到了整个页面。",
    )
