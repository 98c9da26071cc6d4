"""What a source's step tells Dagster of one dataset: only what changed, by day where the dataset has days.

See docs/decisions/0010: a step below an output that was not yielded is skipped, so a run that also builds something
below is told of every dataset, new or not.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg

from assets import keys
from assets.figures import Figures, accepted_figures, by_day, landed_figures
from ecolake.accounts import Account
from ecolake.home import Home
from ecolake.ingestion import Ingested
from ecolake.landing import Manifest
from ecolake.standards.catalogue import Dataset

Report = dg.MaterializeResult[None] | dg.AssetCheckResult


def report(context: dg.AssetExecutionContext, home: Home, dataset: Dataset, found: Ingested) -> Iterator[Report]:
    """Yield the materializations of a dataset's selected assets."""
    days = by_day(home, dataset, found)
    for key, figures in _figures(home, dataset):
        if key not in context.selected_asset_keys:
            continue
        if context.has_partition_key or context.has_partition_key_range:
            yield from _of_partitions(context, key, {d: figures(part) for d, part in days.items()})
        elif context.assets_def.partitions_def is not None:
            yield from _of_touched_days(context, key, {d: figures(part) for d, part in days.items()})
        elif found.changed or found.landed or _builds_more(context):
            yield dg.MaterializeResult(asset_key=key, metadata=figures(found))


def _figures(home: Home, dataset: Dataset):
    def landed(part: Ingested) -> Figures:
        return landed_figures(home, dataset, part.landed) | {"seconds": round(part.seconds, 3)}

    def accepted(part: Ingested) -> Figures:
        return accepted_figures(home, dataset, part.accounts)

    return (keys.landed(dataset), landed), (keys.accepted(dataset), accepted)
