"""The environment that points the sources of `standards/sources` at their simulated twins, while these are served."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ecolake.standards.catalogue import Standards
from ecolake.standards.transport import (
    DatabaseTransport,
    FileTransport,
    HttpTransport,
    MessagesTransport,
    Transport,
)
from simulator.departments.plan import load_plan

_ENV = "env:"
# A port where nobody listens: a source that is down refuses at once.
_NOWHERE = "http://127.0.0.1:9"


def token_of(seed: int) -> str:
    """Return the token that every interface of a simulation wants."""
    return hashlib.sha256(f"token/{seed}".encode()).hexdigest()[:24]


@contextmanager
def serve_sources(folder: Path, standards: Standards, seed: int, ordinal: int) -> Iterator[dict[str, str]]:
    """Serve every system of every source on loopback and yield the environment that leads there.

    Args:
        folder: The simulated folder.
        standards: Says what systems there are.
        seed: Of the world.
        ordinal: Last simulated day, counted from 1; a source that is down on it answers nothing.
    """
    environment: dict[str, str] = {}
    with ExitStack() as stack:
        for source, said in standards.delivering.items():
            is_down = ordinal in load_plan(source).down
            systems = {**({"": said.transport} if said.transport else {}), **said.systems}
            for name, transport in systems.items():
                place = folder / source / name if name else folder / source
                for variable, value in _variables(stack, transport, place, seed, is_down=is_down):
                    environment[variable.removeprefix(_ENV)] = value
        yield environment


def _variables(
    stack: ExitStack, transport: Transport, place: Path, seed: int, *, is_down: bool
) -> Iterator[tuple[str, str]]:
    """Yield the variables that a transport names, with what they must hold."""
    if not transport.url.startswith(_ENV):
        return
    match transport:
        case FileTransport():
            place.mkdir(parents=True, exist_ok=True)
            yield transport.url, str(place)
        case HttpTransport():
            from simulator.servers import rest

            place.mkdir(parents=True, exist_ok=True)
            token = token_of(seed)
            yield transport.url, _NOWHERE if is_down else stack.enter_context(rest.serve(place, token, seed))
            if transport.token:
                yield transport.token, token
        case DatabaseTransport():
            path = place / f"{place.name}.db"
            yield transport.url, f"sqlite:///{path.with_name('down.db') if is_down else path}"
        case MessagesTransport():
            from simulator.servers import broker

            place.mkdir(parents=True, exist_ok=True)
            yield transport.url, "mqtt://127.0.0.1:9" if is_down else stack.enter_context(broker.serve(place))
