"""`ecology` comes before `market_regulation` by name; the steps that run in that order are those of the datasets' sources."""

from dataclasses import replace

import pytest

from assets.engine import Engine
from ecolake.standards.reference import Reference

PERMIT = ("landed/ecology/discharge_permit", "accepted/ecology/discharge_permit")
ENTERPRISE = ("landed/market_regulation/enterprise", "accepted/market_regulation/enterprise")
HOLDER = Reference(items=("unified_social_credit_code",), to="market_regulation.enterprise")


@pytest.fixture
def engine(home, standards, county):
    """An engine whose standards say that a permit's holder is a registered enterprise."""
    permits = standards.datasets["ecology.discharge_permit"]
    referring = replace(permits, spec=permits.spec.model_copy(update={"references": (HOLDER,)}))
    changed = replace(standards, datasets={**standards.datasets, permits.id: referring})
    return Engine(home, changed, county.env, retries=0)


def brought(engine):
    [run] = engine.results.brought.values()
    return list(run)


def test_a_master_of_a_later_step_is_brought_before_its_detail(engine, run):
    run(*PERMIT, *ENTERPRISE)
    assert brought(engine) == ["market_regulation.enterprise", "ecology.discharge_permit"]


def test_the_masters_own_step_reports_what_was_brought_for_another(run):
    result = run(*PERMIT, *ENTERPRISE)
    reported = {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}
    assert set(ENTERPRISE) <= reported


def test_a_master_that_the_run_does_not_want_is_left_alone(engine, run):
    run(*PERMIT)
    assert brought(engine) == ["ecology.discharge_permit"]
