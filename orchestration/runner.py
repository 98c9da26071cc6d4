"""Run Dagster's jobs in this process, for the command line: quietly, against the storage that the UI shows.

What comes back are the engine's own results; what a job does is defined in `assets`. Dagster is imported when
something is run, so that importing this module costs nothing.
"""

import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.standards.catalogue import Standards

if TYPE_CHECKING:
    import dagster as dg

    from assets.engine import Engine
    from ecolake.ingestion import Ingested
    from ecolake.registry.enterprise import Registered
    from ecolake.warehouse.record import Release

Progress = Callable[[str, int, int], None]

# Dagster's own log goes to its storage; the terminal belongs to the command line.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class PublishOutcome:
    """What became of the warehouse.

    Attributes:
        release: The release that readers see now.
        is_new: Whether this run published it; if not, there was nothing new.
        registered: The registry.
        warnings: What the expectation suite wants looked at.
        seconds: Wall time by stage: `register`, `check_news`, `load_dbt`, `build`.
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

    Returns:
        One result per dataset, by id. A fault is carried in it, never raised, so that the others go on.
    """
    from assets import keys
    from assets.engine import Engine
    from orchestration.build import build_ingest_definitions
    from orchestration.jobs import INGEST

    engine = Engine(home, standards, environment, progress, retries, retry_seconds)
    wanted = sorted(
        datasets if datasets is not None else (d.id for d in standards.datasets.values() if d.mapping)
    )
    chosen = [standards.datasets[name] for name in wanted]
    selection = [keys.accepted(dataset) for dataset in chosen]
    if fetch:
        selection += [keys.landed(dataset) for dataset in chosen]
    run = _execute(build_ingest_definitions(home, standards, engine), INGEST, home, selection)
    return [engine.results.ingested.get(name) or _broken(name, run) for name in wanted]


def run_marts(home: Home, standards: Standards, progress: Progress | None = None) -> PublishOutcome:
    """Register, then build, check and publish the warehouse; or say that there is nothing new.

    Raises:
        GateError: A model, a test or a gate is red; the last release stays.
        BusyError: Another run is building.
    """
    from assets.engine import Engine
    from assets.newness import is_published
    from ecolake.warehouse import releases

    engine = Engine(home, standards, {}, progress)
    seconds: dict[str, float] = {}
    with _timed(seconds, "register"):
        registered = _register(engine)
    with _timed(seconds, "check_news"):
        nothing_new = is_published(home, standards)
    if not nothing_new:
        _build_marts(engine, seconds)
    shown = engine.results.release or releases.current(home)
    if shown is None:
        raise _failed("mart", "the run published no release")
    return PublishOutcome(
        shown, engine.results.release is not None, registered, engine.results.warnings, seconds
    )


def run_registry(home: Home, standards: Standards) -> "Registered":
    """Register the enterprises that the accepted rows name."""
    from assets.engine import Engine

    return _register(Engine(home, standards, {}))


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
    return _materialize_selected(home, standards, environment, selection, progress)


def _materialize_selected(
    home: Home,
    standards: Standards,
    environment: Mapping[str, str],
    selection: str,
    progress: Progress | None,
) -> Materialized:
    import dagster as dg

    from assets.engine import Engine
    from orchestration.build import build_definitions

    engine = Engine(home, standards, environment, progress)
    definitions = build_definitions(home, standards, engine)
    graph = definitions.resolve_asset_graph()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Dagster's parser calls its own beta functions
            chosen = dg.AssetSelection.from_string(selection).resolve(graph) & graph.executable_asset_keys
    except dg.DagsterError as error:
        raise _no_such_selection(selection, standards) from error
    if not chosen:
        raise _no_such_selection(selection, standards)
    run = _execute(definitions, None, home, sorted(chosen))
    _raise_failure(engine, run)
    done = {
        event.asset_key.to_user_string()
        for event in run.get_asset_materialization_events()
        if event.asset_key
    }
    return Materialized(tuple(engine.results.ingested.values()), assets=tuple(sorted(done)))


