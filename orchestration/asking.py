"""The jobs that schedules start: ask a source, and run the steps of the datasets with news, as `ecolake run` does.

A tick without news is on record as one run of one step. With news, that step starts a run of the job `ingest` in its own
process; the tag `ecolake/asked_by` leads from that run to the tick.
"""

from collections.abc import Sequence

import dagster as dg

from assets.engine import KEY, Engine
from ecolake.gathering import NOT_CONFIGURED
from ecolake.ingestion import Ingested
from ecolake.standards.catalogue import Standards
from ecolake.standards.source import Source
from orchestration.runner import run_ingest

ASKED_BY = "ecolake/asked_by"


def ask_job(source: str) -> str:
    """Name of the job that asks a source."""
    return f"ask_{source}"


def build_ask_jobs(standards: Standards) -> dict[str, dg.JobDefinition]:
    """Build one job per source, by source."""
    return {name: _build(name, source) for name, source in standards.delivering.items()}


def _build(name: str, source: Source) -> dg.JobDefinition:
    title = f"{source.title.zh} · {source.title.en}"

    @dg.op(name=f"{ask_job(name)}_step", required_resource_keys={KEY}, description=title)
    def ask(context: dg.OpExecutionContext) -> None:
        engine: Engine = getattr(context.resources, KEY)
        standards = engine.standards
        found = run_ingest(
            engine.home,
            standards,
            engine.environment,
            [one for one in standards.delivered if standards.datasets[one].source == name],
            instance=context.instance,
            tags={ASKED_BY: context.run_id},
        )
        _tell(context, found)

    @dg.job(name=ask_job(name), description=f"有无新内容 · Ask what is new: {title}", tags={"source": name})
    def job() -> None:
        ask()

    return job


def _tell(context: dg.OpExecutionContext, found: Sequence[Ingested]) -> None:
    """Say what there was, and fail over what a person must see to; what did arrive is accepted all the same."""
    accounts = [account for one in found for account in one.accounts]
    context.add_output_metadata(
        {
            "datasets": len(found),
            "with_news": sum(one.changed or bool(one.landed) for one in found),
            "batches": sum(len(one.landed) for one in found),
            "received": sum(account.received for account in accounts),
        }
    )
    grave = [one.fault for one in found if one.fault and one.fault.code != NOT_CONFIGURED]
    if grave:
        raise dg.Failure(
            description="\n\n".join(str(fault) for fault in grave),
            metadata={"codes": ", ".join(fault.code for fault in grave)},
            allow_retries=False,
        )
