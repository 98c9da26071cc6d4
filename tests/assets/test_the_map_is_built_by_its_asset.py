"""The asset of the map says what was built, and a layer that fails is a failed step that is not tried again."""

import dagster as dg

from assets import keys
from assets.engine import KEY, Engine
from assets.map import build_map_asset
from tests.support.small_map import home_of


def run(instance, engine):
    return dg.materialize(
        [build_map_asset(), dg.AssetSpec(keys.WAREHOUSE)],
        resources={KEY: engine},
        selection=[keys.LAYERS],
        raise_on_error=False,
        instance=instance,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )


def test_the_asset_tells_its_figures_and_keeps_its_faults(instance, tmp_path, standards):
    home = home_of(tmp_path)
    engine = Engine(home, standards, {})
    (done,) = run(instance, engine).get_asset_materialization_events()
    said = {name: value.value for name, value in done.materialization.metadata.items()}
    assert (said["release"], said["layers"], said["features"], said["left_out"], said["is_new"]) == (
        1,
        3,
        7,
        5,
        True,
    )

    (home.standards / "map" / "register.yaml").unlink()
    result = run(instance, engine)
    assert not result.success
    assert [fault.code for fault in engine.results.faults] == ["standards_invalid"]
