"""What a source's step tells Dagster of one dataset: only what changed, by day where the dataset has days.

Dagster skips a step when an output above it was not yielded. A run that also builds something below
therefore reports every dataset, new or not: docs/decisions/0008.
"""

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg

from assets import keys
from assets.figures import Figures, accepted_figures, by_day, landed_figures
from ecolake.home import Home
from ecolake.ingestion import Ingested
from ecolake.standards.catalogue import Dataset

# Events of single days are stored one by one; a first load of years is told in one, without days.
MANY_DAYS = 62

Report = dg.MaterializeResult[None] | dg.AssetCheckResult


def report(
    context: dg.AssetExecutionContext, home: Home, dataset: Dataset, found: Ingested
) -> Iterator[Report]:
    """Yield the materializations of a dataset's selected assets."""
    for key in (keys.landed(dataset), keys.accepted(dataset)):
        if key not in context.selected_asset_keys:
            continue
        if in_partitions(context):
            yield _of_partitions(context, home, key, dataset, found)
        elif context.assets_def.partitions_def is not None:
            _forget_upstream_days(context, dataset)
            yield from _of_touched_days(context, home, key, dataset, found)
        elif found.changed or found.landed or found.held or _builds_more(context):
            yield dg.MaterializeResult(asset_key=key, metadata=_figures(home, key, dataset, found))


def in_partitions(context: dg.AssetExecutionContext) -> bool:
    """Whether the run was asked for certain days."""
    return bool(context.has_partition_key or context.has_partition_key_range)


def _of_partitions(
    context: dg.AssetExecutionContext, home: Home, key: dg.AssetKey, dataset: Dataset, found: Ingested
) -> Report:
    """Report the days asked for, each with its own figures, also when nothing is new: they were asked for."""
    for day, part in by_day(home, dataset, found).items():
        if day is not None:
            figures = _figures(home, key, dataset, part)
            context.add_asset_metadata(figures, asset_key=key, partition_key=day.isoformat())
    return dg.MaterializeResult(asset_key=key)


def _of_touched_days(
    context: dg.AssetExecutionContext, home: Home, key: dg.AssetKey, dataset: Dataset, found: Ingested
) -> Iterator[Report]:
    """Report each day that something arrived for, though the run was not asked for days."""
    days = by_day(home, dataset, found)
    undated = days.pop(None, None)
    if len(days) > MANY_DAYS:
        days, undated = {}, found
    for day, part in sorted(days.items(), key=lambda pair: str(pair[0])):
        figures = _figures(home, key, dataset, part)
        context.log_event(dg.AssetMaterialization(key, partition=str(day), metadata=figures))
    if undated or found.held or _builds_more(context):
        rest = replace(undated or Ingested(dataset.id, (), (), None, 0.0), held=found.held)
        yield dg.MaterializeResult(asset_key=key, metadata=_figures(home, key, dataset, rest))


def _forget_upstream_days(context: dg.AssetExecutionContext, dataset: Dataset) -> None:
    """Keep Dagster from asking which days of the landed asset were read, in a run that has no days.

    It asks this for the provenance of the accepted rows, and fails when the run has no partition.
    """
    known = context.op_execution_context.get_step_execution_context().input_asset_records
    if isinstance(known, dict):
        known[keys.landed(dataset)] = None


def _figures(home: Home, key: dg.AssetKey, dataset: Dataset, found: Ingested) -> Figures:
    if key == keys.landed(dataset):
        return landed_figures(home, dataset, found.landed)
    return accepted_figures(home, dataset, found.accounts, found.held)


def _builds_more(context: dg.AssetExecutionContext) -> bool:
    """Whether this run also builds assets below the accepted rows."""
    above = {keys.LANDED, keys.ACCEPTED}
    return not all(key.path[0] in above for key in context.job_def.asset_layer.selected_asset_keys)
