"""The layers of the one map as an asset, built from the published warehouse by a job of their own."""

import dagster as dg

from assets import keys
from assets.engine import KEY, engine_of
from ecolake.map import record
from ecolake.map.build import build


def build_map_asset() -> dg.AssetsDefinition:
    """Build the step that makes the layers of what is published."""

    @dg.asset(
        key=keys.LAYERS,
        deps=[keys.WAREHOUSE],
        group_name=keys.MAP,
        kinds={"geoparquet"},
        description="一张图专题图层 · The thematic layers of the one map, as GeoParquet",
        required_resource_keys={KEY},
    )
    def layers(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        engine = engine_of(context)
        with engine.failing():
            made, is_new = build(engine.home, engine.progress)
        return dg.MaterializeResult(
            metadata={
                "release": made.release,
                "path": dg.MetadataValue.path(record.current_folder(engine.home)),
                "is_new": is_new,
                "layers": len(made.layers),
                "empty": sum(one.rows == 0 for one in made.layers),
                "features": sum(one.rows for one in made.layers),
                "left_out": sum(sum(one.left_out.values()) for one in made.layers),
                "bytes": sum(one.bytes for one in made.layers),
            }
        )

    return layers
