"""Run Dagster's jobs in this process, for the command line: quietly, against the storage that the UI shows.

What comes back are the engine's own results; what a job does is defined in `assets`. Dagster is imported when
something is run, so that importing this module costs nothing.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from orchestration.execution import broken, execute, execute_job, failed, raise_failure

if TYPE_CHECKING:
    import dagster as dg

    from assets.engine import Engine, Results
    from ecolake.asking import Asked
    from ecolake.ingestion import Ingested
    from ecolake.registry.incremental import Registered
    from ecolake.warehouse.record import Release

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class PublishOutcome:
    """What became of the warehouse.

    Attributes:
        release: The release that readers see now.
        is_new: Whether this run published it; if not, there was nothing new.
        registered: The registry.
        warnings: What the expectation suite wants looked at.
        seconds: Wall time by stage: `check_news`, `load_dbt`, `build`.
    """

    release: "Release"
    is_new: bool
    registered: "Registered"
    warnings: tuple[str, ...]
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class Materialized:
    """What a selection brought about.

    Attributes:
        ingested: Datasets that were brought in or accepted.
        published: The warehouse, when the selection asked for it.
        assets: Keys that Dagster recorded as materialized, as `accepted/mee/air_station_hourly`.
    """

    ingested: tuple["Ingested", ...] = ()
    published: PublishOutcome | None = None
    assets: tuple[str, ...] = ()


def run_ingest(
    home: Home,
    standards: Standards,
    environment: Mapping[str, str],
    datasets: Sequence[str] | None = None,
    progress: Progress | None = None,
    *,
    fetch: bool = True,
    retries: int = 2,
    retry_seconds: float = 5,
    instance: "dg.DagsterInstance | None" = None,
    tags: Mapping[str, str] | None = None,
) -> list["Ingested"]:
    """Bring in what is new of these datasets, or of all that have a source.

    Args:
        home: The installation.
        standards: The loaded standards.
        environment: Where `env:NAME` values of the sources are looked up.
        datasets: Ids as `mee.air_station_hourly`.
        progress: Told of a dataset id, batches done and batches in all.
        fetch: Whether the sources are asked; if not, only what was landed before is accepted.
        retries: How often a source is tried again when it cannot be reached.
        retry_seconds: Pause before the first retry; it doubles.
        instance: Where the run is recorded; by default in the home.
        tags: Of the run.

    Returns:
        One result per dataset, by id. A fault is carried in it, never raised, so that the others go on.
    """
    from ecolake.asking import Patience, ask, look

    wanted = sorted(datasets if datasets is not None else standards.delivered)
    if fetch:
        patience = Patience(retries, retry_seconds)
        asked = ask(home, standards, environment, wanted, patience=patience, progress=progress)
    else:
        asked = look(home, standards, wanted)
    news = [name for name in wanted if asked[name].is_news]
    brought: dict[str, Ingested] = {}
    if news:
        from assets.engine import Engine

        # What may pass has been tried again already.
        answered = {name: asked[name] for name in news if not asked[name].broke}
        engine = Engine(home, standards, environment, progress, retries=0, asked=answered)
        brought = _accept_news(engine, news, instance, tags)
    return [brought.get(name) or _nothing_new(asked[name]) for name in wanted]


def run_marts(home: Home, standards: Standards, progress: Progress | None = None) -> PublishOutcome:
    """Register, then build, check and publish the warehouse; or say that there is nothing new.

    Raises:
        GateError: A model, a test or a gate is red; the last release stays.
        BusyError: Another run is building.
    """
    from assets.newness import is_published
    from ecolake.registry.standing import recall
    from ecolake.warehouse import releases

    seconds: dict[str, float] = {}
    built: Results | None = None
    # A second run waits here, and then finds that there is nothing left to build.
    with home.lock("marts"):
        with _timed(seconds, "check_news"):
            registered = recall(home, standards)
            nothing_new = registered is not None and is_published(home, standards)
        if not nothing_new:
            built = _build_marts(home, standards, progress, seconds)
            registered = built.registered
    shown = (built.release if built else None) or releases.current(home)
    if shown is None or registered is None:
        raise failed("mart", "the run published no release")
    is_new = built is not None and built.release is not None
    return PublishOutcome(shown, is_new, registered, built.warnings if built else (), seconds)


@contextmanager
def parsing_ahead(home: Home) -> Iterator[None]:
    """Let dbt read its project, where it has changed, while data are brought in: the two need a core each.

    What dbt finds wrong is said when the models are needed: no manifest is kept then, and it is asked again.
    """
    from concurrent.futures import ThreadPoolExecutor

    from assets.manifest import dbt_manifest

    with ThreadPoolExecutor(1, "dbt-parse") as aside:
        aside.submit(dbt_manifest, home)
        yield


def run_registry(home: Home, standards: Standards) -> "Registered":
    """Register the enterprises that the accepted rows name."""
    from assets import keys
    from assets.engine import Engine
    from orchestration.build import build_ingest_definitions

    engine = Engine(home, standards, {})
    run = execute(build_ingest_definitions(home, standards, engine), None, home, [keys.ENTERPRISES])
    raise_failure(engine, run)
    if engine.results.registered is None:
        raise failed("registry", "the run registered nothing")
    return engine.results.registered


def materialize(
    home: Home,
    standards: Standards,
    environment: Mapping[str, str],
    selection: str,
    progress: Progress | None = None,
) -> Materialized:
    """Materialize what a selection names.

    Args:
        home: The installation.
        standards: The loaded standards.
        environment: Where `env:NAME` values of the sources are looked up.
        selection: `mart` (or `marts`), `registry`, `accepted` (accept what is landed, fetch nothing), a
            source, a `source.dataset`, or else Dagster's selection syntax, as `key:"mart/account"+`.
        progress: As in `run_ingest`.

    Raises:
        EcolakeError: `no_such_selection`, or what made a step fail.
    """
    if selection in {"mart", "marts"}:
        return Materialized(published=run_marts(home, standards, progress))
    if selection == "registry":
        run_registry(home, standards)
        return Materialized(assets=("registry/enterprise",))
    if selection == "accepted":
        return Materialized(tuple(run_ingest(home, standards, environment, progress=progress, fetch=False)))
    datasets = [
        dataset.id
        for dataset in standards.datasets.values()
        if dataset.mapping and selection in {dataset.id, dataset.source}
    ]
    if datasets:
        return Materialized(tuple(run_ingest(home, standards, environment, datasets, progress)))

    from assets.engine import Engine
    from orchestration.selections import run_selected

    engine = Engine(home, standards, environment, progress)
    done = run_selected(engine, selection)
    return Materialized(tuple(engine.results.ingested.values()), assets=done)


def _accept_news(
    engine: "Engine",
    news: Sequence[str],
    instance: "dg.DagsterInstance | None",
    tags: Mapping[str, str] | None,
) -> "dict[str, Ingested]":
    """Run the steps of the datasets that have news; those of the others would have nothing to say."""
    from assets import keys
    from orchestration.build import build_ingest_definitions
    from orchestration.jobs import INGEST

    chosen = [engine.standards.datasets[name] for name in news]
    selection = [key(dataset) for dataset in chosen for key in (keys.landed, keys.accepted)]
    sources = {dataset.source for dataset in chosen}
    definitions = build_ingest_definitions(engine.home, engine.standards, engine, sources)
    run = execute(definitions, INGEST, engine.home, selection, instance, tags)
    return {name: engine.results.ingested.get(name) or broken(name, run) for name in news}


def _nothing_new(asked: "Asked") -> "Ingested":
    from ecolake.ingestion import Ingested

    return Ingested(asked.dataset_id, (), (), asked.fault, asked.seconds)


def _build_marts(
    home: Home, standards: Standards, progress: Progress | None, seconds: dict[str, float]
) -> "Results":
    from assets.engine import Engine
    from orchestration.build import build_definitions
    from orchestration.jobs import MART

    engine = Engine(home, standards, {}, progress)
    with _timed(seconds, "load_dbt"):
        job = build_definitions(home, standards, engine).resolve_job_def(MART)
    with _timed(seconds, "build"):
        raise_failure(engine, execute_job(job, home, sorted(job.asset_layer.selected_asset_keys)))
    return engine.results


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started
