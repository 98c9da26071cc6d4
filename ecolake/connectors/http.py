"""A paged HTTP interface. All pages of one fetch are one batch: a page alone says nothing about completeness.

So a fetch that fails half-way, by a token that expires or a server that dies, leaves nothing behind, and the next one begins
anew. How one page leads to the next is told by `paging` and `crawl`; asking for one, with retries, is `exchange`.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import httpx
from pydantic import SecretStr

from ecolake.connectors import http_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.exchange import Exchange
from ecolake.connectors.http_address import Addresses
from ecolake.connectors.http_answer import Answer
from ecolake.connectors.http_memory import Memory
from ecolake.connectors.paging import FewerPagesError, Paging, build_paging, read_document
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.transport import GIB, HttpTransport

WALKS: Final = 3
LARGEST_BATCH: Final = 10 * GIB


class HttpConnector:
    """Fetches pages of JSON until there is no next one.

    Args:
        options: How to ask.
        url: The dataset's address.
        token: Bearer token, resolved; it is sent to this address only and never written anywhere.
    """

    def __init__(self, options: HttpTransport, url: httpx.URL, token: SecretStr | None) -> None:
        self._options = options
        self._url = url
        self._addresses = Addresses(url, options.params, token)
        self._shown = self._addresses.base
        self._token = token

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield one batch: the answers as received, `page-0001.json` and on.

        Whether they are new is told by their content when they are landed; with `validate_by: etag` nothing is yielded
        when the server says of every page that it is as it was.

        Raises:
            TransportError: `unreachable`, `out_of_time`, `bad_status`, `refused_token`, `redirect_refused`, `next_refused`,
                `html_instead_of_data`, `unasked_coding`, `answer_too_large`, `endless_pages`, `moving_pages` or
                `wrong_answer`.
        """
        with Exchange(self._options, self._token) as exchange:
            memory = Memory(self._options, self._addresses)
            if memory.still_holds(since.position, exchange):
                return
            batch = self._settled(exchange, memory, scratch, clock)
        yield batch

    def _settled(self, exchange: Exchange, memory: Memory, scratch: Path, clock: Clock) -> list[Fetched]:
        """Return the pages of a walk during which they did not become fewer: else records were passed over."""
        for walk in range(1, WALKS + 1):
            memory.forget()
            try:
                batch = self._walk(exchange, memory, Path(mkdtemp(dir=scratch)), clock)
            except FewerPagesError as fewer:
                if walk == WALKS:
                    raise http_faults.moving_pages(self._shown, fewer.before, fewer.after, WALKS) from fewer
            else:
                return memory.marked(batch)
        raise AssertionError("the last walk returns or raises")

    def _walk(self, exchange: Exchange, memory: Memory, folder: Path, clock: Clock) -> list[Fetched]:
        paging = build_paging(self._options, self._url, self._shown)
        batch: list[Fetched] = []
        url: httpx.URL | None = paging.first
        last_digest = b""
        room = LARGEST_BATCH
        while url is not None:
            number = len(batch) + 1
            if number > self._options.max_pages:
                raise self._endless(f"there are more than {number - 1}", f"超过 {number - 1} 页")
            answer = exchange.get(url)
            last_digest = self._fresh(answer, number, last_digest)
            room -= len(answer.body)
            if room < 0:
                raise http_faults.too_large(self._shown, LARGEST_BATCH)
            memory.note(url, answer)
            target = folder / f"page-{number:04d}.json"
            target.write_bytes(answer.body)
            batch.append(Fetched(target.name, target, self._addresses.show(url), clock()))
            url = self._following(paging, answer, number)
        return batch

    def _following(self, paging: Paging, answer: Answer, number: int) -> httpx.URL | None:
        def wrong(en: str, zh: str) -> TransportError:
            # The beginning of the answer often holds the source's own message.
            said = self._addresses.strike(answer.body[:200].decode("utf-8", "replace"))
            return http_faults.wrong_answer(
                f"{self._shown} (page {number})", f"{en}; it begins {said!r}", f"{zh}；开头为 {said!r}"
            )

        return paging.following(answer, read_document(answer.body, self._options.expect, wrong), wrong)

    def _fresh(self, answer: Answer, number: int, last_digest: bytes) -> bytes:
        """Return the answer's digest, having told it from the last one's."""
        digest = sha256(answer.body).digest()
        if digest == last_digest:
            raise self._endless(
                f"page {number} is page {number - 1} again", f"第 {number} 页与前一页完全相同"
            )
        return digest

    def _endless(self, en: str, zh: str) -> TransportError:
        return http_faults.endless_pages(self._shown, en, zh)
