"""The one question that others ask: the true rows of a dataset on a day."""

from datetime import date

import polars as pl

from ecolake.standards.catalogue import Standards
from simulator.tables.build import Tables
from simulator.tables.frames import TrueWorld

_last: list[tuple[TrueWorld, Standards, Tables]] = []


def true_rows(
    world: TrueWorld, standards: Standards, dataset_id: str, day: date, since: date | None = None
) -> pl.DataFrame:
    """Return the rows of a dataset as they truly are: its state on a day, or what the day brought.

    What datasets share is kept for the last world and day asked for, so ask day by day.

    Args:
        world: The simulated world.
        standards: The standards whose rules the rows satisfy.
        dataset_id: `<source>.<dataset>`.
        day: A day of the source's own calendar.
        since: With rows of a day come those of the days before it, from this one on.

    Returns:
        One column a received item, typed as in the lake; one row a key.

    Raises:
        ValueError: The rules let too few of the rows through.
    """
    if not _last or _last[0][0] is not world or _last[0][1] is not standards:
        _last[:] = [(world, standards, Tables(world, standards))]
    return _last[0][2].rows(dataset_id, day, since)
