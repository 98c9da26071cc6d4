"""From accepted rows to a release through Dagster, and nothing when nothing is new."""

import dagster as dg
import duckdb
import pytest

from ecolake.errors import GateError
from ecolake.warehouse import restricted
from ecolake.warehouse.releases import releases
from orchestration import runner
from orchestration.instance import open_instance

pytestmark = pytest.mark.slow


def test_a_release_is_published_once_for_what_is_accepted(home, standards, county, feeds):
    runner.run_ingest(home, standards, county.env, feeds)
    first = runner.run_marts(home, standards)
    assert first.is_new
    assert first.registered.enterprises > 0
    with open_instance(home) as instance:
        published = instance.get_latest_materialization_event(dg.AssetKey(["published", "warehouse"]))
        assert published.asset_materialization.metadata["release"].value == first.release.release
        mart = instance.get_latest_materialization_event(dg.AssetKey(["mart", "air_quality_hourly"]))
        assert mart is not None
    withheld = restricted.file_of(home, first.release.release)
    assert withheld.stat().st_mode & 0o777 == 0o600
    with duckdb.connect(str(withheld), read_only=True) as connection:
        ((people,),) = connection.execute(
            "select count(legal_representative) from market_regulation__enterprise"
        ).fetchall()
    assert people > 0

    second = runner.materialize(home, standards, {}, "mart").published
    assert not second.is_new
    assert second.release == first.release
    assert len(releases(home)) == 1


def test_a_red_gate_keeps_the_last_release(home, standards, county, feeds, monkeypatch):
    runner.run_ingest(home, standards, county.env, feeds)

    def red(home):
        raise GateError("unbalanced", "planted", "人为")

    monkeypatch.setattr("ecolake.warehouse.gates.check", red)
    with pytest.raises(GateError, match="planted"):
        runner.run_marts(home, standards)
    assert releases(home) == []
    with open_instance(home) as instance:
        check = instance.event_log_storage.get_latest_asset_check_execution_by_key(
            [dg.AssetCheckKey(dg.AssetKey(["published", "warehouse"]), "gates")]
        )
        (record,) = check.values()
        assert record.status.value == "FAILED"
