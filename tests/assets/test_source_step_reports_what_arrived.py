"""A source's step tells Dagster what arrived, in figures, and nothing when nothing did."""

from ecolake import accounts

BOTH = ("landed/market_regulation/enterprise", "accepted/market_regulation/enterprise")


def test_the_accepted_rows_carry_figures_that_balance(run, metadata):
    figures = metadata(run(*BOTH), BOTH[1])[None]
    assert figures["received"] > 0
    assert figures["received"] == figures["accepted"] + figures["rejected"] + figures["duplicate"]
    assert figures["rejection_rate"] == figures["rejected"] / figures["received"]
    assert figures["seconds"] > 0
    assert figures["rejects"].endswith("rejected/market_regulation/enterprise")
    assert "ecolake rejects show" in figures["see_rejects"]


def test_the_landed_files_carry_their_size(run, metadata, engine):
    figures = metadata(run(*BOTH), BOTH[0])[None]
    landed = engine.results.ingested["market_regulation.enterprise"].landed
    assert figures["bytes"] == sum(manifest.size for manifest in landed) > 0
    assert figures["files"] == len(landed) == 1


def test_a_second_run_reports_nothing(run):
    run(*BOTH)
    again = run(*BOTH)
    assert again.success
    assert again.get_asset_materialization_events() == []


def test_a_run_that_builds_below_goes_on_when_nothing_is_new(run, metadata):
    selection = [
        *BOTH,
        "landed/ecology/discharge_permit",
        "accepted/ecology/discharge_permit",
        "registry/enterprise",
    ]
    run(*BOTH)
    again = run(*selection)
    assert again.success
    assert metadata(again, BOTH[1])[None]["batches"] == 0
    assert metadata(again, "registry/enterprise")[None]["enterprises"] > 0


def test_accepting_alone_fetches_nothing(run, engine):
    result = run(BOTH[1])
    assert result.success
    assert not (engine.home.landing / "market_regulation").exists()


def test_the_engine_hands_the_accounts_to_its_caller(run, engine):
    run(*BOTH)
    known = accounts.of_dataset(engine.home, "market_regulation", "enterprise")
    assert {a.batch for a in engine.results.ingested["market_regulation.enterprise"].accounts} == set(known)
