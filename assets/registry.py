"""The registry of enterprises as an asset, below every dataset that names one."""

import dagster as dg

from assets import keys
from assets.engine import KEY, engine_of
from ecolake.registry.enterprise import CODE
from ecolake.registry.standing import register_anew
from ecolake.standards.catalogue import Standards


def build_registry_asset(standards: Standards) -> dg.AssetsDefinition:
    """Build the step that gives each enterprise its one code."""

    @dg.asset(
        key=keys.ENTERPRISES,
        deps=[
            keys.accepted(d) for _, d in sorted(standards.datasets.items()) if d.mapping and CODE in d.items
        ],
        group_name=keys.REGISTRY,
        kinds={"deltalake", "polars"},
        required_resource_keys={KEY},
        description="企业登记，每码一行 · Enterprises, one row per unified social credit code",
    )
    def enterprise(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        engine = engine_of(context)
        with engine.failing():
            done = engine.results.registered = register_anew(engine.home, engine.standards)
        # Always yielded: what is below must run though no enterprise is new.
        return dg.MaterializeResult(
            metadata={"enterprises": done.enterprises, "mentions": done.mentions, "changed": done.changed}
        )

    return enterprise
