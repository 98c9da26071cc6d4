"""Ends an HTTP exchange whose time is up, whatever the server is doing.

A read timeout does not help against a server that sends a byte now and then: each byte starts it anew. So a
timer shuts the socket that the exchange runs on, which it learns of from httpx's trace extension.
"""

import contextlib
import socket
import threading
from typing import Any


class Watchdog:
    """Remembers the sockets of a client's connections, to shut them when a deadline passes."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._timer: threading.Timer | None = None

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Note each socket that is opened; to be passed as the request extension `trace`."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened = info["return_value"].get_extra_info("socket")
            if isinstance(opened, socket.socket):
                self._sockets.append(opened)

    def start(self, seconds: float) -> None:
        """Shut the sockets after so many seconds, unless stopped before; what runs on them then fails with a transport fault."""
        self._timer = threading.Timer(max(seconds, 0), self._bark)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Let the sockets be."""
        if self._timer:
            self._timer.cancel()

    def _bark(self) -> None:
        for opened in self._sockets:
            # Already closed by the other side or by httpx: that is what was wanted.
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
