"""The entries of a web server's listing: links that lead to something right below it."""

from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

import httpx
from lxml import etree, html

from ecolake.standards.transport import MIB

MOST_BYTES = 32 * MIB


def entries(page: bytes, address: httpx.URL) -> Iterator[str]:
    """Yield the names of a listing's entries, each once; those of folders end in `/`.

    Links elsewhere, to the folder above, and those that sort the listing anew (with a query) are none.

    Args:
        page: The listing, as received.
        address: Of the folder; its path ends in `/`.
    """
    seen = set()
    for link in _links(page):
        try:
            target = address.join(link)
        except (httpx.InvalidURL, ValueError):
            continue
        raw = target.raw_path
        start = address.raw_path.partition(b"?")[0]
        if (target.scheme, target.netloc) != (address.scheme, address.netloc) or b"?" in raw:
            continue
        rest = raw.removeprefix(start)
        # Unpacked only after it was split: an escaped slash must not climb.
        if rest == raw or not rest or b"/" in rest[:-1]:
            continue
        name = unquote_to_bytes(rest).decode("utf-8", "replace")
        if name not in seen:
            seen.add(name)
            yield name


def _links(page: bytes) -> list[str]:
    try:
        tree = html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        return []
    return [str(link) for link in tree.xpath("//a/@href")]
