"""What of a dataset comes on a day: true rows, less those that are late or gone, with faults, in the source's words.

Does not belong here: where it is put (`systems`), and the bytes (`writers`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.departments.calendar import is_due, window, written_at
from simulator.departments.disguise import Said, mapping_of, stamped
from simulator.departments.plan import BY_UPDATE, DatasetPlan, SourcePlan
from simulator.departments.words import DATETIME
from simulator.departments.writers.typed import as_held
from simulator.noise.spoil import Injected, spoil
from simulator.truth.digest import columns_of, digests

# Of a dataset, on a day, with what days before it brought since another.
TrueRows = Callable[[str, date, date], pl.DataFrame]


@dataclass(frozen=True)
class Delivery:
    """What comes of a dataset on a day.

    Attributes:
        dataset: Which.
        day: When.
        said: The table in the source's words.
        held: The same as its format holds it.
        true: The true rows behind it, row for row.
        faults: What is wrong in it.
        digests: The name of each row.
    """

    dataset: Dataset
    day: date
    said: Said
    held: pl.DataFrame
    true: pl.DataFrame
    faults: list[Injected]
    digests: pl.Series


@dataclass(frozen=True)
class Desk:
    """Where deliveries are made: whose rows, since when, and where what is late waits.

    Attributes:
        true_rows: What is true of a dataset on a day, with what earlier days brought since the second.
        seed: Of the world.
        start: The first day.
        waiting: Folder for the rows that come with the next delivery.
    """

    true_rows: TrueRows
    seed: int
    start: date
    waiting: Path

    def deliver(
        self, dataset: Dataset, plan: SourcePlan, day: date, *, is_overdue: bool = False
    ) -> Delivery | None:
        """Return what comes of a day, if anything does.

        Args:
            dataset: Which.
            plan: How its source behaves.
            day: Whose delivery.
            is_overdue: Whether it comes together with the next one, for the source was down: then nobody has seen yet what
                that one would correct.
        """
        own = plan.of(dataset.name)
        calendar = own.calendar or BY_UPDATE[dataset.spec.update]
        if not is_due(calendar, day, self.start):
            return None
        rng = Random(f"{dataset.id}/departments/{self.seed}/{day}")
        mapping = mapping_of(dataset)
        # A snapshot is all that there is; of an increment nothing may fall between two deliveries.
        since = self.start if mapping.delivers == "snapshot" else window(calendar, day, self.start)
        delay = timedelta(days=own.delay)
        rows = self.true_rows(dataset.id, day - delay, since - delay)
        if mapping.delivers == "snapshot":
            rows, late = self._without_the_gone(rows, dataset, own, day), rows.clear()
        else:
            rows, late = _parted(rows, own.late, rng)
            rows = pl.concat([rows, self._arrived(dataset, day, rows)])
        received = written_at(day).replace(tzinfo=ZoneInfo(dataset.timezone))
        spoilt = spoil(
            rows,
            dataset,
            plan.rates(dataset.name),
            rng,
            received,
        )
        said = stamped(spoilt.said, mapping, f"{written_at(day):{DATETIME}}")
        if mapping.delivers == "increment":
            wrong = [spoilt.order[fault.position] for fault in spoilt.faults if fault.items]
            share = 0.0 if is_overdue else own.corrected
            again = rows[sorted(row for row in wrong if rng.random() < share)]
            self._keep_waiting(dataset, day, pl.concat([late, again]))
        held = as_held(said, mapping.read)
        names = digests(held, columns_of(dataset))
        return Delivery(dataset, day, said, held, rows[spoilt.order], spoilt.faults, names)

    def _without_the_gone(
        self, rows: pl.DataFrame, dataset: Dataset, plan: DatasetPlan, day: date
    ) -> pl.DataFrame:
        """Leave out rows that a later snapshot no longer has: always the same ones, some more each day."""
        share = plan.gone * (day - self.start).days
        if not share or rows.height < 1 / plan.gone / 10:
            return rows
        keys = rows.select(pl.col(name).cast(pl.String) for name in dataset.key)
        # The first digits of a digest are as good as chance, and the same in every version of the libraries.
        draw = digests(keys, dataset.key).str.slice(0, 4).str.to_integer(base=16)
        return rows.filter(draw >= share * 16**4)

    def _file(self, dataset: Dataset, day: date) -> Path:
        return self.waiting / dataset.source / f"{dataset.name}.{day}.parquet"

    def _keep_waiting(self, dataset: Dataset, day: date, rows: pl.DataFrame) -> None:
        # An empty file too: it says that of the delivery before nothing is waiting any more.
        path = self._file(dataset, day)
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.write_parquet(path)

    def _arrived(self, dataset: Dataset, day: date, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that were left over by the delivery before this one."""
        folder = self.waiting / dataset.source
        earlier = sorted(
            path
            for path in folder.glob(f"{dataset.name}.????-??-??.parquet")
            if path.name.split(".")[1] < day.isoformat()
        )
        if not earlier:
            return rows.clear()
        return pl.read_parquet(earlier[-1]).select(rows.columns).cast(dict(rows.schema))  # type: ignore[arg-type]


def _parted(rows: pl.DataFrame, share: float, rng: Random) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that come now and those that come later."""
    wanted = int(rows.height * share + rng.random()) if share else 0
    if not wanted:
        return rows, rows.clear()
    chosen = pl.Series("chosen", sorted(rng.sample(range(rows.height), wanted)), dtype=pl.UInt32)
    is_late = pl.int_range(rows.height, eager=True, dtype=pl.UInt32).is_in(chosen.implode())
    return rows.filter(~is_late), rows.filter(is_late)
