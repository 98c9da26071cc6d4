"""Put the definitions together from a home and its standards: all of them, or those that one command needs.

Loading dbt's side takes seconds, so that a command which only brings data in goes without.
"""

from collections.abc import Collection

import dagster as dg

from assets.briefs import build_briefs_asset
from assets.derived import build_derived_asset
from assets.engine import Engine
from assets.map import build_map_asset
from assets.registry import build_registry_asset
from assets.sources import build_source_assets
from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from orchestration.asking import build_ask_jobs
from orchestration.jobs import (
    build_briefs_job,
    build_everything_job,
    build_ingest_job,
    build_map_job,
    build_mart_job,
    build_source_jobs,
)
from orchestration.resources import build_resources
from orchestration.schedules import build_briefs_schedule, build_map_schedule, build_schedules


def build_definitions(home: Home, standards: Standards, engine: Engine | None = None) -> dg.Definitions:
    """Build everything that Dagster shows and runs."""
    from assets.warehouse import build_warehouse_assets
    from orchestration.sensors import build_inbox_sensor, build_mart_sensor

    sources, mart, layers = build_source_jobs(standards), build_mart_job(), build_map_job()
    briefs = build_briefs_job()
    asking = build_ask_jobs(standards)
    return dg.Definitions(
        assets=[
            *build_source_assets(standards),
            build_registry_asset(home, standards),
            build_derived_asset(standards),
            *build_warehouse_assets(home, standards),
            build_map_asset(),
            build_briefs_asset(),
        ],
        jobs=[
            *sources.values(),
            *asking.values(),
            build_ingest_job(standards),
            mart,
            layers,
            briefs,
            build_everything_job(),
        ],
        schedules=[
            *build_schedules(standards, asking),
            build_map_schedule(layers),
            build_briefs_schedule(briefs),
        ],
        sensors=[build_inbox_sensor(home, standards, sources), build_mart_sensor(home, standards, mart)],
        resources=build_resources(home, standards, engine),
        executor=dg.in_process_executor,
    )


def build_ingest_definitions(
    home: Home, standards: Standards, engine: Engine, sources: Collection[str] | None = None
) -> dg.Definitions:
    """Build what brings data in, of these sources or of all, and registers it: no dbt."""
    return dg.Definitions(
        assets=[*build_source_assets(standards, sources), build_registry_asset(home, standards)],
        jobs=[build_ingest_job(standards, sources)],
        resources=build_resources(home, standards, engine),
        executor=dg.in_process_executor,
    )
