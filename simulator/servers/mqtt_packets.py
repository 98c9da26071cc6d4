"""The few packets of MQTT 3.1.1 and 5 that the twin of a broker needs.

Belongs here: bytes to packets and back (OASIS MQTT 3.1.1 and 5.0, chapters 2 and 3). Does not belong here: sessions (``broker``).
"""

from dataclasses import dataclass
from typing import BinaryIO

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PINGREQ, PINGRESP, DISCONNECT = (
    1,
    2,
    3,
    4,
    8,
    9,
    12,
    13,
    14,
)
V5 = 5
_LARGEST = 64 * 1024
_RECEIVE_MAXIMUM = 0x21
# Properties of a CONNECT, and the bytes that their values take; -1 is a text or bytes with its length before it.
_PROPERTY_BYTES = {0x11: 4, 0x21: 2, 0x27: 4, 0x22: 2, 0x19: 1, 0x17: 1, 0x15: -1, 0x16: -1}


class ProtocolError(Exception):
    """The other side sent what is no packet, or one that makes no sense here."""


@dataclass(frozen=True)
class Connect:
    """What a client says of itself.

    Attributes:
        version: 4 is MQTT 3.1.1, 5 is MQTT 5.
        client: Its name.
        is_clean: Whether it wants a new session.
        username: Empty without one.
        password: Empty without one.
        window: Messages that it takes before it has acknowledged the first.
    """

    version: int
    client: str
    is_clean: bool
    username: str
    password: str
    window: int


class Cursor:
    """Reads the body of a packet from its beginning."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._body)

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        found = self._body[self._at : self._at + size]
        if len(found) < size:
            raise ProtocolError
        self._at += size
        return found

    def number(self, size: int) -> int:
        """Return the next bytes as a number."""
        return int.from_bytes(self.take(size))

    def text(self) -> str:
        """Return a text with its length before it."""
        try:
            return self.take(self.number(2)).decode()
        except UnicodeDecodeError as error:
            raise ProtocolError from error

    def length(self) -> int:
        """Return a number in the one to four bytes of a variable byte integer."""
        value = 0
        for place in range(4):
            byte = self.number(1)
            value |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return value
        raise ProtocolError


def read_packet(stream: BinaryIO) -> tuple[int, bytes] | None:
    """Return kind and body of the next packet, None at the end of the stream."""
    first = stream.read(1)
    if not first:
        return None
    head = b""
    while not head or head[-1] >= 0x80:
        byte = stream.read(1)
        if not byte or len(head) == 4:
            raise ProtocolError
        head += byte
    size = Cursor(head).length()
    body = stream.read(size) if size <= _LARGEST else b""
    if len(body) < size:
        raise ProtocolError
    return first[0] >> 4, body


def write_packet(kind: int, body: bytes, flags: int = 0) -> bytes:
    """Return the bytes of a packet."""
    size, head = len(body), bytearray([kind << 4 | flags])
    while True:
        size, rest = divmod(size, 0x80)
        head.append(rest | (0x80 if size else 0))
        if not size:
            return bytes(head) + body


def read_connect(body: bytes) -> Connect:
    """Return what a CONNECT says; a will is read and left at that."""
    cursor = Cursor(body)
    if cursor.text() != "MQTT":
        raise ProtocolError
    version, flags, _keep_alive = cursor.number(1), cursor.number(1), cursor.number(2)
    window = _window(cursor) if version == V5 else 0xFFFF
    client = cursor.text()
    if flags & 0x04:
        if version == V5:
            cursor.take(cursor.length())
        cursor.text()
        cursor.take(cursor.number(2))
    username = cursor.text() if flags & 0x80 else ""
    password = cursor.text() if flags & 0x40 else ""
    return Connect(version, client, bool(flags & 0x02), username, password, window)


def _window(cursor: Cursor) -> int:
    properties = Cursor(cursor.take(cursor.length()))
    window = 0xFFFF
    while not properties.is_at_end:
        name = properties.length()
        size = _PROPERTY_BYTES.get(name)
        if size is None:
            break
        value = properties.number(properties.number(2) if size < 0 else size)
        if name == _RECEIVE_MAXIMUM:
            window = value
    return window


def read_filters(body: bytes, version: int) -> tuple[bytes, list[str]]:
    """Return the packet's identifier and the topics of a SUBSCRIBE."""
    cursor = Cursor(body)
    identifier = cursor.take(2)
    if version == V5:
        cursor.take(cursor.length())
    topics = []
    while not cursor.is_at_end:
        topics.append(cursor.text())
        cursor.take(1)
    return identifier, topics