def _register(engine: "Engine") -> "Registered":
    from assets import keys
    from orchestration.build import build_ingest_definitions

    definitions = build_ingest_definitions(engine.home, engine.standards, engine)
    run = _execute(definitions, None, engine.home, [keys.ENTERPRISES])
    _raise_failure(engine, run)
    if engine.results.registered is None:
        raise _failed("registry", "the run registered nothing")
    return engine.results.registered


def _build_marts(engine: "Engine", seconds: dict[str, float]) -> None:
    from assets import keys
    from orchestration.build import build_definitions
    from orchestration.jobs import MART

    with _timed(seconds, "load_dbt"):
        job = build_definitions(engine.home, engine.standards, engine).resolve_job_def(MART)
    with _timed(seconds, "build"):
        # Registered a moment ago, in a run that did not have to load dbt.
        selection = sorted(job.asset_layer.selected_asset_keys - {keys.ENTERPRISES})
        _raise_failure(engine, _execute_job(job, engine.home, selection))


def _execute(
    definitions: "dg.Definitions", job: str | None, home: Home, selection: "Sequence[dg.AssetKey]"
) -> "dg.ExecuteInProcessResult":
    """Run a job, or the selected assets without one."""
    chosen = definitions.resolve_job_def(job) if job else definitions.resolve_implicit_global_asset_job_def()
    return _execute_job(chosen, home, selection)


def _execute_job(
    job: "dg.JobDefinition", home: Home, selection: "Sequence[dg.AssetKey]"
) -> "dg.ExecuteInProcessResult":
    from orchestration.instance import open_instance

    with open_instance(home) as instance:
        return job.execute_in_process(
            run_config=QUIET, instance=instance, raise_on_error=False, asset_selection=selection
        )


def _raise_failure(engine: "Engine", run: "dg.ExecuteInProcessResult") -> None:
    """Raise what made the run fail, as the engine said it where it can."""
    if run.success:
        return
    if engine.results.faults:
        raise engine.results.faults[0]
    raise _failed(run.job_def.name, _failures(run), run.run_id)


def _broken(dataset_id: str, run: "dg.ExecuteInProcessResult") -> "Ingested":
    """Stand in for a dataset whose step died before it could say anything."""
    from ecolake.ingestion import Ingested

    return Ingested(dataset_id, (), (), _failed(dataset_id, _failures(run), run.run_id), 0.0)


def _failures(run: "dg.ExecuteInProcessResult") -> str:
    """The innermost error of each failed step, in a line."""
    messages = []
    for event in run.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error and error.cause:
            error = error.cause
        messages.append(f"{event.step_key}: {error.message.strip() if error else 'failed'}")
    return "; ".join(messages) or "the run did not start"


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started


def _failed(what: str, why: str, run: str = "") -> EcolakeError:
    return EcolakeError(
        "run_failed",
        f"A step failed unexpectedly: {why}",
        f"步骤意外失败：{why}",
        where=f"{what}, run {run}" if run else what,
        hint_en="Look at the run in Dagster (make ui), and report it as a defect with the message above.",
        hint_zh="请在 Dagster 界面（make ui）查看该运行，并附上述信息报告缺陷。",
    )


def _no_such_selection(selection: str, standards: Standards) -> EcolakeError:
    sources = ", ".join(sorted(standards.sources))
    return EcolakeError(
        "no_such_selection",
        f"Nothing is called '{selection}'.",
        f"没有名为“{selection}”的内容。",
        hint_en=f"Name mart, registry, accepted, a source ({sources}), a source.dataset, or use Dagster's "
        'selection syntax, as key:"mart/account"+.',
        hint_zh=f"可用：mart、registry、accepted、来源（{sources}）、来源.数据集，或 Dagster 选择语法。",
    )
