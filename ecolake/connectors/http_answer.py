"""One answer of an HTTP server: whether it is one, what it may hold, and its bytes within limits.

Asking again, and following redirects, is the business of `ecolake.connectors.exchange`.
"""

import email.utils
import time
from dataclasses import dataclass, field

import httpx

from ecolake.connectors import http_faults
from ecolake.formats.text import looks_like_html

BUSY = (429, 503)
RETRIED = (*BUSY, 500, 502, 504)


@dataclass(frozen=True)
class Answer:
    """What a server said to one question.

    Attributes:
        url: The address that answered, after redirects.
        body: Bytes as received; empty unless the status is 200.
        status: 200, or one of those that the caller lets pass.
        headers: Of the answer.
    """

    url: httpx.URL
    body: bytes
    status: int = httpx.codes.OK
    headers: httpx.Headers = field(default_factory=httpx.Headers)

    @property
    def etag(self) -> str | None:
        """The entity tag, with which the same question can be asked again without a second answer."""
        return self.headers.get("etag") or None


class BusyAnswerError(Exception):
    """A status that a later attempt may not meet, and the wait that the server asks for."""

    def __init__(self, status: int, wait: float | None) -> None:
        super().__init__(status)
        self.status = status
        self.wait = wait


def check_status(response: httpx.Response, where: str) -> None:
    """Raise for any status but 200: `BusyAnswerError` where asking again may help, else a `TransportError`."""
    status = response.status_code
    if status in RETRIED:
        raise BusyAnswerError(status, _retry_after(response) if status in BUSY else None)
    if status in (401, 403):
        raise http_faults.refused_token(where, status)
    if status != httpx.codes.OK:
        raise http_faults.bad_status(where, status)


def read_body(response: httpx.Response, where: str, bound: int, *, is_page_wanted: bool) -> bytes:
    """Return the bytes as received.

    Args:
        response: With its body still to come.
        where: The address, for errors.
        bound: Bytes over which the answer is refused; no more are read.
        is_page_wanted: Whether a web page is the answer, rather than the login page in its place.

    Raises:
        TransportError: `unasked_coding`, `answer_too_large` or `html_instead_of_data`.
    """
    # Unpacking what nobody asked to be packed would let a few bytes become as many as memory holds.
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise http_faults.unasked_coding(where, coding[:20])
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > bound:
            raise http_faults.too_large(where, bound)
    is_page = "html" in response.headers.get("content-type", "").lower()
    if not is_page_wanted and (is_page or looks_like_html(bytes(body[:4096]).decode("utf-8", "replace"))):
        raise http_faults.html_instead_of_data(where)
    return bytes(body)


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
