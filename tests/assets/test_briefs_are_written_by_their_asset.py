"""The asset of the briefs writes those of the areas asked, says how many, and fails with a fault of the house."""

import dagster as dg

from assets import keys
from assets.briefs import build_briefs_asset
from assets.engine import KEY, Engine


def run(instance, engine, **config):
    return dg.materialize(
        [build_briefs_asset(), dg.AssetSpec(keys.WAREHOUSE)],
        resources={KEY: engine},
        selection=[keys.BRIEFS],
        raise_on_error=False,
        instance=instance,
        run_config={
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            "ops": {keys.BRIEFS.to_python_identifier(): {"config": config}},
        },
    )


def test_the_asset_writes_the_briefs_and_keeps_its_faults(instance, released, standards, tmp_path):
    engine = Engine(released, standards, {})
    (done,) = run(instance, engine, areas=["350500"], to=str(tmp_path)).get_asset_materialization_events()
    said = {name: value.value for name, value in done.materialization.metadata.items()}
    assert (said["briefs"], said["files"], said["day"]) == (1, 4, "2026-03-02")
    assert len(list(tmp_path.glob("brief-350500-*"))) == 5

    result = run(instance, engine, areas=["999900"], to=str(tmp_path))
    assert not result.success
    assert [fault.code for fault in engine.results.faults] == ["unknown_area"]
