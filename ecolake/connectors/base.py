"""What every connector takes and gives, and where values that are not in the YAML come from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from ecolake.errors import TransportError
from ecolake.landing import Fetched

Clock = Callable[[], datetime]
"""Returns the present as an aware datetime; injected so that runs can be repeated."""

ENVIRONMENT = "env:"


@dataclass(frozen=True)
class FetchState:
    """What is already here, and which days are wanted.

    Attributes:
        digests: SHA-256 (hex) of the files landed so far. A connector that can tell that a file is among them
            leaves it out; by content, because sources correct a file and keep its name and size.
        position: How far the last landed batch had read the source, in the connector's own words (a watermark, an ETag);
            None at the first fetch.
        positions: Those of all landed batches, for a connector whose batches stand side by side, as files do.
        window: First and last day wanted, inclusive, in the source's own calendar; None wants all.
    """

    digests: frozenset[str] = frozenset()
    position: str | None = None
    positions: frozenset[str] = frozenset()
    window: tuple[date, date] | None = None


class Connector(Protocol):
    """A way to reach a source."""

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield batches, each a list of files that belong together.

        A batch is complete when it is yielded. An error may come after good batches: these are to be landed
        all the same. The consumer may move or delete a batch's files before it asks for the next.

        Args:
            since: What need not be fetched.
            scratch: Existing folder that the files are written into.
            clock: The present.

        Raises:
            TransportError: The source cannot be reached or does not answer as agreed.
        """
        ...


def resolve(value: str, environment: Mapping[str, str]) -> str:
    """Return a configured value, looked up in the environment when it is written `env:NAME`.

    Raises:
        TransportError: `not_configured`, which names the variable.
    """
    if not value.startswith(ENVIRONMENT):
        return value
    name = value.removeprefix(ENVIRONMENT)
    found = environment.get(name, "").strip()
    if not found:
        raise TransportError(
            "not_configured",
            f"The environment variable {name} is not set.",
            f"未设置环境变量 {name}。",
            where=value,
            hint_en=f"Set {name} where the run is started, or in its service's environment file.",
            hint_zh=f"请在启动运行的环境（或服务的环境变量文件）中设置 {name}。",
        )
    return found
