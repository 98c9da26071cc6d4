"""A source that cannot be reached is tried again, then fails alone; what did arrive is kept."""

from dataclasses import replace

import pytest

from ecolake.errors import TransportError
from ecolake.ingestion import Ingested

MARKET = ("landed/market_regulation/enterprise", "accepted/market_regulation/enterprise")
AIR = ("landed/mee/air_station_hourly", "accepted/mee/air_station_hourly")


@pytest.fixture
def engine(engine, tmp_path):
    return replace(engine, environment={**engine.environment, "MEE_AIR_URL": str(tmp_path / "unmounted")})


def steps(result, kind):
    return sorted(event.step_key for event in result.all_events if event.event_type_value == kind)


def test_the_source_fails_alone(run):
    result = run(*MARKET, *AIR)
    assert not result.success
    assert steps(result, "STEP_FAILURE") == ["mee_daily"]
    assert steps(result, "STEP_SUCCESS") == ["market_regulation"]


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("unreachable", True),
        ("out_of_time", True),
        ("bad_status", True),
        ("wrong_answer", True),
        ("folder_missing", False),
        ("refused_token", False),
        ("refused_files", False),
        ("wrong_option", False),
    ],
)
def test_only_a_fault_that_may_pass_is_tried_again(run, monkeypatch, code, again):
    def ingest(home, standards, dataset_id, environment, **options):
        return Ingested(dataset_id, (), (), TransportError(code, "No.", "否。"), 0.0)

    monkeypatch.setattr("assets.bringing.ingest", ingest)
    result = run(*AIR)
    assert not result.success
    assert steps(result, "STEP_UP_FOR_RETRY") == (["mee_daily"] if again else [])


def test_the_fault_is_named_to_the_caller(run, engine):
    run(*AIR)
    assert engine.results.ingested["mee.air_station_hourly"].fault.code == "folder_missing"


def test_what_arrived_before_the_fault_is_reported(run, engine, county, metadata):
    inbox = engine.home.inbox / "mee" / "air_station_hourly"
    inbox.mkdir(parents=True)
    hour = min(county.paths["mee"].glob("*.geojson"))
    (inbox / hour.name).write_bytes(hour.read_bytes())
    result = run(*AIR)
    assert not result.success
    (figures,) = metadata(result, AIR[1]).values()
    assert figures["received"] > 0
    assert len(engine.results.ingested["mee.air_station_hourly"].accounts) == 1


def test_a_source_without_settings_is_a_notice(run, engine):
    engine.environment.pop("MEE_AIR_URL")
    result = run(*AIR)
    assert result.success
    assert engine.results.ingested["mee.air_station_hourly"].fault.code == "not_configured"


@pytest.mark.parametrize("again", [False, True])
def test_a_source_that_is_delivered_by_hand_needs_no_settings(run, engine, county, again):
    engine.environment.pop("MEE_AIR_URL")
    inbox = engine.home.inbox / "mee" / "air_station_hourly"
    inbox.mkdir(parents=True)
    hour = min(county.paths["mee"].glob("*.geojson"))
    (inbox / hour.name).write_bytes(hour.read_bytes())
    for _ in range(1 + again):
        assert run(*AIR).success
        assert engine.results.ingested["mee.air_station_hourly"].fault is None
