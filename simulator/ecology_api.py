"""A paged JSON interface on loopback that wants a token and is now and then too busy to answer.

Belongs here: HTTP. Does not belong here: what a permit says (``ecology``).
"""

import itertools
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.ecology import PAGE_SIZE
from simulator.servers.ports import listen

PATH = "/api/permits"
_LARGEST_PAGE = 500
_BUSY_EVERY = 5
# About how often a whole walk is refused at most: a province has hundreds of pages.
_REFUSALS = 5


@dataclass(frozen=True)
class Address:
    """Where the interface listens and the token it wants."""

    url: str
    token: str


@contextmanager
def serve(
    permits: Sequence[dict[str, Any]], token: str, seed: int = 0, name: str = PATH
) -> Iterator[Address]:
    """Serve ``GET /api/permits?page=N&size=50`` on a port of loopback, the same for a name, until the block ends.

    Every fifth request with the right token is refused (of many pages, about five in all), by turns 429 with ``Retry-After: 0``, 503, 429 with
    ``Retry-After: 1``, 503; the seed says which of five. A page is the same bytes whenever it is asked for.
    """
    busy_every = max(_BUSY_EVERY, len(permits) // PAGE_SIZE // _REFUSALS)
    interface = _Interface(permits, token, itertools.count(seed % busy_every + 1), busy_every)
    server = listen(_Server, _handler(interface), name)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Address(f"http://127.0.0.1:{server.server_port}", token)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class _Answer:
    status: HTTPStatus
    document: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def _fault(status: HTTPStatus, message: str, headers: dict[str, str] | None = None) -> _Answer:
    return _Answer(status, {"code": int(status), "message": message}, headers or {})


@dataclass(frozen=True)
class _Interface:
    permits: Sequence[dict[str, Any]]
    token: str
    requests: Iterator[int]  # next() on a count is atomic: the server's threads share it without a lock
    busy_every: int = _BUSY_EVERY

    def answer(self, target: str, authorization: str | None) -> _Answer:
        asked = urlsplit(target)
        if asked.path != PATH:
            return _fault(HTTPStatus.NOT_FOUND, "没有这个接口")
        if authorization != f"Bearer {self.token}":
            return _fault(HTTPStatus.UNAUTHORIZED, "令牌无效")
        turn, rest = divmod(next(self.requests), self.busy_every)
        if rest == 0:
            return _busy(turn)
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        number, size = query.get("page", "1"), query.get("size", str(PAGE_SIZE))
        if not (number.isdecimal() and size.isdecimal() and int(number) and 1 <= int(size) <= _LARGEST_PAGE):
            return _fault(HTTPStatus.BAD_REQUEST, "page 或 size 无效")
        return _Answer(HTTPStatus.OK, self._page(int(number), int(size)))

    def _page(self, number: int, size: int) -> dict[str, Any]:
        """Return the document of a page; one past the end is empty."""
        data = list(self.permits[(number - 1) * size : number * size])
        pages = -(-len(self.permits) // size)
        return {"code": 0, "page": number, "pages": pages, "total": len(self.permits), "data": data}


def _busy(turn: int) -> _Answer:
    if turn % 2 == 0:
        return _fault(HTTPStatus.SERVICE_UNAVAILABLE, "系统维护中")
    return _fault(HTTPStatus.TOO_MANY_REQUESTS, "请求过于频繁", {"Retry-After": str(turn // 2 % 2)})


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: a client that hangs up is as usual."""


def _handler(interface: _Interface) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 30

        def do_GET(self) -> None:
            answer = interface.answer(self.path, self.headers.get("Authorization"))
            body = json.dumps(answer.document, ensure_ascii=False, separators=(",", ":")).encode()
            tag = f'"{sha256(body).hexdigest()[:32]}"'
            is_known = answer.status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag
            self.send_response(HTTPStatus.NOT_MODIFIED if is_known else answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status is HTTPStatus.OK:
                self.send_header("ETag", tag)
            if is_known:
                self.end_headers()
                return
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet: the run's own progress is on the terminal."""

    return Handler
