"""A gateway that relays the frames of sensors over TCP as they come.

The protocol has no acknowledgement on this way: frames that were heard and not yet landed when a run dies are gone here, and
the gateway's own log files are where they can be had again. What a frame says is the business of `ecolake.hj212`.
"""

import contextlib
import logging
import socket
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Final
from urllib.parse import urlsplit

from ecolake.connectors import http_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.frames_log import FrameLog
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.transport import FramesTransport

log = logging.getLogger(__name__)

CHUNK: Final = 64 * 1024
WAIT: Final = 0.2
WAIT_MAX: Final = 10.0


class FramesConnector:
    """Listens to one gateway.

    Args:
        options: How long, and how much.
        url: `tcp://host:port`, resolved.
    """

    def __init__(self, options: FramesTransport, url: str) -> None:
        self._options = options
        self._host, self._port = _address(url)
        self._origin = f"tcp://{self._host}:{self._port}"

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:  # noqa: ARG002
        """Yield what is heard until the gateway falls silent or the budget is used up: `frames-0001.log` and on.

        Each batch holds about `max_bytes`, in whole lines. A line that a dying gateway has left half-way is ended there, and
        the rest of the connection to follow begins a new one.

        Raises:
            TransportError: `unreachable`: the gateway was called as often as the attempts and the budget allow, and was lost
                each time. What was heard before is yielded first.
        """
        folder = Path(mkdtemp(dir=scratch))
        heard = FrameLog(folder, self._origin, clock)
        fault: TransportError | None = None
        with contextlib.closing(self._received()) as received:
            try:
                for chunk in received:
                    heard.write(chunk) if chunk else heard.break_off()
                    if heard.size >= self._options.max_bytes:
                        yield [heard.close()]
            except TransportError as error:
                fault = error
        heard.break_off()
        if heard.size:
            yield [heard.close()]
        if fault:
            raise fault

    def _received(self) -> Generator[bytes]:
        """Yield bytes as they come, and none where a connection was lost."""
        deadline = time.monotonic() + self._options.budget
        kind, calls = "", 0
        while calls < self._options.attempts:
            if calls:
                wait = min(WAIT * 2 ** (calls - 1), WAIT_MAX, max(deadline - time.monotonic(), 0))
                log.info("%s: %s, calling again in %.1f s", self._origin, kind, wait)
                time.sleep(wait)
                if time.monotonic() >= deadline:
                    break
            calls += 1
            try:
                yield from self._listen(deadline)
            except OSError as error:
                kind = type(error).__name__
            else:
                return
            yield b""
        raise http_faults.unreachable(self._origin, kind, calls)

    def _listen(self, deadline: float) -> Iterator[bytes]:
        """Yield what one connection brings, until it is silent or the time is up.

        Raises:
            OSError: It was lost, or closed by the gateway.
        """
        left = deadline - time.monotonic()
        if left <= 0:
            return
        address = (self._host, self._port)
        with socket.create_connection(address, min(self._options.timeout, left)) as connection:
            while (left := deadline - time.monotonic()) > 0:
                connection.settimeout(min(self._options.idle, left))
                try:
                    chunk = connection.recv(CHUNK)
                except TimeoutError:
                    return
                if not chunk:
                    raise ConnectionAbortedError
                yield chunk


def _address(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.scheme != "tcp" or parts.username or parts.path.strip("/"):
        raise TransportError(
            "unsupported_address",
            "A gateway's address is written tcp://host:port.",
            "网关地址应写作 tcp://主机:端口。",
            # Whatever else stands in it may be a secret.
            where="transport: url",
            hint_en="Correct the transport's `url`, or the environment variable that it names.",
            hint_zh="请更正数据源配置 `url`，或其所指的环境变量。",
        )
    return host, port
