"""What stands before a document's first element: its encoding, and what is refused there.

Entities can only be declared in a DOCTYPE, and a DOCTYPE can only stand here. Refusing it, in text that was decoded by an
encoding of our choice, therefore refuses XXE, entity expansion of every kind and external DTDs, before a parser sees a byte.
"""

import re

from ecolake.formats import xml_faults
from ecolake.formats.text import BYTE_ORDER_MARKS

_DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
# Writers who say GB 2312 or GBK mean what their system calls so, which GB 18030 contains. Nothing else is looked up by a
# name that a file gives: codecs go by names, too, and some of them unpack.
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5",
}
_SPACE = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"<([^\s<>/!?]{1,80})")


def declared_encoding(head: bytes, otherwise: str, label: str) -> str:
    """Return the encoding of a document: by its byte order mark, its declaration, or what the source says.

    Raises:
        UnreadableError: `wrong_encoding` for a declared one that is not read.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    declared = _DECLARED.match(head)
    if declared is None:
        return otherwise
    name = declared[1].decode("ascii", "replace")
    if name.lower() not in _ENCODINGS:
        raise xml_faults.encoding(label, name)
    return _ENCODINGS[name.lower()]


def root_name(text: str, label: str) -> str:
    """Return the name of the first element, as it is written.

    Args:
        text: The beginning of the document, to which its prolog must be confined.
        label: The file's name, for errors.

    Raises:
        UnreadableError: `unsafe_xml` for a DOCTYPE, or a prolog without end.
    """
    at = _SPACE.match(text).end()  # type: ignore[union-attr]
    while end := next(
        (end for mark, end in (("<?", "?>"), ("<!--", "-->")) if text.startswith(mark, at)), ""
    ):
        closed = text.find(end, at)
        if closed < 0:
            raise xml_faults.unsafe(
                label, "what stands before its first element does not end", "首个元素之前的内容没有结束"
            )
        at = _SPACE.match(text, closed + len(end)).end()  # type: ignore[union-attr]
    if text.startswith("<!", at):
        raise xml_faults.unsafe(
            f"{label}, line {text.count(chr(10), 0, at) + 1}",
            "it has a DOCTYPE, by which a document can define entities and fetch other files",
            "含有 DOCTYPE，可借以定义实体或引用外部文件",
        )
    name = _NAME.match(text, at)
    return name[1] if name else ""
