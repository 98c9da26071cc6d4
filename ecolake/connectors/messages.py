"""A topic of an MQTT broker. A message is acknowledged only after its batch was landed, so none is lost when a run dies.

It then comes again, in another batch perhaps: rows that are told twice are known downstream by their key. The broker keeps
messages for us from our first fetch on, and as many as it is set up to keep; one that was sent with QoS 0 it need not keep.
"""

import contextlib
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from ecolake.connectors import http_faults, messages_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.messages_client import Broker
from ecolake.connectors.messages_line import line_of
from ecolake.connectors.messages_session import Session
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.transport import MessagesTransport

PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
# A name of up to 23 letters and digits is what every broker must take.
TOPIC_DIGITS: Final = 12
TICK: Final = 0.05


class MessagesConnector:
    """Takes the messages of one topic.

    Args:
        options: How long, and how much. `client` and a digest of the topic are our name at the broker.
        topic: The dataset's topic.
        url: `mqtt://host[:port]` or `mqtts://…`, resolved.
        username: Resolved; None where the broker wants none.
        password: Resolved.
    """

    def __init__(
        self,
        options: MessagesTransport,
        topic: str,
        url: str,
        username: str | None,
        password: SecretStr | None,
    ) -> None:
        scheme, host, port = _address(url)
        name = f"{options.client}-{sha256(topic.encode()).hexdigest()[:TOPIC_DIGITS]}"
        self._broker = Broker(host, port, scheme == "mqtts", name, username, password)
        if not topic:
            raise messages_faults.no_topic(self._broker.shown)
        self._options = options
        self._topic = topic

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:  # noqa: ARG002
        """Yield what is kept for us, until the topic falls silent or the budget is used up: `messages-0001.ndjson` and on.

        A batch is acknowledged when the next one is asked for.

        Raises:
            TransportError: `unreachable`, `out_of_time`, `refused_login`, `refused_topic`; or `refused_messages`, which were over the size
                limit. What was heard before is yielded first.
        """
        folder = Path(mkdtemp(dir=scratch))
        inbox = _Inbox(self._options.max_message)
        number = 0
        fault: TransportError | None = None
        with Session(self._broker, self._topic, self._options, inbox.take) as session:
            while fault is None:
                number += 1
                is_late = session.left <= 0
                path = folder / f"messages-{number:04d}.ndjson"
                with path.open("wb") as file, inbox.open(file):
                    try:
                        self._fill(session, inbox)
                    except TransportError as error:
                        fault = error
                if not inbox.size or is_late:
                    # What came with the last acknowledgements is not acknowledged itself, and will come again.
                    break
                yield [Fetched(path.name, path, f"{self._broker.shown}/{self._topic}", clock())]
                session.acknowledge()
        if fault is None and inbox.refused:
            fault = messages_faults.refused_messages(
                f"{self._broker.shown}/{self._topic}", inbox.refused, self._options.max_message
            )
        if fault:
            raise fault

    def _fill(self, session: Session, inbox: "_Inbox") -> None:
        """Listen until a batch is full, or nothing more comes."""
        while inbox.size < self._options.max_bytes and not session.is_full:
            silence = inbox.last + self._options.idle - time.monotonic()
            if session.left <= 0 and not session.is_subscribed:
                raise http_faults.out_of_time(self._broker.shown, self._options.budget)
            if session.left <= 0 or (silence <= 0 and session.is_subscribed):
                return
            session.listen(min(max(silence, TICK), session.left))


class _Inbox:
    """Writes messages to the file of the batch that is being filled."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._file: BinaryIO | None = None
        # Messages that come while another batch is acknowledged belong to the next one.
        self._early: list[bytes] = []
        self.size = 0
        self.last = 0.0
        self.refused = 0

    @contextlib.contextmanager
    def open(self, file: BinaryIO) -> Iterator[None]:
        """Write into a file until the block ends."""
        early, self._early = self._early, []
        self._file = file
        self.size = 0
        self.last = time.monotonic()
        try:
            for payload in early:
                self.take(payload)
            yield
        finally:
            self._file = None

    def take(self, payload: bytes) -> None:
        """Take one message."""
        if self._file is None:
            self._early.append(payload)
            return
        self.refused += len(payload) > self._limit
        self.size += self._file.write(line_of(payload, self._limit))
        self.last = time.monotonic()


def _address(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in PORTS or parts.username or parts.password or parts.path.strip("/"):
        raise messages_faults.unsupported_address()
    return parts.scheme, host, port or PORTS[parts.scheme]
