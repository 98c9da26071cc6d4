"""What a source's step does with one dataset: bring it in, after the datasets that it refers to.

References are judged against what has arrived. A run brings many sources, in steps whose order says nothing of this, and
sources refer to each other both ways; so what a dataset refers to is brought in before it, whichever step it belongs to, and
that step then finds it done.
"""

import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

import dagster as dg

from assets import keys
from assets.engine import Engine
from assets.reports import in_partitions
from ecolake.acceptance import accept_pending
from ecolake.accounts import Account
from ecolake.asking import Asked
from ecolake.drift.holds import waiting
from ecolake.errors import EcolakeError
from ecolake.ingestion import Ingested, ingest
from ecolake.standards.catalogue import Dataset
from ecolake.standards.order import masters_first


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
    """The dataset, and before it what it refers to, as far as the run wants it and has not brought it."""
    selected, brought = _selected_in_run(context), _brought(context, engine)

    def is_missing(one: Dataset) -> bool:
        return bool(one.mapping) and one.id not in brought and is_wanted(one, selected)

    return masters_first(engine.standards, [dataset], is_missing)


def _brought(context: dg.AssetExecutionContext, engine: Engine) -> dict[str, Ingested]:
    """What this run has brought so far."""
    return engine.results.brought.setdefault(context.run.run_id, {})


def _selected_in_run(context: dg.AssetExecutionContext) -> AbstractSet[dg.AssetKey]:
    """All keys of the run: a step knows its own."""
    return context.job_def.asset_layer.selected_asset_keys


def _bring_one(context: dg.AssetExecutionContext, engine: Engine, dataset: Dataset) -> Ingested:
    """Ingest; what was asked for before the run, or whose landed asset it does not select, is only accepted."""
    started = time.perf_counter()
    asked = engine.asked.get(dataset.id)
    try:
        if asked is None and engine.fetch and keys.landed(dataset) in _selected_in_run(context):
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
            found = _accepted(dataset, accounts, asked, time.perf_counter() - started)
            found = replace(found, held=tuple(waiting(engine.home, dataset.source, dataset.name)))
    except EcolakeError as error:
        found = Ingested(dataset.id, (), (), error, time.perf_counter() - started)
    _brought(context, engine)[dataset.id] = found
    engine.results.add(found)
    return found


def _accepted(dataset: Dataset, accounts: Sequence[Account], asked: Asked | None, seconds: float) -> Ingested:
    if asked is None:
        return Ingested(dataset.id, (), tuple(accounts), None, seconds)
    return Ingested(dataset.id, asked.landed, tuple(accounts), asked.fault, asked.seconds + seconds)


def _window(context: dg.AssetExecutionContext) -> tuple[date, date] | None:
    """The days asked for; a run without partitions takes whatever is new, of any day."""
    if not in_partitions(context):
        return None
    days = context.partition_key_range
    return date.fromisoformat(days.start), date.fromisoformat(days.end)
