"""A sensor gateway on loopback that relays the frames it has received since it was last listened to, then stays silent.

Frames are the lines of the ``*.log`` files of a folder. What a listener has taken is remembered when it leaves in good order;
one that breaks off gets the same frames again.
"""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulator.servers.tcp import listen

SENT = ".sent.json"


@contextmanager
def serve(root: Path) -> Iterator[str]:
    """Relay the logs of a folder on a free port of loopback until the block ends.

    Args:
        root: ``<root>/*.log``; files may be added and appended to. How much of each was sent is kept in ``<root>/.sent.json``.

    Yields:
        The address, ``tcp://127.0.0.1:<port>``.
    """
    one_at_a_time = threading.Lock()

    def relay(connection: socket.socket) -> None:
        # The next listener gets what the last one did not take, so it waits until that one has left.
        with one_at_a_time:
            relay_new(connection)

    def relay_new(connection: socket.socket) -> None:
        sent = _sent(root)
        for path in sorted(root.glob("*.log")):
            with path.open("rb") as log:
                start = sent.get(path.name, 0)
                sent[path.name] = start + connection.sendfile(log, start)
        # The listener has nothing to say; this waits until it leaves, and fails if it breaks off.
        while connection.recv(4096):
            pass
        _remember(root, sent)

    with listen(relay) as port:
        yield f"tcp://127.0.0.1:{port}"


def _sent(root: Path) -> dict[str, int]:
    path = root / SENT
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def _remember(root: Path, sent: dict[str, int]) -> None:
    draft = root / f"{SENT}.next"
    draft.write_text(json.dumps(sent, ensure_ascii=False, sort_keys=True), "utf-8")
    draft.replace(root / SENT)
