"""Asks an HTTP server one question until it is answered: retries, redirects, limits on time and size.

Nothing here knows about pages. One `Exchange` is one fetch, with one budget for all that it asks.
"""

import email.utils
import logging
import time
from types import TracebackType
from typing import Self

import httpx
import stamina
from pydantic import SecretStr

from ecolake.connectors import http_faults
from ecolake.connectors.client import Bearer, build_client
from ecolake.connectors.watchdog import Watchdog
from ecolake.errors import TransportError
from ecolake.formats.text import looks_like_html
from ecolake.standards.transport import HttpTransport

log = logging.getLogger(__name__)


BUSY = (429, 503)
RETRIED = (*BUSY, 500, 502, 504)
REDIRECTS = 3


class BusyAnswerError(Exception):
    """A status that a later attempt may not meet, and the wait that the server asks for."""

    def __init__(self, status: int, wait: float | None) -> None:
        super().__init__(status)
        self.status = status
        self.wait = wait


class Exchange:
    """A client for one fetch from one server.

    Args:
        options: Limits, timeouts and waits.
        token: Bearer token, if the server wants one.
    """

    def __init__(self, options: HttpTransport, token: SecretStr | None) -> None:
        self._options = options
        self._auth = Bearer(token) if token else None
        self._deadline = time.monotonic() + options.budget
        self._client: httpx.Client | None = None
        self._watchdog = Watchdog()

    def __enter__(self) -> Self:
        """Start the budget's clock."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._client:
            self._client.close()

    def get(self, url: httpx.URL) -> bytes:
        """Return the body of a good answer.

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
                    return self._ask(url, where)
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

    def _ask(self, url: httpx.URL, where: str) -> bytes:
        for _ in range(REDIRECTS + 1):
            answer = self._send(url, where)
            if isinstance(answer, bytes):
                return answer
            if (answer.scheme, answer.netloc) != (url.scheme, url.netloc):
                raise http_faults.redirect_refused(where, f"{answer.scheme}://{answer.host}")
            url = answer
        raise http_faults.redirect_refused(where, f"itself, more than {REDIRECTS} times")

    def _send(self, url: httpx.URL, where: str) -> bytes | httpx.URL:
        """Return the body, or the address that the answer redirects to."""
        left = self._left()
        if left <= 0:
            raise http_faults.out_of_time(where, self._options.budget)
        client = self._client = self._client or build_client(url, self._options.timeout)
        extensions = {"trace": self._watchdog.trace}
        with (
            self._watchdog.limit(left),
            client.stream("GET", url, auth=self._auth, extensions=extensions) as response,
        ):
            if response.has_redirect_location:
                return _target(response, where)
            _check_status(response, where)
            return self._body(response, where)

    def _body(self, response: httpx.Response, where: str) -> bytes:
        bound = self._options.max_bytes
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > bound:
                raise http_faults.too_large(where, bound)
        is_page = "html" in response.headers.get("content-type", "").lower()
        if is_page or looks_like_html(bytes(body[:4096]).decode("utf-8", "replace")):
            raise http_faults.html_instead_of_data(where)
        return bytes(body)


def _target(response: httpx.Response, where: str) -> httpx.URL:
    try:
        return response.url.join(response.headers["location"])
    except httpx.InvalidURL as error:
        raise http_faults.redirect_refused(where, "something that is no address") from error


def _check_status(response: httpx.Response, where: str) -> None:
    status = response.status_code
    if status in RETRIED:
        raise BusyAnswerError(status, _retry_after(response) if status in BUSY else None)
    if status in (401, 403):
        raise http_faults.refused_token(where, status)
    if status != httpx.codes.OK:
        raise http_faults.bad_status(where, status)


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds of a Retry-After header, in either of its forms (RFC 9110, section 10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        at = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return float(max(at.timestamp() - time.time(), 0.0))
