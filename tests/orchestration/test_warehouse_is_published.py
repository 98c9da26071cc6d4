"""From accepted rows to a release through Dagster, and nothing when nothing is new."""

import json
from contextlib import contextmanager
from graphlib import TopologicalSorter

import dagster as dg
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecolake.errors import GateError
from ecolake.map import record as map_record
from ecolake.map.build import build
from ecolake.warehouse import restricted
from ecolake.warehouse.releases import current, releases
from orchestration import runner
from orchestration.instance import open_instance

pytestmark = pytest.mark.slow


def test_what_was_published_is_recorded_and_the_full_values_are_kept_apart(released):
    release = current(released)
    with open_instance(released) as instance:
        published = instance.get_latest_materialization_event(dg.AssetKey(["published", "warehouse"]))
        assert published.asset_materialization.metadata["release"].value == release.release
        mart = instance.get_latest_materialization_event(dg.AssetKey(["mart", "air_quality_hourly"]))
        assert mart is not None
    withheld = restricted.file_of(released, release.release)
    assert withheld.stat().st_mode & 0o777 == 0o600
    with duckdb.connect(str(withheld), read_only=True) as connection:
        ((people,),) = connection.execute(
            "select count(legal_representative) from market_regulation__enterprise"
        ).fetchall()
    assert people > 0


def test_no_person_is_on_the_map(released):
    """Every layer of the project's register is asked of a real release, and holds no name of a person."""
    withheld = restricted.file_of(released, current(released).release)
    with duckdb.connect(str(withheld), read_only=True) as connection:
        found = connection.execute(
            "select distinct legal_representative from market_regulation__enterprise"
            " where legal_representative is not null"
        )
        names = {name for (name,) in found.fetchall()}
    made, _ = build(released)
    assert len(made.layers) == 108
    assert {one.name for one in made.layers if one.rows} >= {"air_station_hour"}
    for layer in made.layers:
        rows = pq.read_table(map_record.current_folder(released) / layer.file)
        for column in rows.schema:
            if pa.types.is_string(column.type):
                assert names.isdisjoint(rows[column.name].to_pylist())


def test_a_release_is_published_once_for_what_is_accepted(released, standards):
    release = current(released)
    again = runner.materialize(released, standards, {}, "mart").published
    assert not again.is_new
    assert again.release == release
    assert again.registered.enterprises > 0
    assert len(releases(released)) == 1


def test_a_red_gate_keeps_the_last_release(home_with_models, standards, monkeypatch):
    """dbt itself, which takes most of a minute, is left out: it is taken to have built every model."""
    home = home_with_models
    (manifest,) = (home.dbt_target / "manifests").glob("*.json")

    @contextmanager
    def ready(home):
        yield lambda: built(home)

    def built(home):
        stands_on = json.loads(manifest.read_bytes())["parent_map"]
        models = [one for one in TopologicalSorter(stands_on).static_order() if one.startswith("model.")]
        results = [{"unique_id": one, "status": "success", "execution_time": 0.0} for one in models]
        (home.dbt_target / "run_results.json").write_text(json.dumps({"results": results}))
        return ""

    def red(home):
        raise GateError("unbalanced", "planted", "人为")

    monkeypatch.setattr("assets.marts.dbt_ready", ready)
    monkeypatch.setattr("assets.marts.complete", lambda home, standards, build: None)
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
