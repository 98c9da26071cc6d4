"""Time series are daily partitions: a run may ask for days; one that does not says which it touched."""

from dataclasses import replace

import pytest

from assets.sources import build_source_assets

BOTH = ("landed/mee/air_station_hourly", "accepted/mee/air_station_hourly")
DAY = "2026-03-02"
RANGE = {
    "dagster/asset_partition_range_start": DAY,
    "dagster/asset_partition_range_end": "2026-03-04",
}


def test_datasets_are_partitioned_as_the_standards_say(standards):
    daily = {
        key.to_user_string()
        for step in build_source_assets(standards)
        for key in step.keys
        if step.partitions_def is not None
    }
    wanted = {
        f"{layer}/{dataset.table}"
        for dataset in standards.datasets.values()
        for layer in ("landed", "accepted")
        if dataset.mapping and dataset.mapping.partition == "daily"
    }
    assert daily == wanted != set()


def test_days_are_those_of_the_sources_own_zone(standards):
    for step in build_source_assets(standards):
        if step.partitions_def is not None:
            source = next(iter(step.keys)).path[1]
            assert step.partitions_def.timezone == standards.sources[source].timezone


def test_a_run_without_days_takes_all_and_says_which(run, metadata):
    result = run(*BOTH)
    assert result.success
    assert list(metadata(result, BOTH[1])) == [DAY]


def test_a_run_of_another_day_fetches_nothing(run, engine):
    assert run(*BOTH, partition_key="2026-03-05").success
    assert engine.results.ingested["mee.air_station_hourly"].landed == ()


def test_a_run_of_the_day_fetches_it(run, metadata, engine):
    result = run(*BOTH, partition_key=DAY)
    assert result.success
    assert metadata(result, BOTH[1])[DAY]["received"] > 0


def test_one_run_fills_a_range_of_days(run, metadata):
    result = run(*BOTH, tags=RANGE)
    assert result.success
    figures = metadata(result, BOTH[1])
    assert sorted(figures) == [DAY, "2026-03-03", "2026-03-04"]
    assert figures[DAY]["received"] > 0
    assert "received" not in figures["2026-03-04"]


@pytest.mark.parametrize("name", ["mee_daily", "iot_daily"])
def test_a_backfill_is_one_run(standards, name):
    step = next(step for step in build_source_assets(standards) if step.op.name == name)
    assert step.backfill_policy.max_partitions_per_run is None


def test_a_source_that_mixes_daily_and_undated_datasets_has_two_steps(standards):
    air = standards.datasets["mee.air_station_hourly"]
    undated = replace(air, name="station", mapping=air.mapping.model_copy(update={"partition": None}))
    source = standards.sources["mee"]
    source = source.model_copy(update={"datasets": {**source.datasets, "station": undated.mapping}})
    mixed = replace(standards, datasets={air.id: air, undated.id: undated}, sources={"mee": source})
    steps = {step.op.name: step for step in build_source_assets(mixed)}
    assert {name: step.partitions_def is not None for name, step in steps.items()} == {
        "mee": False,
        "mee_daily": True,
    }
    assert {key.name for step in steps.values() for key in step.check_keys} == {
        "mee_accounts",
        "mee_daily_accounts",
    }


def test_a_first_load_of_many_days_is_told_in_one(run, metadata, monkeypatch):
    monkeypatch.setattr("assets.reports.MANY_DAYS", 0)
    result = run(*BOTH)
    assert result.success, [
        e.step_failure_data.error.to_string() for e in result.all_events if e.is_step_failure
    ]
    assert list(metadata(result, BOTH[1])) == [None]


def test_a_run_that_builds_below_goes_on_over_daily_datasets_too(run, metadata):
    run(*BOTH)
    others = [
        f"{layer}/{name}"
        for layer in ("landed", "accepted")
        for name in ("market_regulation/enterprise", "ecology/discharge_permit")
    ]
    again = run(*BOTH, *others, "registry/enterprise")
    assert again.success
    assert metadata(again, BOTH[1])[None]["batches"] == 0
