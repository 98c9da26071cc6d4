"""One day of all departments: who delivers, who is down, and the record of what was wrong."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from ecolake.standards.catalogue import Standards
from simulator.departments.delivery import Desk
from simulator.departments.plan import SourcePlan, load_plan
from simulator.departments.systems import place
from simulator.truth.record import fault_rows, identity_rows, write_day

# Called with what is being written, and how many datasets of how many are done.
Progress = Callable[[str, int, int], None]
# Written by hand, feed by feed.
HAND_WRITTEN = frozenset(
    {"mee.air_station_hourly", "market_regulation.enterprise", "ecology.discharge_permit", "iot.hj212_frame"}
)


@dataclass(frozen=True)
class Departments:
    """All departments of a world.

    Attributes:
        folder: The simulated folder.
        standards: What each delivers.
        desk: Where deliveries are made.
        only: Ids of the datasets wanted; None for all.
        progress: See `Progress`.
        known: Whom a true value names, by element, beside the code itself.
    """

    folder: Path
    standards: Standards
    desk: Desk
    only: Collection[str] | None = None
    progress: Progress | None = None
    known: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def deliver(self, day: date) -> tuple[dict[str, int], list[str]]:
        """Write what comes on a day.

        Returns:
            Rows of each dataset, spoilt and repeated ones too, and the paths that were written.
        """
        rows: dict[str, int] = {}
        files: dict[str, None] = {}
        faults: list[pl.DataFrame] = []
        identities: list[pl.DataFrame] = []
        wanted = self._datasets()
        for done, dataset_id in enumerate(wanted):
            if self.progress:
                self.progress(dataset_id, done, len(wanted))
            dataset = self.standards.datasets[dataset_id]
            plan = load_plan(dataset.source)
            for coming in self._days(plan, day):
                delivery = self.desk.deliver(dataset, plan, coming, is_overdue=coming != day)
                if delivery is None:
                    continue
                placed = place(self.folder, self.standards, delivery, plan, self.desk.start)
                rows[dataset_id] = rows.get(dataset_id, 0) + delivery.held.height
                files.update(dict.fromkeys(placed.files))
                faults.append(fault_rows(delivery, placed))
                whose = identity_rows(delivery, self.known)
                identities += [whose] if whose is not None else []
        return rows, [*files, *write_day(self.folder, day, faults, identities)]

    def _datasets(self) -> list[str]:
        return [
            one
            for one in self.standards.delivered
            if one not in HAND_WRITTEN and (self.only is None or one in self.only)
        ]

    def _days(self, plan: SourcePlan, day: date) -> list[date]:
        """Return the days whose deliveries come on this one: none when the source is down, two when it was the day before."""
        ordinal = (day - self.desk.start).days + 1
        if ordinal in plan.down:
            return []
        missed = []
        before = ordinal - 1
        while before in plan.down:
            missed.append(day - timedelta(days=ordinal - before))
            before -= 1
        return [*reversed(missed), day]
