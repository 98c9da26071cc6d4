"""The true rows of any dataset: its anchor, what is bound to it, what is drawn, and the repair until its rules hold.

One `Tables` serves a world and its standards. It keeps what other datasets refer to, for one day at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from ecolake.standards.catalogue import Dataset, Link, Standards
from simulator.tables.anchor import AGED, ID, NTH, ORIGIN, carried, lengthened
from simulator.tables.bind import bound
from simulator.tables.conclude import concluded
from simulator.tables.dice import Dice
from simulator.tables.draw import draw, is_inside
from simulator.tables.drawing import Calendar, Drawing
from simulator.tables.frames import Frames, TrueWorld, is_series
from simulator.tables.nature import is_choice, is_daily, is_register, usual_anchor
from simulator.tables.order import REGISTER, needed, origin
from simulator.tables.plan import Plan, plans
from simulator.tables.refer import referred
from simulator.tables.repair import Judge, repaired
from simulator.tables.spread import aged, spread, turned_over

_LEAST_SHARE, _FEW = 0.9, 50


@dataclass(frozen=True)
class Made:
    """Rows with all that is known of them.

    Attributes:
        wide: Their words, the anchor's columns, the items.
        daily: Whether they are of a day rather than a state.
        turning: Whether a day brings those rows of the state that turned over; others refer to all.
    """

    wide: pl.DataFrame
    daily: bool
    turning: bool


class Tables:
    """True rows of all datasets of one world."""

    def __init__(self, world: TrueWorld, standards: Standards) -> None:
        self._world = world
        self._standards = standards
        self._plans = plans()
        self._frames = Frames(world)
        self._kept: dict[str, Made] = {}
        self._day: date | None = None
        everything = standards.datasets.values()
        self._needed = {name for one in everything for name in needed(one, standards, self._plans)}

    def rows(self, dataset_id: str, day: date, since: date | None = None) -> pl.DataFrame:
        """Return the received items of a dataset as they truly are on a day.

        Args:
            dataset_id: Which.
            day: When.
            since: With what the day brought comes what the days before it brought, from this one on; a state is that of the
                day alone.

        Raises:
            ValueError: The rules of the standard let too few rows through.
        """
        dataset = self._standards.datasets[dataset_id]
        made = self._made(dataset_id, day)
        wide = turned_over(made.wide, self._world.start, day) if made.turning else made.wide
        rows = wide.select(name for name, item in dataset.items.items() if not item.derived)
        if since is None or since >= day or not (made.daily or made.turning):
            return rows
        before = [since + timedelta(days=passed) for passed in range((day - since).days)]
        earlier = [self._of_earlier_days.rows(dataset_id, one) for one in before]
        return pl.concat([*earlier, rows]).unique(list(dataset.key), keep="last", maintain_order=True)

    @cached_property
    def _of_earlier_days(self) -> "Tables":
        """Tables of another day, so that what is kept of this one stays."""
        return Tables(self._world, self._standards)

    def _made(self, dataset_id: str, day: date) -> Made:
        if day != self._day:
            self._kept.clear()
            self._frames.forget_the_day()
            self._day = day
        if dataset_id in self._kept:
            return self._kept[dataset_id]
        made = self._make(self._standards.datasets[dataset_id], day)
        if dataset_id in self._needed:
            self._kept[dataset_id] = made
        return made

    def _make(self, dataset: Dataset, day: date) -> Made:
        plan = self._plan(dataset)
        link = origin(dataset, self._standards, self._plans)
        base, daily = self._base(dataset, plan, link, day)
        # A register that sends what changed is a state; all of it is sent on the first day.
        turning = daily and not is_series(plan) and is_register(dataset, plan, base)
        daily = daily and not turning
        calendar = Calendar(self._world.start, day, daily)
        enterprises = self._frames.static("enterprise").height
        frame = aged(spread(base, dataset, plan, calendar, enterprises, self._world.hours), calendar)
        was = [name for name in plan.values if name in frame.columns]
        frame = frame.with_columns(pl.col(name).alias(f"_was_{name}") for name in was)
        frame, fixed = bound(frame, dataset, plan)
        for other in dataset.links:
            if (
                other is not link
                and other.dataset != dataset.id
                and not plan.values.keys() & set(other.items)
            ):
                frame = self._linked(frame, dataset, other, fixed, day)
                fixed |= set(other.items)
        if fixed.issuperset(dataset.key):
            # Of what an anchor names twice, as a case that was filed and then decided, the later stands.
            frame = frame.unique(list(dataset.key), keep="last", maintain_order=True)
        return Made(self._finished(frame, dataset, plan, calendar, fixed), daily, turning)

    def _finished(
        self, frame: pl.DataFrame, dataset: Dataset, plan: Plan, calendar: Calendar, fixed: set[str]
    ) -> pl.DataFrame:
        """Draw what is not known, conclude what follows, and repair what breaks a rule."""
        follows = {name for name, value in plan.values.items() if value.sql}
        received = [name for name, item in dataset.items.items() if not item.derived]
        free = [name for name in received if name not in fixed | follows]

        def conclude(rows: pl.DataFrame) -> pl.DataFrame:
            return concluded(rows, dataset, plan, self._name(dataset))

        def redraw(rows: pl.DataFrame, names: Sequence[str], turn: int) -> pl.DataFrame:
            return self._drawn(rows, dataset, plan, calendar, names, turn)

        drawn = conclude(redraw(frame, free, 0))
        inside = {name for name in free if name not in plan.values and is_inside(dataset.items[name])}
        judge = Judge.of(dataset, calendar, fixed | inside)
        passing, left = repaired(drawn, judge, free, redraw, conclude)
        key = list(dataset.key)
        unique = passing.drop_nulls(key).unique(key, keep="first", maintain_order=True)
        _enough(dataset, frame.height, passing.height, unique.height, left)
        return unique

    def _plan(self, dataset: Dataset) -> Plan:
        plan = self._plans.get(dataset.id, Plan())
        if unknown := plan.values.keys() - dataset.items.keys():
            raise ValueError(f"{dataset.id}: the plan speaks of items that there are not: {sorted(unknown)}")
        return plan

    def _base(self, dataset: Dataset, plan: Plan, link: Link | None, day: date) -> tuple[pl.DataFrame, bool]:
        """The anchor, and whether the rows are those of the day."""
        daily = is_daily(dataset, plan)
        above = link.dataset if link is not None and link.dataset != REGISTER else plan.anchor
        if above is not None and above in self._standards.datasets:
            made = self._made(above, day)
            frame = carried(made.wide, self._standards.datasets[above], link)
            daily = daily or made.daily
        elif is_series(plan):
            days = plan.history if day == self._world.start else 1
            frame, daily = self._frames.series(str(plan.anchor), day, days), True
        else:
            frame = self._frames.static(plan.anchor or usual_anchor(dataset, link))
            names = link.items if link is not None else ()
            frame = frame.with_columns(pl.col("unified_social_credit_code").alias(name) for name in names)
        if plan.where is not None:
            some = frame.filter(pl.sql_expr(plan.where))
            # A world of one county may have none of the kind; then its others stand for them. Of events there are none.
            frame = frame if some.is_empty() and plan.history == 1 else some
        if plan.long is not None:
            frame = lengthened(frame, plan.long)
        return frame, daily if plan.daily is None else plan.daily

    def _linked(
        self, frame: pl.DataFrame, dataset: Dataset, link: Link, fixed: set[str], day: date
    ) -> pl.DataFrame:
        """Let another reference name what is there."""
        known = set(link.items) <= fixed
        if known and is_series(self._plans.get(link.dataset, Plan())):
            # What the world says of an earlier day; that day brought the row referred to.
            return frame
        ours = link.dataset == REGISTER
        target = self._frames.static("enterprise") if ours else self._made(link.dataset, day).wide
        dice = Dice(f"{self._name(dataset)}/{link.id}", frame[ID].to_numpy())
        return referred(frame, target, dataset, link, dice, known=known)

    def _drawn(
        self,
        frame: pl.DataFrame,
        dataset: Dataset,
        plan: Plan,
        calendar: Calendar,
        names: Sequence[str],
        turn: int,
    ) -> pl.DataFrame:
        for name in names:
            in_key = name in dataset.key
            # Of the key, rows of one origin take turns; what else a row says may change as it ages.
            whose = ORIGIN if in_key and is_choice(dataset.items[name]) else ID if in_key else AGED
            dice = Dice(self._name(dataset), frame[whose].to_numpy())
            at = Drawing(dataset, calendar, dice, frame, plan.values, self._frames.column, turn, frame[NTH])
            frame = frame.with_columns(draw(dataset.items[name], at).alias(name))
        return frame

    def _name(self, dataset: Dataset) -> str:
        return f"tables/{self._world.seed}/{dataset.id}"


def _enough(dataset: Dataset, wanted: int, passing: int, unique: int, left: dict[str, int]) -> None:
    # Of few rows one that falls out is many already; of them there have to be some.
    if unique >= _LEAST_SHARE * wanted or (unique > 0 and wanted <= _FEW):
        return
    failing = sorted(left.items(), key=lambda one: (-one[1], one[0]))[:5]
    worst = ", ".join(f"{name} ({count})" for name, count in failing)
    raise ValueError(
        f"{dataset.id}: {wanted} rows were made, {passing} satisfy the standard, {unique} of them by different keys; "
        f"what fails: {worst or 'the key ' + ', '.join(dataset.key)}; say in simulator/tables/sources how it hangs together"
    )
