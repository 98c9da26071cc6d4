"""A message broker on loopback that keeps, for every client by its name, what that client has not acknowledged.

Belongs here: sessions, and which messages are sent. Does not belong here: the bytes of a packet (``mqtt_packets``).

Messages are the lines of ``<root>/<topic>/messages.ndjson``; nobody publishes over the network. They are sent at least once
(QoS 1), in order, and again to a client that comes back without having acknowledged them. Unlike a real broker, this one
keeps them for a client from before its first subscription on.
"""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from simulator.servers import mqtt_packets as mqtt
from simulator.servers.mqtt_packets import Connect, ProtocolError
from simulator.servers.tcp import listen

MESSAGES = "messages.ndjson"
ACKNOWLEDGED = ".acked"
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MOST_IDENTIFIERS = 0xFFFF


@contextmanager
def serve(root: Path, *, username: str = "", password: str = "") -> Iterator[str]:
    """Serve the topics below a folder on a free port of loopback until the block ends.

    Args:
        root: ``<root>/<topic>/messages.ndjson``; lines may be appended. What each client has acknowledged is kept in
            ``<root>/.acked/<client>.json``.
        username: Wanted from every client, unless empty.
        password: As the user name.

    Yields:
        The address, ``mqtt://127.0.0.1:<port>``.
    """
    broker = _Broker(root.resolve(), username, password)
    with listen(broker.serve_client) as port:
        yield f"mqtt://127.0.0.1:{port}"


@dataclass
class _Topic:
    """A client's place in a topic.

    Attributes:
        name: The topic.
        lines: Its messages.
        sent: How many were ever sent to the client.
        acknowledged: How many of them it has acknowledged, without a gap.
    """

    name: str
    lines: list[bytes]
    sent: int
    acknowledged: int
    next: int = field(init=False)

    def __post_init__(self) -> None:
        self.next = self.acknowledged


@dataclass
class _Broker:
    root: Path
    username: str
    password: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _present: dict[str, tuple[socket.socket, threading.Event]] = field(default_factory=dict)

    def serve_client(self, connection: socket.socket) -> None:
        """Serve one client until it leaves."""
        with (
            suppress(ProtocolError),
            connection.makefile("rb") as reader,
            connection.makefile("wb") as writer,
        ):
            hello = mqtt.read_packet(reader)
            if hello is None or hello[0] != mqtt.CONNECT:
                return
            connect = mqtt.read_connect(hello[1])
            refusal = self._refusal(connect)
            if refusal:
                writer.write(_connack(connect, refusal, is_known=False))
                return
            with self._only(connect.client, connection):
                _Session(self.root, connect).run(reader, writer)

    def _refusal(self, connect: Connect) -> int:
        """Return the reason code of the refusal, 0 for none."""
        is_five = connect.version == mqtt.V5
        if connect.version not in (4, 5):
            return 1
        if not _NAME.fullmatch(connect.client):
            return 0x85 if is_five else 2
        if self.username and (connect.username, connect.password) != (self.username, self.password):
            return 0x86 if is_five else 4
        return 0

    @contextmanager
    def _only(self, client: str, connection: socket.socket) -> Iterator[None]:
        """Send away an older connection of the same name: a session is one client's."""
        left = threading.Event()
        with self._lock:
            older = self._present.get(client)
            self._present[client] = (connection, left)
        if older:
            with suppress(OSError):
                older[0].shutdown(socket.SHUT_RDWR)
            older[1].wait(timeout=10)
        try:
            yield
        finally:
            left.set()


def _connack(connect: Connect, reason: int, *, is_known: bool) -> bytes:
    properties = b"\0" if connect.version == mqtt.V5 else b""
    return mqtt.write_packet(mqtt.CONNACK, bytes([is_known, reason]) + properties)


class _Session:
    """One connection of a client whose name was checked."""

    def __init__(self, root: Path, connect: Connect) -> None:
        self._root = root
        self._connect = connect
        self._file = root / ACKNOWLEDGED / f"{connect.client}.json"
        self._properties = b"\0" if connect.version == mqtt.V5 else b""
        self._kept: dict[str, list[int]] = {}
        if self._file.is_file() and not connect.is_clean:
            self._kept = json.loads(self._file.read_text("utf-8"))
        self._topics: list[_Topic] = []
        self._in_flight: dict[int, _Topic] = {}

    def run(self, reader: BinaryIO, writer: BinaryIO) -> None:
        """Answer the client's packets until it leaves; what it has acknowledged is kept however it leaves."""
        writer.write(_connack(self._connect, 0, is_known=bool(self._kept)))
        writer.flush()
        try:
            while (packet := mqtt.read_packet(reader)) and packet[0] != mqtt.DISCONNECT:
                self._answer(*packet, writer)
                writer.flush()
        finally:
            self._keep()

    def _answer(self, kind: int, body: bytes, writer: BinaryIO) -> None:
        match kind:
            case mqtt.SUBSCRIBE:
                identifier, topics = mqtt.read_filters(body, self._connect.version)
                grants = bytes(self._subscribe(topic) for topic in topics)
                writer.write(mqtt.write_packet(mqtt.SUBACK, identifier + self._properties + grants))
                self._send(writer)
            case mqtt.PUBACK:
                topic = self._in_flight.pop(int.from_bytes(body[:2]), None)
                if topic:
                    # Acknowledgements come in the order of the messages (MQTT-4.6.0-2).
                    topic.acknowledged += 1
                if not self._in_flight:
                    self._keep()
                    self._send(writer)
            case mqtt.PINGREQ:
                writer.write(mqtt.write_packet(mqtt.PINGRESP, b""))
            case _:
                raise ProtocolError

    def _subscribe(self, topic: str) -> int:
        """Begin to send a topic; the reason code of the answer."""
        folder = (self._root / topic).resolve()
        if not folder.is_relative_to(self._root) or any(mark in topic for mark in "+#\0"):
            return 0x80
        path = folder / MESSAGES
        lines = path.read_bytes().splitlines() if path.is_file() else []
        sent, acknowledged = self._kept.get(topic, [0, 0])
        self._topics = [one for one in self._topics if one.name != topic]
        self._topics.append(_Topic(topic, lines, sent, acknowledged))
        return 1

    def _send(self, writer: BinaryIO) -> None:
        """Send as many messages as the client takes before it acknowledges the first."""
        for topic in self._topics:
            name = topic.name.encode()
            while topic.next < len(topic.lines) and len(self._in_flight) < self._connect.window:
                # By the message's place, so that it has the same one when it is sent again (MQTT-4.4.0-1).
                identifier = topic.next % _MOST_IDENTIFIERS + 1
                if identifier in self._in_flight:
                    break
                self._in_flight[identifier] = topic
                head = len(name).to_bytes(2) + name + identifier.to_bytes(2) + self._properties
                again = topic.next < topic.sent
                flags = 0b1010 if again else 0b0010
                writer.write(mqtt.write_packet(mqtt.PUBLISH, head + topic.lines[topic.next], flags))
                topic.next += 1
                topic.sent = max(topic.sent, topic.next)

    def _keep(self) -> None:
        self._kept |= {topic.name: [topic.sent, topic.acknowledged] for topic in self._topics}
        self._file.parent.mkdir(exist_ok=True)
        draft = self._file.with_suffix(".next")
        draft.write_text(json.dumps(self._kept, ensure_ascii=False, sort_keys=True), "utf-8")
        draft.replace(self._file)
