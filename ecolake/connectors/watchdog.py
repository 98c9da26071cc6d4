"""Ends an HTTP exchange whose time is up, whatever the server is doing.

A read timeout does not help against a server that sends a byte now and then: each byte starts it anew. So a
timer shuts the socket that the exchange runs on, which it learns of from httpx's trace extension.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any


class Watchdog:
    """Remembers the sockets of a client's connections, to shut them when a deadline passes."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Note each socket that is opened; to be passed as the request extension `trace`."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened = info["return_value"].get_extra_info("socket")
            if isinstance(opened, socket.socket):
                self._sockets.append(opened)

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Shut the sockets if the block takes longer; the block then fails with a transport fault."""
        timer = threading.Timer(max(seconds, 0), self._bark)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _bark(self) -> None:
        for opened in self._sockets:
            # Already closed by the other side or by httpx: that is what was wanted.
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
