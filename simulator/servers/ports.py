"""Where a simulated interface listens: at the same address every time, as a department does.

What a client remembers of an interface (entity tags) is remembered by its address.
"""

import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

# Below the ports that systems hand out by themselves.
_FIRST, _PORTS = 20_000, 12_000

Server = TypeVar("Server", bound=ThreadingHTTPServer)


def listen(server: type[Server], handler: type[BaseHTTPRequestHandler], name: str) -> Server:
    """Open a server on loopback, on a port that follows from the name; on a free one where that is taken."""
    digest = hashlib.sha256(name.encode()).digest()
    try:
        return server(("127.0.0.1", _FIRST + int.from_bytes(digest[:4]) % _PORTS), handler)
    except OSError:
        return server(("127.0.0.1", 0), handler)
