"""A web server for files on loopback, in two tongues: folder listings as nginx writes them, and S3's two questions."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Stored:
    """One file.

    Attributes:
        body: Its bytes.
        modified: Seconds since 1970.
        announced: The size that is told, where it is not that of the body.
    """

    body: bytes
    modified: int = 1_700_000_000
    announced: int | None = None

    @property
    def size(self) -> int:
        return len(self.body) if self.announced is None else self.announced

    @property
    def tag(self) -> str:
        return f'"{md5(self.body + str(self.modified).encode(), usedforsecurity=False).hexdigest()}"'


@dataclass
class FileServer:
    """Files by path, as `/data/a.csv` (of S3: bucket and key).

    Attributes:
        files: What there is.
        links: Further links of every listing, as written into it.
        ranges: Whether it can begin in the middle.
        heads: Whether it answers HEAD.
        tags: Whether it gives ETags.
        login: The Authorization that it wants; of S3, the access key.
        asked: Methods, paths and ranges of all questions.
        trouble: Called before an answer; true when it has answered itself.
    """

    port: int = 0
    files: dict[str, Stored] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    ranges: bool = True
    heads: bool = True
    tags: bool = True
    login: str | None = None
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    trouble: object = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def bodies(self) -> list[tuple[str, str | None]]:
        """Path and range of all bodies that were asked for."""
        return [(path, span) for method, path, span in self.asked if method == "GET" and path in self.files]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        server = self.server.files
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        server.asked.append((self.command, path, self.headers.get("Range")))
        if server.trouble and server.trouble(self):
            return
        if server.login and server.login not in self.headers.get("Authorization", ""):
            self.reply(403, escaped_error("AccessDenied"), kind="application/xml")
        elif self.command == "HEAD" and not server.heads:
            self.reply(405)
        elif "list-type" in parts.query:
            self.list_bucket(path.strip("/"), parse_qs(parts.query, keep_blank_values=True))
        elif path in server.files:
            self.file(server.files[path])
        elif path.endswith("/"):
            self.list_folder(path)
        else:
            self.reply(404, escaped_error("NoSuchKey"), kind="application/xml")

    def file(self, stored):
        server = self.server.files
        headers = {"Last-Modified": formatdate(stored.modified, usegmt=True)}
        if server.tags:
            headers["ETag"] = stored.tag
        span = self.headers.get("Range")
        unchanged = self.headers.get("If-Range") in (None, stored.tag, headers["Last-Modified"])
        if span and server.ranges and unchanged:
            first, _, last = span.removeprefix("bytes=").partition("-")
            body = stored.body[int(first) : int(last) + 1 if last else None]
            headers["Content-Range"] = f"bytes {first}-{int(first) + len(body) - 1}/{stored.size}"
            self.reply(206, body, **headers)
        else:
            self.reply(200, stored.body, length=stored.size, **headers)

    def list_folder(self, folder):
        names = {
            path.removeprefix(folder).partition("/")
            for path in self.server.files.files
            if path.startswith(folder)
        }
        links = [quote(name + slash) for name, slash, _ in sorted(names)] + self.server.files.links
        if not names:
            self.reply(404)
        else:
            rows = "".join(f'<a href="{escape(link)}">{escape(link)}</a>\n' for link in ["../", *links])
            self.reply(200, f"<html><body><pre>{rows}</pre></body></html>".encode(), kind="text/html")

    def list_bucket(self, bucket, query):
        prefix = query.get("prefix", [""])[0]
        start = f"/{bucket}/{prefix}"
        rows = "".join(
            f"<Contents><Key>{escape(path.removeprefix(f'/{bucket}/'))}</Key><Size>{stored.size}</Size>"
            f"<LastModified>2023-11-14T22:13:{stored.modified % 60:02d}.500Z</LastModified><ETag>{stored.tag}</ETag></Contents>"
            for path, stored in sorted(self.server.files.files.items())
            if path.startswith(start)
        )
        body = f"<ListBucketResult><Name>{bucket}</Name><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
        self.reply(200, body.encode(), kind="application/xml")

    def reply(self, status, body=b"", *, length=None, kind="application/octet-stream", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


def escaped_error(code):
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """A client that hangs up is what some of the tests are about."""


@contextmanager
def file_server() -> Iterator[FileServer]:
    listener = Listener(("127.0.0.1", 0), Handler)
    listener.files = files = FileServer(listener.server_port)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield files
    listener.shutdown()
    thread.join()
    listener.server_close()
