"""A TCP relay on loopback that treats a connection badly: what breaks off, drips or falls silent between two machines."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class GoBetween:
    """Relays to a server.

    Attributes:
        port: Where it listens.
        target: The server's port.
        cut_after: Bytes from the server after which a connection is cut, one entry for each connection that is cut.
        silent_after: Bytes from the server after which nothing comes any more, though the connection stays.
        drips: Whether the server's bytes come one by one.
        carried: Bytes from the server, connection by connection.
    """

    port: int
    target: int
    cut_after: list[int] = field(default_factory=list)
    silent_after: int | None = None
    drips: bool = False
    carried: list[int] = field(default_factory=list)

    def serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=self._up, args=(client, server), daemon=True)
            back.start()
            self._down(server, client)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        number = len(self.carried)
        self.carried.append(0)
        bound = self.cut_after.pop(0) if self.cut_after else None
        while data := server.recv(65536):
            self.carried[number] += len(data)
            if bound is not None and self.carried[number] > bound:
                client.shutdown(socket.SHUT_RDWR)
                return
            if self.silent_after is not None and self.carried[number] > self.silent_after:
                while client.recv(65536):
                    pass
                return
            self._send(client, data)

    def _send(self, client: socket.socket, data: bytes) -> None:
        if not self.drips:
            client.sendall(data)
            return
        for byte in data:
            client.sendall(bytes([byte]))
            time.sleep(0.02)


@contextmanager
def between(target: int) -> Iterator[GoBetween]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = GoBetween(listener.getsockname()[1], target)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=relay.serve, args=(client,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield relay
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
