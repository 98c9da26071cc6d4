"""What each run added is measured once, and the last run is held against the thirty before it."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ecolake import lake
from ecolake.warehouse import measures
from ecolake.warehouse.measures import ITEM_SCHEMA, ITEMS, QUANTILES, RUN_SCHEMA, Measures, measure, record
from ecolake.warehouse.usual import FEWEST_RUNS, judged, short_of_history

AIR = "mee.air_station_hourly"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def measured(tiny):
    found = measure(tiny.home, tiny.standards, NOW)
    record(tiny.home, found)
    return found


def runs_of(found, dataset):
    return found.runs.filter(dataset=dataset).select("run", "received", "accepted").rows()


def test_each_run_measures_only_what_no_run_has_measured(tiny):
    first = measured(tiny)
    assert runs_of(first, AIR) == [(1, 3, 3)]
    assert lake.version(tiny.home, ITEMS) == 0
    measured(tiny)
    assert lake.version(tiny.home, ITEMS) == 0
    tiny.deliver(AIR, [{"station_code": "1003A", "aqi": 12}, {"station_code": None, "aqi": None}])
    again = measured(tiny)
    assert runs_of(again, AIR) == [(1, 3, 3), (2, 2, 2)]
    assert runs_of(again, "iot.hj212_frame") == runs_of(first, "iot.hj212_frame")
    (aqi,) = again.items.filter(dataset=AIR, item="aqi", run=2).to_dicts()
    assert (aqi["rows"], aqi["nulls"], aqi["quantiles"]) == (2, 1, [12.0] * len(QUANTILES))


def test_codes_are_counted_and_personal_items_are_not_looked_at(tiny):
    found = measured(tiny).items
    (medium,) = found.filter(dataset="ecology.discharge_permit", item="outlet_medium")["codes"].to_list()
    assert medium == [{"code": "air", "count": 1}, {"code": "water", "count": 1}]
    assert found.filter(pl.col("item").is_in(["legal_representative", "telephone"])).is_empty()


def test_a_run_that_was_killed_before_it_was_counted_is_measured_again_and_counts_once(tiny, monkeypatch):
    true = lake.append

    def killed(home, table, frame):
        if table != ITEMS:
            raise KeyboardInterrupt
        true(home, table, frame)

    monkeypatch.setattr(lake, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        measured(tiny)
    monkeypatch.setattr(lake, "append", true)
    found = measured(tiny)
    assert runs_of(found, AIR) == [(1, 3, 3)]
    assert found.items.filter(dataset=AIR, item="aqi").height == 1


def test_what_is_impossible_is_judged_again_until_it_is_mended(tiny):
    known = {"standard_hash": tiny.standards.datasets[AIR].fingerprint}

    def impossible():
        found = measured_but_impossible(tiny)
        return [(one.item, one.measure) for one in found if one.holds and one.item == "aqi"]

    measured(tiny)
    tiny.deliver(AIR, [{"station_code": "1003A", "aqi": -9}], account=known)
    assert impossible() == [("aqi", "minimum")]
    tiny.deliver(AIR, [{"station_code": "1004A", "aqi": 20}], account=known)
    assert impossible() == [("aqi", "minimum")]


def measured_but_impossible(tiny):
    found = measure(tiny.home, tiny.standards, NOW)
    judgements = judged(found, tiny.standards)
    record(tiny.home, found, but={one.dataset for one in judgements if one.holds})
    return judgements


def history(standards, *, runs, last, column, dataset=AIR, item="pm10_1h"):
    """So many runs alike, and a last one that differs in one figure."""
    usual = {"rows": 1000, "nulls": 10, "quantiles": [float(n) for n in range(21)], "codes": None}
    whole = {"received": 1000, "accepted": 1000, "standard_hash": standards.datasets[dataset].fingerprint}
    numbers = range(1, runs + 2)
    change = [{}] * runs + [{column: last}]
    known = [
        {"dataset": dataset, "run": n, "profile": str(n), "measured_at": NOW, "batches": [str(n)]}
        | whole
        | {name: value for name, value in changed.items() if name in whole}
        for n, changed in zip(numbers, change, strict=True)
    ]
    items = [
        {"dataset": dataset, "run": n, "profile": str(n), "item": item}
        | usual
        | {name: value for name, value in changed.items() if name in usual}
        for n, changed in zip(numbers, change, strict=True)
    ]
    return Measures(pl.DataFrame(known, schema=RUN_SCHEMA), pl.DataFrame(items, schema=ITEM_SCHEMA))


def outside(given, standards):
    return {(one.frame, one.measure) for one in judged(given, standards) if one.outside}


SHIFTED = [float(n) + 8 for n in range(21)]
UNUSUAL = [
    ("received", 400, {("volumes", "received")}),
    ("received", 1600, {("volumes", "received")}),
    ("nulls", 100, {("null_shares", "null_share")}),
    (
        "quantiles",
        SHIFTED,
        {("quantiles", "p05"), ("quantiles", "p50"), ("quantiles", "p95"), ("drift", "ks")},
    ),
]


@pytest.mark.parametrize(("column", "last", "found"), UNUSUAL)
def test_what_is_unusual_is_seen_with_enough_history_and_not_before(standards, column, last, found):
    assert outside(history(standards, runs=FEWEST_RUNS, last=last, column=column), standards) == found
    young = history(standards, runs=FEWEST_RUNS - 1, last=last, column=column)
    assert outside(young, standards) == set()
    assert short_of_history(young) == (AIR,)


@pytest.mark.parametrize(
    ("column", "last"), [("received", 1400), ("nulls", 50), ("quantiles", [float(n) + 3 for n in range(21)])]
)
def test_what_varies_as_usual_is_not_told(standards, column, last):
    assert outside(history(standards, runs=30, last=last, column=column), standards) == set()


def test_codes_that_moved_are_drift(standards):
    codes = [{"code": "air", "count": 500}, {"code": "water", "count": 500}]
    given = history(
        standards,
        runs=6,
        last=[{"code": "air", "count": 1000}],
        column="codes",
        dataset="ecology.discharge_permit",
        item="outlet_medium",
    )
    earlier = given.items.with_columns(
        quantiles=None,
        codes=pl.when(pl.col("codes").is_null()).then(pl.lit(codes, ITEM_SCHEMA["codes"])).otherwise("codes"),
    )
    assert outside(Measures(given.runs, earlier), standards) == {("drift", "share_moved")}


@pytest.mark.parametrize(
    ("item", "column", "last", "measure_name"),
    [
        ("station_code", "nulls", 1, "null_share"),
        ("pm10_1h", "quantiles", [-1.0] + [0.0] * 20, "minimum"),
        ("pm10_1h", "quantiles", [0.0] * 20 + [1e9], "maximum"),
    ],
)
def test_what_the_standard_keeps_out_is_impossible_whatever_the_history(
    standards, item, column, last, measure_name
):
    given = history(standards, runs=0, last=last, column=column, item=item)
    if column != "nulls":
        given = Measures(given.runs, given.items.with_columns(nulls=pl.lit(0, pl.Int64)))
    assert outside(given, standards) == {("impossible", measure_name)}
    older = given.runs.with_columns(standard_hash=pl.lit("an older standard"))
    assert outside(Measures(older, given.items), standards) == set()


def test_a_code_that_is_not_in_the_list_is_impossible(standards):
    given = history(
        standards,
        runs=0,
        last=[{"code": "lava", "count": 1}],
        column="codes",
        dataset="ecology.discharge_permit",
        item="outlet_medium",
    )
    assert outside(given, standards) == {("impossible", "unknown_codes")}


def test_only_the_runs_that_are_compared_are_kept(tiny, monkeypatch):
    monkeypatch.setattr(measures, "KEPT", 2)
    for number in range(4):
        tiny.deliver(AIR, [{"station_code": f"{number}A"}])
        found = measured(tiny)
    assert found.runs.filter(dataset=AIR)["run"].to_list() == [3, 4]
    kept = lake.scan(tiny.home, ITEMS).filter(dataset=AIR).select("run").unique().collect()
    assert kept.height <= 4
