"""What a schedule starts asks its source, and starts a run of steps only when there is news."""

import dagster as dg
import pytest

from assets.engine import KEY, Engine
from orchestration.asking import ASKED_BY, build_ask_jobs

SOURCE = "market_regulation"


@pytest.fixture
def tick(home, standards, county):
    """One tick of the source's schedule; the runs on record after it, oldest first."""
    job = build_ask_jobs(standards)[SOURCE]
    engine = Engine(home, standards, county.env)
    with dg.DagsterInstance.ephemeral() as instance:

        def execute(environment=county.env):
            engine.environment = environment
            result = job.execute_in_process(instance=instance, resources={KEY: engine}, raise_on_error=False)
            return result, sorted(instance.get_run_records(), key=lambda record: record.storage_id)

        yield execute


def told(result):
    [output] = [event for event in result.all_node_events if event.is_successful_output]
    return {name: value.value for name, value in output.step_output_data.metadata.items()}


def test_news_starts_a_run_that_names_its_tick_and_a_second_tick_starts_none(tick):
    first, records = tick()
    assert first.success
    asked, run = (record.dagster_run for record in records)
    assert (asked.job_name, run.job_name) == ("ask_market_regulation", "ingest")
    assert run.tags[ASKED_BY] == asked.run_id
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert told(first)["with_news"] == 1
    assert told(first)["received"] > 0
    again, records = tick()
    assert again.success
    assert [record.dagster_run.job_name for record in records[2:]] == ["ask_market_regulation"]
    assert told(again)["with_news"] == 0


def test_a_tick_whose_source_is_out_of_reach_fails(tick, tmp_path):
    result, records = tick({"MARKET_REGULATION_URL": str(tmp_path / "nowhere")})
    assert not result.success
    assert [record.dagster_run.status for record in records] == [dg.DagsterRunStatus.FAILURE] * 2
