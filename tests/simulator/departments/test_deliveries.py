"""What comes when: calendars, delays, late rows, corrections, rows that are gone."""

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest

from simulator.departments.calendar import is_due
from simulator.departments.delivery import Desk
from simulator.departments.plan import DatasetPlan, SourcePlan

START = date(2026, 3, 2)
QUIET = dict.fromkeys(SourcePlan().rates("any"), 0.0)


def plan(dataset, faults=None, **said):
    return SourcePlan(faults=QUIET | (faults or {}), datasets={dataset: DatasetPlan(**said)})


@pytest.fixture
def rainfall(standards, true):
    dataset = standards.datasets["water_resources.rainfall"]

    def of(day):
        days = (day - START).days
        return true(dataset.id).with_columns(pl.col("observed_at") + timedelta(days=days))

    return dataset, of


@pytest.mark.parametrize(
    ("calendar", "days"),
    [
        ("daily", [0, 1, 2, 7, 29, 30]),
        ("weekly", [0, 7]),
        ("monthly", [0, 30]),
        ("quarterly", [0, 30]),
        ("yearly", [0]),
    ],
)
def test_everything_comes_on_the_first_day_and_then_as_the_calendar_says(calendar, days):
    # 2 March 2026 is a Monday; 30 days later is the first of April.
    assert [
        day for day in (0, 1, 2, 7, 29, 30) if is_due(calendar, START + timedelta(days=day), START)
    ] == days


def test_nothing_falls_between_two_deliveries(tmp_path, standards):
    asked = {}

    def rows(dataset, day, since):
        asked.setdefault(dataset, []).append((since, day))
        return pl.DataFrame(schema=standards.datasets[dataset].schema)

    desk = Desk(rows, 7, START, tmp_path)
    weekly, whole = "ecology.judicial_transfer", "ecology.total_quota_origin"
    for day in range(61):
        for one in (weekly, whole):
            desk.deliver(standards.datasets[one], plan(one), START + timedelta(days=day))
    windows = asked[weekly]
    assert windows[0] == (START, START)
    assert len(windows) == 9
    for (_, before), (since, _) in pairwise(windows):
        assert since == before + timedelta(days=1)
    # A snapshot is the whole each time.
    assert [since for since, _ in asked[whole]] == [START] * 3


def test_late_rows_come_with_the_next_delivery_and_none_is_lost(desk_of, rainfall):
    dataset, of = rainfall
    desk = desk_of(of)
    late = plan("rainfall", late=0.2)
    first, second = (desk.deliver(dataset, late, START + timedelta(days=n)) for n in range(2))
    assert first.true.height < of(START).height
    came = pl.concat([first.true, second.true])
    missing = of(START).join(came, on=dataset.key, how="anti")
    assert missing.is_empty()
    assert second.true["observed_at"].min() < of(START + timedelta(days=1))["observed_at"].min()


def test_a_spoilt_row_is_corrected_with_the_next_delivery(desk_of, rainfall):
    dataset, of = rainfall
    desk = desk_of(of)
    wrong = plan("rainfall", {"zero_for_missing": 0.3}, corrected=1)
    first = desk.deliver(dataset, wrong, START)
    spoilt = first.true[[fault.position for fault in first.faults]]
    assert spoilt.height > 0
    second = desk.deliver(dataset, wrong, START + timedelta(days=1))
    assert spoilt.join(second.true, on=dataset.key, how="anti").is_empty()
    quiet = plan("rainfall", corrected=1)
    third, fourth = (desk.deliver(dataset, quiet, START + timedelta(days=n)) for n in (2, 3))
    assert third.true.height > fourth.true.height == of(START).height, "a correction comes once"


def test_rows_of_a_day_come_as_many_days_later_as_they_are_delayed(desk_of, rainfall):
    dataset, of = rainfall
    delivery = desk_of(of).deliver(dataset, plan("rainfall", delay=2), START)
    assert delivery.true["observed_at"].to_list() == of(START - timedelta(days=2))["observed_at"].to_list()


def test_rows_that_are_gone_from_a_snapshot_stay_gone(desk_of, standards, true):
    dataset = standards.datasets["market_regulation.enterprise"]
    source = standards.datasets["ecology.pollution_source_profile"]
    rows = pl.concat(
        [true(source.id).with_columns(pl.lit(f"{n}").alias(source.key[0])) for n in range(60)]
    ).unique(source.key, maintain_order=True)
    assert dataset.source == "market_regulation"
    desk = desk_of(rows)
    seen = []
    for day in range(4):
        delivery = desk.deliver(
            source, plan("pollution_source_profile", gone=0.05), START + timedelta(days=day)
        )
        seen.append(set(delivery.true[source.key[0]]))
    assert len(seen[0]) == rows.height
    assert seen[3] < seen[2] < seen[1] < seen[0] or seen[3] < seen[0]
    assert seen[3] <= seen[2] <= seen[1]


def test_the_same_day_is_the_same_delivery(desk_of, rainfall):
    dataset, of = rainfall
    noisy = SourcePlan(faults=dict.fromkeys(QUIET, 0.02))
    one, other = (desk_of(of).deliver(dataset, noisy, START) for _ in range(2))
    assert one.held.equals(other.held)
    assert one.faults == other.faults
    assert one.digests.to_list() == other.digests.to_list()
