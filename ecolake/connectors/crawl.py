"""Web pages: listings that link to documents. The documents of one fetch are one batch, in the order of the listings.

Only documents below the folder of the configured address are fetched. What stands in one is the business of
`ecolake.formats.html`; a site that answers with a login page in a document's place is noticed only there.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import httpx
from lxml import etree, html
from pydantic import SecretStr

from ecolake.connectors import http_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.exchange import Exchange
from ecolake.connectors.http import LARGEST_BATCH
from ecolake.connectors.http_address import Addresses, is_below, join
from ecolake.connectors.http_answer import Answer
from ecolake.connectors.http_memory import Memory
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.transport import HttpTransport

GONE = (404, 410)
READABLE = ("html", "xml", "text/plain")


class CrawlConnector:
    """Fetches the documents that a site lists.

    Args:
        options: How to ask; `max_pages` bounds the listings and the documents, each.
        url: The first listing's address.
        token: Bearer token, resolved, for the sites that want one.
    """

    def __init__(self, options: HttpTransport, url: httpx.URL, token: SecretStr | None) -> None:
        self._options = options
        self._url = url.copy_merge_params(options.params) if options.params else url
        self._addresses = Addresses(url, options.params, token)
        self._token = token
        self._links = _xpath("links", options.links)
        self._next_link = _xpath("next_link", options.next_link)

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield one batch: the documents as received, `document-0001.html` and on.

        Links that lead elsewhere, to nothing, or to what is no web page are told after the batch was yielded, so that
        one of them holds nothing up. With `validate_by: etag` nothing is yielded when no listing and no document has changed.

        Raises:
            TransportError: `refused_links`, or one of `HttpConnector.fetch`, with which nothing was yielded.
        """
        refused: list[str] = []
        with Exchange(self._options, self._token) as exchange:
            memory = Memory(self._options, self._addresses)
            if memory.still_holds(since.position, exchange):
                return
            addresses = self._listed(exchange, memory, refused)
            batch = self._documents(exchange, memory, addresses, refused, Path(mkdtemp(dir=scratch)), clock)
        if batch:
            # What was refused must be told again by the next fetch, which a position could prevent.
            yield batch if refused else memory.marked(batch)
        if refused:
            raise http_faults.refused_links(self._addresses.base, refused)

    def _listed(self, exchange: Exchange, memory: Memory, refused: list[str]) -> list[httpx.URL]:
        """Return the documents' addresses, each once."""
        found: dict[httpx.URL, None] = {}
        listings: set[httpx.URL] = set()
        url: httpx.URL | None = self._url
        while url is not None:
            listings.add(url)
            answer = exchange.get(url)
            memory.note(url, answer)
            page = self._parsed(answer)
            url = self._next(page, answer, listings)
            for target in self._targets(page, self._links, "links"):
                address = join(answer.url, target)
                if address is None or not is_below(address, self._url):
                    refused.append(f"{target[:100]} (elsewhere)")
                elif address != url and address not in listings:
                    found[address] = None
            if len(found) + len(refused) > self._options.max_pages:
                raise self._endless(
                    f"more than {self._options.max_pages} links are listed",
                    f"列出的文档超过 {self._options.max_pages} 个",
                )
        # A listing may be linked to before it is its turn.
        return [address for address in found if address not in listings]

    def _next(self, page: html.HtmlElement, answer: Answer, listings: set[httpx.URL]) -> httpx.URL | None:
        targets = self._targets(page, self._next_link, "next_link")
        if not targets:
            return None
        address = join(answer.url, targets[0])
        if address is None or not is_below(address, self._url):
            raise http_faults.next_refused(self._addresses.base, targets[0][:100])
        if address in listings:
            raise self._endless("a listing is linked to again", "列表页链接重复出现")
        if len(listings) >= self._options.max_pages:
            raise self._endless(f"there are more than {len(listings)}", f"列表超过 {len(listings)} 页")
        return address

    def _documents(
        self,
        exchange: Exchange,
        memory: Memory,
        addresses: list[httpx.URL],
        refused: list[str],
        folder: Path,
        clock: Clock,
    ) -> list[Fetched]:
        batch: list[Fetched] = []
        room = LARGEST_BATCH
        for url in addresses:
            answer = exchange.get(url, passing=GONE)
            kind = answer.headers.get("content-type", "text/html").lower()
            if answer.status in GONE or not any(one in kind for one in READABLE):
                fault = f"status {answer.status}" if answer.status in GONE else kind[:40]
                refused.append(f"{self._addresses.show(url)} ({fault})")
                continue
            room -= len(answer.body)
            if room < 0:
                raise http_faults.too_large(self._addresses.base, LARGEST_BATCH)
            memory.note(url, answer)
            target = folder / f"document-{len(batch) + 1:04d}.html"
            target.write_bytes(answer.body)
            batch.append(Fetched(target.name, target, self._addresses.show(url), clock()))
        return batch

    def _parsed(self, answer: Answer) -> html.HtmlElement:
        parser = html.HTMLParser(no_network=True, huge_tree=False)
        try:
            return html.document_fromstring(answer.body, parser=parser)
        except (etree.LxmlError, ValueError) as error:
            raise http_faults.wrong_answer(
                self._addresses.show(answer.url), "the listing is no web page", "列表页不是网页"
            ) from error

    def _targets(self, page: html.HtmlElement, xpath: etree.XPath, name: str) -> list[str]:
        try:
            found = xpath(page)
        except etree.XPathError as error:
            raise http_faults.wrong_xpath(name, str(error)) from error
        if not isinstance(found, list):
            raise http_faults.wrong_xpath(name, f"it gives a {type(found).__name__}")
        targets = [str(one) if isinstance(one, str) else str(one.get("href") or "") for one in found]
        return [target.strip() for target in targets if target.strip()]

    def _endless(self, en: str, zh: str) -> TransportError:
        return http_faults.endless_pages(self._addresses.base, en, zh)


def _xpath(name: str, expression: str) -> etree.XPath:
    try:
        return etree.XPath(expression)
    except etree.XPathSyntaxError as error:
        raise http_faults.wrong_xpath(name, str(error)) from error
