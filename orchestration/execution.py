"""Execute Dagster's jobs in this process: quietly, on record for the UI, and with failures a person can act on."""

import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.process import is_alive

if TYPE_CHECKING:
    import dagster as dg

    from assets.engine import Engine
    from ecolake.ingestion import Ingested

# Dagster's own log goes to its storage; the terminal belongs to the command line.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
# Tag of a run that a process of ours executes itself.
PROCESS = "ecolake/process"


def execute(
    definitions: "dg.Definitions",
    job: str | None,
    home: Home,
    selection: "Sequence[dg.AssetKey]",
    instance: "dg.DagsterInstance | None" = None,
    tags: Mapping[str, str] | None = None,
) -> "dg.ExecuteInProcessResult":
    """Run a job, or the selected assets without one; see `execute_job`."""
    chosen = definitions.resolve_job_def(job) if job else definitions.resolve_implicit_global_asset_job_def()
    return execute_job(chosen, home, selection, instance, tags)


def execute_job(
    job: "dg.JobDefinition",
    home: Home,
    selection: "Sequence[dg.AssetKey]",
    instance: "dg.DagsterInstance | None" = None,
    tags: Mapping[str, str] | None = None,
) -> "dg.ExecuteInProcessResult":
    """Run a job with the selected assets; a run that fails is returned, not raised.

    Args:
        job: What is run.
        home: The installation.
        selection: The assets.
        instance: Where the run is recorded; by default in the home.
        tags: Of the run.
    """
    from orchestration.instance import open_instance

    with nullcontext(instance) if instance else open_instance(home) as storage:
        _bury_the_dead(storage)
        return job.execute_in_process(
            run_config=QUIET,
            instance=storage,
            raise_on_error=False,
            asset_selection=selection,
            tags={PROCESS: str(os.getpid()), **(tags or {})},
        )


def _bury_the_dead(instance: "dg.DagsterInstance") -> None:
    """Mark runs of killed processes as failed; Dagster would show them as under way for ever."""
    from dagster import DagsterRunStatus, RunsFilter

    for run in instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.STARTED])):
        process = run.tags.get(PROCESS)
        if process and not is_alive(int(process)):
            instance.report_run_failed(run, f"Process {process} ended before the run did.")


def raise_failure(engine: "Engine", run: "dg.ExecuteInProcessResult") -> None:
    """Raise what made the run fail, as the engine said it where it can."""
    if run.success:
        return
    if engine.results.faults:
        raise engine.results.faults[0]
    raise failed(run.job_def.name, failures(run), run.run_id)


def broken(dataset_id: str, run: "dg.ExecuteInProcessResult") -> "Ingested":
    """Stand in for a dataset whose step died before it could say anything."""
    from ecolake.ingestion import Ingested

    return Ingested(dataset_id, (), (), failed(dataset_id, failures(run), run.run_id), 0.0)


def failures(run: "dg.ExecuteInProcessResult") -> str:
    """Name the innermost error of each failed step, in a line."""
    messages = []
    for event in run.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error and error.cause:
            error = error.cause
        messages.append(f"{event.step_key}: {error.message.strip() if error else 'failed'}")
    return "; ".join(messages) or "the run did not start"


def failed(what: str, why: str, run: str = "") -> EcolakeError:
    """Say that a step failed for a reason that nobody foresaw."""
    return EcolakeError(
        "run_failed",
        f"A step failed unexpectedly: {why}",
        f"步骤意外失败：{why}",
        where=f"{what}, run {run}" if run else what,
        hint_en="Look at the run in Dagster (make ui), and report it as a defect with the message above.",
        hint_zh="请在 Dagster 界面（make ui）查看该运行，并附上述信息报告缺陷。",
    )
