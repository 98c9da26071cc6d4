"""One check per source tells a person where to look."""

from dataclasses import replace

import dagster as dg
import pytest

from assets.source_checks import check_accounts, check_spec
from assets.sources import build_source_assets

BOTH = ("landed/market_regulation/enterprise", "accepted/market_regulation/enterprise")


def test_each_step_of_a_source_has_one_check(standards):
    steps = build_source_assets(standards)
    names = [key.name for step in steps for key in step.check_keys]
    assert len(set(names)) == len(names) == len(steps)
    assert {name.removesuffix("_accounts").removesuffix("_daily") for name in names} == set(
        standards.delivering
    )


def test_a_healthy_delivery_is_green(run):
    air = "landed/mee/air_station_hourly", "accepted/mee/air_station_hourly"
    (evaluation,) = run(*air).get_asset_check_evaluations()
    assert (evaluation.check_name, evaluation.passed) == ("mee_daily_accounts", True)


def test_an_unreadable_file_turns_the_check_red_as_a_warning(run, engine):
    inbox = engine.home.inbox / "market_regulation" / "enterprise"
    inbox.mkdir(parents=True)
    (inbox / "scztxx_20260303.zip").write_bytes(b"PK\x03\x04 cut off")
    result = run(*BOTH)
    assert result.success
    (evaluation,) = result.get_asset_check_evaluations()
    assert not evaluation.passed
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    assert evaluation.metadata["unreadable"].value == 1


@pytest.mark.parametrize(("rejected", "passed"), [(0, True), (5, True), (6, False), (10, False)])
def test_more_than_half_rejected_turns_the_check_red(run, engine, standards, rejected, passed):
    run(*BOTH)
    (account,) = engine.results.ingested["market_regulation.enterprise"].accounts
    spec = check_spec("any", standards.sources["mee"], [standards.datasets["mee.air_station_hourly"]])
    figures = {"received": 10, "rejected": rejected, "accepted": 10 - rejected, "duplicate": 0}
    assert check_accounts(spec, [replace(account, **figures)]).passed == passed


@pytest.mark.parametrize("again", [False, True])
def test_the_last_verdict_stays_when_nothing_is_new(run, again):
    result = run(*BOTH)
    if again:
        result = run(*BOTH)
    assert len(result.get_asset_check_evaluations()) == (0 if again else 1)
