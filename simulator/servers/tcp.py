"""A listener on loopback that gives every connection a thread; what is said over it is the business of its users."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def listen(serve_client: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on a free port until the block ends, then close all connections and wait for their threads.

    Args:
        serve_client: Called in a thread of its own for each connection, which is closed when it returns.

    Yields:
        The port.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    clients: list[tuple[socket.socket, threading.Thread]] = []

    def serve(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A client that hangs up in the middle is as usual.
        with connection, suppress(OSError):
            serve_client(connection)

    def accept() -> None:
        # Shutting the listener down ends the wait.
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                thread = threading.Thread(target=serve, args=(connection,), daemon=True)
                clients.append((connection, thread))
                thread.start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join(timeout=10)
        for connection, _ in clients:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in clients:
            thread.join(timeout=10)
