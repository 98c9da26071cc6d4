"""The one resource of all assets: the installation, its standards, and where a step leaves what it found.

Dagster keeps events; a caller in the same process also wants the objects behind them: `results`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import dagster as dg

from ecolake.asking import Asked
from ecolake.derived.runner import Brought
from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.ingestion import Ingested
from ecolake.registry.incremental import Registered
from ecolake.standards.catalogue import Standards
from ecolake.warehouse.record import Release

KEY = "engine"

Progress = Callable[[str, int, int], None]
"""Called with what is at work, steps done and steps in all."""


@dataclass
class Results:
    """What the steps of this process have found.

    Attributes:
        ingested: By dataset; the attempts of a retried step are added up.
        brought: By run and dataset, what its steps have brought so far.
        registered: The registry after the run, None when it did not run.
        derived: What became of the derived tables, None when they did not run.
        release: The release that the run published, None when it published none.
        warnings: What the expectation suite wants looked at.
        faults: Errors that failed a step.
    """

    ingested: dict[str, Ingested] = field(default_factory=dict)
    brought: dict[str, dict[str, Ingested]] = field(default_factory=dict)
    registered: Registered | None = None
    derived: Brought | None = None
    release: Release | None = None
    warnings: tuple[str, ...] = ()
    faults: list[EcolakeError] = field(default_factory=list)

    def add(self, found: Ingested) -> None:
        """Keep what one ingestion brought."""
        known = self.ingested.get(found.dataset_id)
        if known:
            found = replace(
                found,
                landed=(*known.landed, *found.landed),
                accounts=(*known.accounts, *found.accounts),
                seconds=known.seconds + found.seconds,
            )
        self.ingested[found.dataset_id] = found


@dataclass
class Engine:
    """What every step works with.

    Attributes:
        environment: Where `env:NAME` values of the sources are looked up.
        progress: Told how far a step is.
        fetch: Whether the sources are asked; if not, what lies in the landing zone is accepted.
        retries: How often a step is tried again after a fault of its transport.
        retry_seconds: Pause before the first retry; it doubles with each.
        asked: What sources have said before the run, by dataset; their steps do not ask them again.
    """

    home: Home
    standards: Standards
    environment: Mapping[str, str]
    progress: Progress | None = None
    fetch: bool = True
    retries: int = 2
    retry_seconds: float = 5
    asked: Mapping[str, Asked] = field(default_factory=dict)
    results: Results = field(default_factory=Results)

    def tell(self, step: str, done: int, total: int) -> None:
        """Report progress, if anybody listens."""
        if self.progress:
            self.progress(step, done, total)

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Turn a user-facing error into a failed step that Dagster does not try again."""
        try:
            yield
        except EcolakeError as error:
            raise self.failure(error) from error

    def failure(self, error: EcolakeError) -> dg.Failure:
        """Keep the error for the caller, and say it to Dagster's log in one block."""
        self.results.faults.append(error)
        return dg.Failure(description=str(error), metadata={"code": error.code}, allow_retries=False)


def engine_of(context: dg.AssetExecutionContext) -> Engine:
    """The engine that the run was started with."""
    engine: Engine = getattr(context.resources, KEY)
    return engine
