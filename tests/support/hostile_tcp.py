"""A TCP server on loopback that says what a test scripts, one script a connection: the fake at the network's edge."""

import socket
import threading
from contextlib import contextmanager, suppress


@contextmanager
def scripted(*scripts):
    """Serve each script (a function of the connection) once, in turn; then refuse. Yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections = []

    def serve():
        for script in scripts:
            with suppress(OSError):
                connection, _ = listener.accept()
                connections.append(connection)
                with connection:
                    script(connection)
        listener.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        for one in (*connections, listener):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)


def until_left(connection):
    """Say nothing until the other side leaves."""
    while connection.recv(4096):
        pass
