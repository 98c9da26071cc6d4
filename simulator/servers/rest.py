"""JSON interfaces and web sites on loopback that want a token and are now and then too busy to answer.

Belongs here: HTTP. Does not belong here: what is served and how it is cut into pages (``rest_pages``).
"""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from simulator.servers.ports import listen
from simulator.servers.rest_pages import BadRequestError, Page, Shelf

JSON = "application/json; charset=utf-8"


@contextmanager
def serve(root: Path, token: str, seed: int = 0, *, busy_every: int = 20) -> Iterator[str]:
    """Serve the datasets below a folder on a port of loopback until the block ends.

    Every ``busy_every``-th request that would be answered is refused, by turns 429 with ``Retry-After: 0`` and 503; the seed
    says which. A page is the same bytes whenever it is asked for, until its files change.

    Args:
        root: ``<root>/<path>/serving.json`` says how the records or pages beside it are served at ``<address>/<path>``.
        token: Wanted as ``Authorization: Bearer <token>``, except where ``serving.json`` says otherwise.
        seed: Of the world.
        busy_every: 0 is never too busy.

    Yields:
        The address, without a slash at its end.
    """
    interface = _Interface(Shelf(root), token, busy_every, itertools.count(seed % max(busy_every, 1) + 1))
    server = listen(_Server, _handler(interface), str(root.resolve()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class _Answer:
    status: HTTPStatus
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def _fault(status: HTTPStatus, message: str, **headers: str) -> _Answer:
    body = f'{{"code":{int(status)},"message":"{message}"}}'.encode()
    return _Answer(status, body, {"Content-Type": JSON} | headers)


@dataclass(frozen=True)
class _Interface:
    shelf: Shelf
    token: str
    busy_every: int
    requests: Iterator[int]  # next() on a count is atomic: the server's threads share it without a lock

    def answer(self, address: str, target: str, authorization: str | None, known: str | None) -> _Answer:
        asked = urlsplit(target)
        path = unquote(asked.path)
        found = self.shelf.find(path.strip("/"))
        if found is None:
            return _fault(HTTPStatus.NOT_FOUND, "没有这个接口")
        if found.serving.refuses:
            return _fault(HTTPStatus(found.serving.refuses), "接口停用")
        if found.serving.wants_token and authorization != f"Bearer {self.token}":
            return _fault(HTTPStatus.UNAUTHORIZED, "令牌无效")
        # A page of a web site is handed out like a file; it is the interfaces that run into their limits.
        busy = None if found.document else self._busy()
        if busy:
            return busy
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        try:
            page = found.page(query, address + asked.path)
        except BadRequestError:
            return _fault(HTTPStatus.BAD_REQUEST, "请求参数无效")
        return (
            _Answer(HTTPStatus.NOT_MODIFIED, b"", {"ETag": page.etag}) if known == page.etag else _good(page)
        )

    def _busy(self) -> _Answer | None:
        if not self.busy_every:
            return None
        turn, rest = divmod(next(self.requests), self.busy_every)
        if rest:
            return None
        if turn % 2:
            return _fault(HTTPStatus.TOO_MANY_REQUESTS, "请求过于频繁", **{"Retry-After": "0"})
        return _fault(HTTPStatus.SERVICE_UNAVAILABLE, "系统维护中")


def _good(page: Page) -> _Answer:
    headers = {"Content-Type": page.kind, "ETag": page.etag}
    if page.link:
        headers["Link"] = f'<{page.link}>; rel="next"'
    return _Answer(HTTPStatus.OK, page.body, headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: a client that hangs up is as usual."""


def _handler(interface: _Interface) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 30

        def do_GET(self) -> None:
            answer = interface.answer(
                f"http://{self.headers.get('Host')}",
                self.path,
                self.headers.get("Authorization"),
                self.headers.get("If-None-Match"),
            )
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status is not HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Keep quiet: the run's own progress is on the terminal."""

    return Handler
