"""The registry of enterprises as an asset, below every dataset that names one."""

import dagster as dg

from assets import keys
from assets.engine import KEY, engine_of
from ecolake.home import Home
from ecolake.registry.identity import read_identity
from ecolake.registry.mentions import naming
from ecolake.registry.standing import register_anew
from ecolake.standards.catalogue import Standards


def build_registry_asset(home: Home, standards: Standards) -> dg.AssetsDefinition:
    """Build the step that gives each enterprise its one code."""

    @dg.asset(
        key=keys.ENTERPRISES,
        deps=[keys.accepted(one) for one in naming(standards, read_identity(home.standards)) if one.mapping],
        group_name=keys.REGISTRY,
        kinds={"deltalake", "polars"},
        required_resource_keys={KEY},
        description="一源一码：企业、排污单位、设施、排放口、设备的登记 · The registry: who is who, and its permanent codes",
    )
    def enterprise(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        engine = engine_of(context)
        with engine.failing():
            done = engine.results.registered = register_anew(engine.home, engine.standards)
        # Always yielded: what is below must run though no enterprise is new.
        return dg.MaterializeResult(
            metadata={
                "enterprises": done.enterprises,
                "mentions": done.mentions,
                "events": done.events,
                "changed": done.changed,
            }
        )

    return enterprise
