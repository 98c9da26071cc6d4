"""What the command line calls: real jobs in this process, with their runs on record for the UI."""

import dagster as dg
import pytest

from ecolake.errors import EcolakeError
from orchestration import runner
from orchestration.instance import open_instance


@pytest.fixture
def environment(county):
    return county.env


def test_all_datasets_answer_and_runs_are_on_record(home, standards, environment):
    found = runner.run_ingest(home, standards, environment)
    assert [one.dataset_id for one in found] == list(standards.delivered)
    assert {one.dataset_id for one in found if one.changed} == {
        "iot.hj212_frame",
        "market_regulation.enterprise",
        "mee.air_station_hourly",
    }
    with open_instance(home) as instance:
        (run,) = instance.get_runs()
        assert run.job_name == "ingest"
        assert run.status == dg.DagsterRunStatus.SUCCESS
        event = instance.get_latest_materialization_event(
            dg.AssetKey(["accepted", "mee", "air_station_hourly"])
        )
        assert event.asset_materialization.metadata["received"].value > 0


def test_a_source_out_of_reach_does_not_hold_up_the_others(home, standards, environment, feeds, tmp_path):
    broken = {**environment, "MEE_AIR_URL": str(tmp_path / "nowhere")}
    found = {one.dataset_id: one for one in runner.run_ingest(home, standards, broken, feeds, retries=0)}
    assert found["mee.air_station_hourly"].fault.code == "folder_missing"
    assert found["market_regulation.enterprise"].changed


def test_a_defect_in_a_step_is_carried_as_a_fault(home, standards, environment, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("ecolake.asking.gather", broken)
    monkeypatch.setattr("ecolake.ingestion.gather", broken)
    (found,) = runner.run_ingest(home, standards, environment, ["market_regulation.enterprise"])
    assert found.fault.code == "run_failed"
    assert "a defect" in found.fault.en


def test_nothing_is_written_to_the_terminal(home, standards, environment, capfd):
    runner.run_ingest(home, standards, environment, ["market_regulation.enterprise"])
    runner.materialize(home, standards, environment, "registry")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("selection", "datasets"),
    [
        ("taxation", ["taxation.environmental_tax_review"]),
        ("market_regulation.enterprise", ["market_regulation.enterprise"]),
    ],
)
def test_selections_name_sources_and_datasets(home, standards, environment, selection, datasets):
    done = runner.materialize(home, standards, environment, selection)
    assert [one.dataset_id for one in done.ingested] == datasets


def test_the_rest_is_dagsters_own_selection_syntax(home_with_models, standards, environment):
    done = runner.materialize(home_with_models, standards, environment, 'group:"market_regulation"')
    assert "accepted/market_regulation/enterprise" in done.assets


@pytest.mark.parametrize("selection", ["nonsense", "group:(", 'key:"no/such"'])
def test_an_unknown_selection_says_what_there_is(home_with_models, standards, environment, selection):
    with pytest.raises(EcolakeError) as caught:
        runner.materialize(home_with_models, standards, environment, selection)
    assert caught.value.code == "no_such_selection"
    assert "market_regulation" in caught.value.hint_en


def test_a_run_whose_process_was_killed_is_not_shown_as_under_way(home, standards, environment):
    with open_instance(home) as instance:
        instance.add_run(
            dg.DagsterRun("mart", status=dg.DagsterRunStatus.STARTED, tags={"ecolake/process": "4194305"})
        )
    runner.run_ingest(home, standards, environment, ["market_regulation.enterprise"])
    with open_instance(home) as instance:
        assert {run.status for run in instance.get_runs()} == {
            dg.DagsterRunStatus.SUCCESS,
            dg.DagsterRunStatus.FAILURE,
        }


def test_accepting_after_a_run_asks_no_source(home, standards, environment, feeds, tmp_path):
    runner.run_ingest(home, standards, environment, feeds)
    gone = {**environment, "MEE_AIR_URL": str(tmp_path / "nowhere")}
    done = runner.materialize(home, standards, gone, "accepted")
    assert [one.dataset_id for one in done.ingested] == list(standards.delivered)
    assert [one.fault for one in done.ingested] == [None] * len(standards.delivered)
