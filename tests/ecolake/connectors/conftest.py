"""A real HTTP server on loopback that plays a source, well or badly: the fake at the network's edge."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
TOKEN = "a-secret-that-nobody-may-see"


def envelope(page, pages=1, records=()):
    return json.dumps({"code": 0, "page": page, "pages": pages, "data": list(records)}).encode()


class Source:
    """What the server was asked, and how it answers: `answer(handler, page, attempt)`."""

    token = TOKEN
    now = NOW
    envelope = staticmethod(envelope)

    def __init__(self):
        self.asked = []
        self.headers = []
        self.answer = lambda handler, page, attempt: handler.reply(handler.envelope(page))

    def note(self, path, headers):
        page = int(parse_qs(urlsplit(path).query).get("page", ["0"])[0])
        self.asked.append(path)
        self.headers.append(headers)
        return page, sum(f"page={page}&" in f"{one}&" for one in self.asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    envelope = staticmethod(envelope)

    def do_GET(self):
        source = self.server.source
        page, attempt = source.note(self.path, self.headers)
        source.answer(self, page, attempt)

    def reply(self, body=b"", status=200, *, length=None, kind="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """A client that hangs up is what some of the tests are about."""


@pytest.fixture
def source():
    server = Server(("127.0.0.1", 0), Handler)
    server.source = source = Source()
    source.url = f"http://127.0.0.1:{server.server_port}/api/permits"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield source
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def fetch(source, scratch):
    """Fetch from the source with waits that suit a test; returns the batches."""

    def fetched(url=None, **options):
        transport = {
            "type": "http",
            "url": "env:PERMIT_URL",
            "token": "env:PERMIT_TOKEN",
            "wait": 0.01,
        } | options
        connector = build_connector(transport, {"PERMIT_URL": url or source.url, "PERMIT_TOKEN": TOKEN})
        return list(connector.fetch(FetchState(), scratch, lambda: NOW))

    return fetched


@pytest.fixture
def refusal(fetch, caplog):
    """Return the error of a fetch; neither it nor any log may hold the token."""

    def refused(**options):
        with caplog.at_level("DEBUG"), pytest.raises(TransportError) as caught:
            fetch(**options)
        error = caught.value
        assert all((error.en, error.zh, error.hint_en, error.hint_zh, error.where))
        assert TOKEN not in str(error) + repr(error) + caplog.text
        return error

    return refused
