"""How one page of a JSON interface leads to the next: by number, by cursor, by link.

Each style knows the first address and, from an answer, the following one. What is done with the answers, and how often
they may be asked for, is the business of `ecolake.connectors.http`.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

import httpx

from ecolake.connectors import http_faults
from ecolake.connectors.http_address import LONGEST, join
from ecolake.connectors.http_answer import Answer
from ecolake.errors import TransportError
from ecolake.standards.transport import HttpTransport

ABSENT = object()

# RFC 8288, section 3: <target>; rel="next"; other="…", separated by commas.
_LINK = re.compile(r'<([^<>]*)>((?:[^,"<]|"[^"]*")*)')
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)

Wrong = Callable[[str, str], TransportError]
"""Makes the error for an answer that is not as agreed, from its words in English and Chinese."""


class FewerPagesError(Exception):
    """The source says that it has fewer pages than it said before."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(before, after)
        self.before = before
        self.after = after


class Paging(Protocol):
    """One walk over the pages of a dataset."""

    first: httpx.URL

    def following(self, answer: Answer, document: Any, wrong: Wrong) -> httpx.URL | None:
        """Return the next page's address, None after the last.

        Raises:
            TransportError: The answer does not say, or leads elsewhere.
        """
        ...


def build_paging(options: HttpTransport, url: httpx.URL, shown: str) -> Paging:
    """Return a new walk in the style that the transport names."""
    sized = dict(options.params) | ({options.size_param: str(options.size)} if options.size_param else {})
    match options.style:
        case "page":
            return NumberedPages(options, url, dict(options.params), shown)
        case "cursor":
            return CursorPages(options, url.copy_merge_params(sized), shown)
        case _:
            return LinkedPages(options, url, url.copy_merge_params(sized), shown)


class NumberedPages:
    """Pages from 1 to the number that the newest answer announces."""

    def __init__(self, options: HttpTransport, url: httpx.URL, params: dict[str, str], shown: str) -> None:
        self._options = options
        self._url = url
        self._params = params
        self._shown = shown
        self._page = 1
        self._pages = 0
        self.first = self._address()

    def following(self, answer: Answer, document: Any, wrong: Wrong) -> httpx.URL | None:  # noqa: ARG002
        """See `Paging`; raises `FewerPagesError` when records may have moved to pages that were read before."""
        pages = self._count(document, wrong)
        if pages > self._options.max_pages:
            raise http_faults.endless_pages(
                self._shown, f"{pages} of them are announced", f"对方声称共有 {pages} 页"
            )
        before, self._pages = self._pages, pages
        if pages < before:
            raise FewerPagesError(before, pages)
        if self._page >= pages:
            return None
        self._page += 1
        return self._address()

    def _address(self) -> httpx.URL:
        params = self._params | {self._options.page_param: str(self._page)}
        if self._options.size_param:
            params[self._options.size_param] = str(self._options.size)
        return self._url.copy_merge_params(params)

    def _count(self, document: Any, wrong: Wrong) -> int:
        field = self._options.pages
        pages = value_at(document, field)
        # Nineteen digits are no number of pages, and Python refuses to convert thousands of them.
        is_number = isinstance(pages, int | str) and not isinstance(pages, bool)
        if not is_number or not str(pages).isdecimal() or len(str(pages)) > 18:
            raise wrong(f"no number of pages at {field!r}", f"{field} 处没有页数")
        return int(pages)


class CursorPages:
    """Each answer holds the cursor with which the next is asked for."""

    def __init__(self, options: HttpTransport, first: httpx.URL, shown: str) -> None:
        self._options = options
        self._shown = shown
        self._seen: set[str] = set()
        self.first = first

    def following(self, answer: Answer, document: Any, wrong: Wrong) -> httpx.URL | None:  # noqa: ARG002
        """See `Paging`."""
        field = self._options.next
        if not isinstance(document, dict):
            raise wrong("it is no object that could hold a cursor", "应答不是 JSON 对象，没有游标")
        cursor = value_at(document, field)
        if cursor is ABSENT or cursor is None or cursor == "":
            return None
        if isinstance(cursor, bool) or not isinstance(cursor, str | int) or len(str(cursor)) > LONGEST:
            raise wrong(f"{field!r} holds no cursor", f"{field} 处不是游标")
        if str(cursor) in self._seen:
            raise http_faults.endless_pages(self._shown, "a cursor came again", "游标重复出现")
        self._seen.add(str(cursor))
        return self.first.copy_merge_params({self._options.cursor_param: str(cursor)})


class LinkedPages:
    """Each answer names the next page's address: in its Link header (RFC 8288), or else inside."""

    def __init__(self, options: HttpTransport, url: httpx.URL, first: httpx.URL, shown: str) -> None:
        self._options = options
        self._key = dict(url.params)
        self._shown = shown
        self._seen = {first}
        self.first = first

    def following(self, answer: Answer, document: Any, wrong: Wrong) -> httpx.URL | None:
        """See `Paging`."""
        target = _next_of(answer.headers.get("link", ""))
        if target is None:
            found = value_at(document, self._options.next)
            if found is ABSENT or found is None or found == "":
                return None
            if not isinstance(found, str):
                raise wrong(f"{self._options.next!r} holds no address", f"{self._options.next} 处不是地址")
            target = found
        url = join(answer.url, target)
        if url is None:
            raise http_faults.next_refused(self._shown, _server_of(target))
        # A source that wants a key in the address does not always repeat it in its links.
        absent = {name: value for name, value in self._key.items() if name not in url.params}
        url = url.copy_merge_params(absent) if absent else url
        if url in self._seen:
            raise http_faults.endless_pages(self._shown, "a page is linked to again", "下一页链接重复出现")
        self._seen.add(url)
        return url


def value_at(document: Any, path: str) -> Any:
    """Return what stands at a dotted path of an object, or `ABSENT`."""
    found = document
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            return ABSENT
        found = found[key]
    return found


def read_document(body: bytes, expect: dict[str, str], wrong: Wrong) -> Any:
    """Return the parsed answer, having checked that it is a good one.

    Raises:
        TransportError: `wrong_answer`.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise wrong("it is not JSON", "不是 JSON") from error
    for path, value in expect.items():
        found = value_at(document, path)
        if found is ABSENT or (found if isinstance(found, str) else json.dumps(found)) != value:
            raise wrong(f"{path} is not {value}", f"{path} 不是 {value}")
    return document


def _next_of(header: str) -> str | None:
    """Return the target of the link whose relations hold `next`."""
    for target, parameters in _LINK.findall(header):
        relation = _RELATION.search(parameters)
        if relation and "next" in (relation[1] or relation[2]).lower().split():
            return str(target)
    return None


def _server_of(target: str) -> str:
    """Return what of an address may be shown: its query may hold anything."""
    try:
        url = httpx.URL(target)
    except httpx.InvalidURL:
        return "something that is no address"
    return f"{url.scheme}://{url.host}"
