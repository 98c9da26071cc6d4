"""Asks an HTTP server one question until it is answered: retries, redirects, limits on time and size.

Nothing here knows about pages. One `Exchange` is one fetch, with one budget for all that it asks.
"""

import logging
import time
from collections.abc import Collection
from types import TracebackType
from typing import Self

import httpx
import stamina
from pydantic import SecretStr

from ecolake.connectors import http_faults
from ecolake.connectors.client import Bearer, build_client
from ecolake.connectors.http_address import same_server
from ecolake.connectors.http_answer import Answer, BusyAnswerError, check_status, read_body
from ecolake.connectors.watchdog import Watchdog
from ecolake.errors import TransportError
from ecolake.standards.transport import HttpTransport

log = logging.getLogger(__name__)

REDIRECTS = 3


class Exchange:
    """A client for one fetch from one server.

    Args:
        options: Limits, timeouts and waits.
        token: Bearer token, if the server wants one.
    """

    def __init__(self, options: HttpTransport, token: SecretStr | None) -> None:
        self._options = options
        # Who crawls wants web pages; to all others, one is a login page.
        self._wants_pages = options.style == "crawl"
        self._auth = Bearer(token) if token else None
        self._deadline = time.monotonic() + options.budget
        self._client: httpx.Client | None = None
        self._watchdog = Watchdog()

    def __enter__(self) -> Self:
        """Start the watch over the budget, one for all that is asked: pages come faster than threads start."""
        self._watchdog.start(self._left())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._watchdog.stop()
        if self._client:
            self._client.close()

    def get(self, url: httpx.URL, etag: str | None = None, passing: Collection[int] = ()) -> Answer:
        """Return a good answer.

        Args:
            url: What is asked for.
            etag: Of the answer that is already here; status 304 says that it still holds.
            passing: Further statuses that are an answer, without a body, rather than a fault.

        Raises:
            TransportError: See `HttpConnector.fetch`.
        """
        where = f"{url.scheme}://{url.netloc.decode()}{url.path}"
        attempts = 0
        try:
            for attempt in stamina.retry_context(
                on=self._wait_for,
                attempts=self._options.attempts,
                timeout=max(self._left(), 0.001),
                wait_initial=self._options.wait,
                wait_max=self._options.wait_max,
                wait_jitter=self._options.wait,
            ):
                with attempt:
                    attempts = attempt.num
                    return self._ask(url, where, etag, passing)
        except BusyAnswerError as error:
            raise self._timed(where) or http_faults.bad_status(where, error.status) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # The chained httpx error holds the address, never the headers.
            raise self._timed(where) or http_faults.unreachable(
                where, type(error).__name__, attempts
            ) from error
        raise AssertionError("the last attempt returns or raises")

    def _left(self) -> float:
        return self._deadline - time.monotonic()

    def _timed(self, where: str) -> TransportError | None:
        return http_faults.out_of_time(where, self._options.budget) if self._left() <= 0 else None

    def _wait_for(self, error: Exception) -> bool | float:
        """Tell whether, or after how many seconds, to try again."""
        if isinstance(error, BusyAnswerError):
            log.info("status %s, asking again", error.status)
            return (
                True if error.wait is None else min(error.wait, self._options.wait_max, max(self._left(), 0))
            )
        again = isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)
        if again:
            log.info("%s, asking again", type(error).__name__)
        return again

    def _ask(self, url: httpx.URL, where: str, etag: str | None, passing: Collection[int]) -> Answer:
        headers = {"If-None-Match": etag} if etag else {}
        passing = {*passing, httpx.codes.NOT_MODIFIED} if etag else passing
        for _ in range(REDIRECTS + 1):
            answer = self._send(url, where, headers, passing)
            if isinstance(answer, Answer):
                return answer
            if not same_server(answer, url):
                raise http_faults.redirect_refused(where, f"{answer.scheme}://{answer.host}")
            url = answer
        raise http_faults.redirect_refused(where, f"itself, more than {REDIRECTS} times")

    def _send(
        self, url: httpx.URL, where: str, headers: dict[str, str], passing: Collection[int]
    ) -> Answer | httpx.URL:
        """Return the answer, or the address that it redirects to."""
        if self._left() <= 0:
            raise http_faults.out_of_time(where, self._options.budget)
        accept = "text/html, application/xhtml+xml" if self._wants_pages else "application/json"
        client = self._client = self._client or build_client(url, self._options.timeout, accept)
        extensions = {"trace": self._watchdog.trace}
        with client.stream("GET", url, headers=headers, auth=self._auth, extensions=extensions) as response:
            if response.has_redirect_location:
                return _target(response, where)
            if response.status_code in passing:
                return Answer(url, b"", response.status_code, response.headers)
            check_status(response, where)
            body = read_body(response, where, self._options.max_bytes, is_page_wanted=self._wants_pages)
            return Answer(url, body, headers=response.headers)


def _target(response: httpx.Response, where: str) -> httpx.URL:
    try:
        return response.url.join(response.headers["location"])
    except httpx.InvalidURL as error:
        raise http_faults.redirect_refused(where, "something that is no address") from error
