"""A folder that a web server lists, as nginx and Apache do: the links of the listing are its files.

Only what lies below the address is taken, from the same server; redirects are not followed.
"""

import contextlib
import email.utils
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from ecolake.connectors import file_faults, http_faults
from ecolake.connectors.client import build_client
from ecolake.connectors.patience import LostError
from ecolake.connectors.remote_http_listing import MOST_BYTES, entries
from ecolake.connectors.remote_store import MOST_ENTRIES, RefusedError, RemoteFile
from ecolake.errors import TransportError

WAIT_AND_ASK_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
NO_LOGIN = frozenset({401, 403})
GONE = frozenset({404, 410})
# Answers of a server that does not know the question itself.
NO_HEAD = frozenset({405, 501})


class HttpFolderStore:
    """A folder behind HTTP.

    Args:
        url: The folder.
        login: User name and password, if the server wants them.
        timeout: Seconds that connecting, or silence, may take.
    """

    def __init__(self, url: httpx.URL, login: tuple[str, SecretStr] | None, timeout: float) -> None:
        folder = url.raw_path.partition(b"?")[0].rstrip(b"/") + b"/"
        self._url = url.copy_with(raw_path=folder, fragment=None, userinfo=b"")
        self.address = str(self._url)
        self._login = login
        self._timeout = timeout
        self._client: httpx.Client | None = None
        self._sockets: list[socket.socket] = []

    def files(self, depth: int | None, enters: Callable[[str], bool]) -> Iterator[RemoteFile]:
        """See `Store.files`."""
        left, waiting = MOST_ENTRIES, [""]
        while waiting:
            below = waiting.pop()
            for name in entries(self._listing(below), self._at(below)):
                left -= 1
                if left < 0:
                    raise file_faults.folder_too_large(self.address, MOST_ENTRIES)
                path = below + name
                if not name.endswith("/"):
                    yield RemoteFile(path)
                elif enters(path.rstrip("/")) and (depth is None or path.count("/") <= depth):
                    waiting.append(path)

    def describe(self, file: RemoteFile) -> RemoteFile:
        """See `Store.describe`; a server that cannot say leaves the file as it is."""
        with self._answer("HEAD", file.name) as answer:
            if answer.status_code in NO_HEAD:
                return file
            _refuse(answer)
            return _described(file, answer)

    def read(self, file: RemoteFile, offset: int) -> tuple[int, Iterator[bytes]]:
        """See `Store.read`."""
        stack = contextlib.ExitStack()
        answer = stack.enter_context(self._answer("GET", file.name, _range(file, offset)))
        with contextlib.ExitStack() as if_refused:
            if_refused.push(stack)
            _refuse(answer)
            tag = _described(file, answer).tag
            if file.tag and tag and tag != file.tag:
                raise RefusedError("changed while it was read")
            if_refused.pop_all()
        return _start(answer, offset), self._chunks(stack, answer)

    def close(self) -> None:
        """See `Store.close`."""
        client, self._client = self._client, None
        sockets, self._sockets = self._sockets, []
        for opened in sockets:
            # Closing the client alone does not end what another thread is reading.
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        if client:
            client.close()

    def _note(self, event: str, info: dict[str, Any]) -> None:
        """Note each socket that is opened, as httpx tells them."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened = info["return_value"].get_extra_info("socket")
            if isinstance(opened, socket.socket):
                self._sockets.append(opened)

    def _chunks(self, stack: contextlib.ExitStack, answer: httpx.Response) -> Iterator[bytes]:
        with self._lost(), stack:
            yield from answer.iter_raw()

    def _listing(self, below: str) -> bytes:
        where = str(self._at(below))
        with self._answer("GET", below) as answer:
            if answer.status_code in NO_LOGIN:
                raise file_faults.refused_login(where)
            if answer.status_code in GONE:
                raise file_faults.folder_missing(where)
            if answer.is_redirect:
                raise http_faults.redirect_refused(where, "another address")
            if answer.status_code != httpx.codes.OK:
                raise http_faults.bad_status(where, answer.status_code)
            body = bytearray()
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise http_faults.too_large(where, MOST_BYTES)
            return bytes(body)

    @contextlib.contextmanager
    def _answer(
        self, method: str, below: str, headers: dict[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        client = self._client = self._client or build_client(self._url, self._timeout)
        auth = httpx.BasicAuth(self._login[0], self._login[1].get_secret_value()) if self._login else None
        wanted = {"Accept": "*/*"} | (headers or {})
        traced = {"trace": self._note}
        with (
            self._lost(),
            client.stream(method, self._at(below), headers=wanted, auth=auth, extensions=traced) as answer,
        ):
            if answer.status_code in WAIT_AND_ASK_AGAIN:
                raise LostError(f"status {answer.status_code}")
            yield answer

    def _at(self, below: str) -> httpx.URL:
        # Names are written as they are: a percent sign is one, and not the beginning of another character.
        return self._url.copy_with(raw_path=self._url.raw_path + quote(below).encode())

    @contextlib.contextmanager
    def _lost(self) -> Iterator[None]:
        try:
            yield
        except (TransportError, RefusedError, LostError):
            raise
        # A client that is closed while it reads, as `close` does from another thread, fails in ways of its own.
        except (httpx.HTTPError, httpx.StreamError, OSError, RuntimeError) as error:
            raise LostError(type(error).__name__) from error


def _refuse(answer: httpx.Response) -> None:
    """Refuse what is no file as received."""
    status, kind = answer.status_code, answer.headers.get("content-type", "").lower()
    if answer.is_redirect:
        raise RefusedError("the server redirects elsewhere")
    if status not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        raise RefusedError("gone" if status in GONE else f"status {status}")
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise RefusedError("the server packs it, which was not asked for")
    if "html" in kind and not answer.url.path.lower().endswith((".html", ".htm", ".xhtml")):
        raise RefusedError("a web page in its place; the login may have expired")


def _described(file: RemoteFile, answer: httpx.Response) -> RemoteFile:
    """Add what the headers say. A weak ETag may stay the same for other bytes and is no tag."""
    length = answer.headers.get("content-length", "")
    tag = answer.headers.get("etag", "")
    return replace(
        file,
        size=int(length) if length.isdecimal() else None,
        modified=_seconds(answer.headers.get("last-modified", "")),
        tag=tag if tag and not tag.startswith("W/") else None,
    )


def _seconds(value: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except ValueError:
        return None


def _range(file: RemoteFile, offset: int) -> dict[str, str]:
    """Return the headers that ask for the rest, of the same bytes only (RFC 9110, section 13.1.5)."""
    if not offset:
        return {}
    if file.tag:
        return {"Range": f"bytes={offset}-", "If-Range": file.tag}
    if file.modified is not None:
        since = email.utils.formatdate(file.modified, usegmt=True)
        return {"Range": f"bytes={offset}-", "If-Range": since}
    return {}


def _start(answer: httpx.Response, offset: int) -> int:
    """Return where the answer's bytes begin."""
    if answer.status_code != httpx.codes.PARTIAL_CONTENT:
        return 0
    if not answer.headers.get("content-range", "").startswith(f"bytes {offset}-"):
        raise LostError("another range than was asked for")
    return offset
