"""What a source's step does with one dataset: bring it in, after the datasets that it refers to.

References are judged against what has arrived. A run brings many sources, in steps whose order says nothing of this, and
sources refer to each other both ways; so what a dataset refers to is brought in before it, whichever step it belongs to, and
that step then finds it done.
"""

import time
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

import dagster as dg

from assets import keys
from assets.engine import Engine
from assets.reports import in_partitions
from ecolake.acceptance import accept_pending
from ecolake.errors import EcolakeError
from ecolake.ingestion import Ingested, inbox_folder, ingest
from ecolake.standards.catalogue import Dataset

NOT_CONFIGURED = "not_configured"


def bring(context: dg.AssetExecutionContext, engine: Engine, dataset: Dataset) -> Ingested:
    """Ingest one dataset of the run, and before it those of the run that it refers to.

    Its error is kept in the result, so that the others go on. A step that is tried again brings its datasets anew.
    """
    known = _brought(context, engine)
    if dataset.id in known and not context.retry_number:
        return known[dataset.id]
    if in_partitions(context):
        # Days are asked of one source; the others are not this run's business.
        return _bring_one(context, engine, dataset)
    for one in _masters_first(context, engine, dataset):
        found = _bring_one(context, engine, one)
    return found


def is_wanted(dataset: Dataset, selected: AbstractSet[dg.AssetKey]) -> bool:
    """Whether a selection names the landed or the accepted asset of a dataset."""
    return not {keys.landed(dataset), keys.accepted(dataset)}.isdisjoint(selected)


def _masters_first(context: dg.AssetExecutionContext, engine: Engine, dataset: Dataset) -> list[Dataset]:
    """The dataset, and before it what it refers to, directly or not, as far as the run wants it and has not brought it.

    Where datasets refer to each other in a circle, the first that was come by is brought last.
    """
    wanted = _selected_in_run(context)
    ordered: list[Dataset] = []
    seen = set(_brought(context, engine)) - {dataset.id}

    def visit(one: Dataset) -> None:
        seen.add(one.id)
        for link in one.links:
            master = engine.standards.datasets[link.dataset]
            if master.id not in seen and master.mapping and is_wanted(master, wanted):
                visit(master)
        ordered.append(one)

    visit(dataset)
    return ordered


def _brought(context: dg.AssetExecutionContext, engine: Engine) -> dict[str, Ingested]:
    """What this run has brought so far."""
    return engine.results.brought.setdefault(context.run.run_id, {})


def _selected_in_run(context: dg.AssetExecutionContext) -> AbstractSet[dg.AssetKey]:
    """All keys of the run: a step knows its own."""
    return context.job_def.asset_layer.selected_asset_keys


def _bring_one(context: dg.AssetExecutionContext, engine: Engine, dataset: Dataset) -> Ingested:
    """Ingest; unless the landed asset is selected too, nothing is fetched: what lies in the landing zone is accepted."""
    started = time.perf_counter()
    try:
        if engine.fetch and keys.landed(dataset) in _selected_in_run(context):
            found = ingest(
                engine.home,
                engine.standards,
                dataset.id,
                engine.environment,
                window=_window(context),
                progress=engine.progress,
            )
        else:
            accounts = accept_pending(engine.home, engine.standards, dataset.id, progress=engine.progress)
            found = Ingested(dataset.id, (), tuple(accounts), None, time.perf_counter() - started)
    except EcolakeError as error:
        found = Ingested(dataset.id, (), (), error, time.perf_counter() - started)
    if found.fault and found.fault.code == NOT_CONFIGURED and _is_delivered_by_hand(engine, dataset, found):
        # Nobody misses the transport of a dataset that comes through its inbox.
        found = replace(found, fault=None)
    _brought(context, engine)[dataset.id] = found
    engine.results.add(found)
    return found


def _is_delivered_by_hand(engine: Engine, dataset: Dataset, found: Ingested) -> bool:
    inbox = inbox_folder(engine.home, dataset)
    return bool(found.landed) or (inbox.is_dir() and any(inbox.iterdir()))


def _window(context: dg.AssetExecutionContext) -> tuple[date, date] | None:
    """The days asked for; a run without partitions takes whatever is new, of any day."""
    if not in_partitions(context):
        return None
    days = context.partition_key_range
    return date.fromisoformat(days.start), date.fromisoformat(days.end)
