"""Jobs: what a person or a schedule starts. Each is a selection; what the assets do is known to `assets`."""

from collections.abc import Collection

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from assets import keys
from ecolake.standards.catalogue import Standards

# What define_asset_job returns; Dagster gives it no public name.
AssetJob = UnresolvedAssetJobDefinition

MART, MAP, BRIEFS, INGEST, EVERYTHING = "mart", "map", "briefs", "ingest", "everything"


def ingest_job(source: str) -> str:
    """Name of a source's job."""
    return f"ingest_{source}"


def build_source_jobs(standards: Standards) -> dict[str, AssetJob]:
    """Build one job per source, by source."""
    return {
        name: dg.define_asset_job(
            ingest_job(name),
            selection=dg.AssetSelection.groups(name),
            description=f"{source.title.zh} · {source.title.en}",
            tags={"source": name},
        )
        for name, source in standards.delivering.items()
    }


def build_ingest_job(standards: Standards, sources: Collection[str] | None = None) -> AssetJob:
    """Build the job that brings in these sources, or all."""
    return dg.define_asset_job(
        INGEST,
        selection=dg.AssetSelection.groups(*sorted(sources or standards.delivering)),
        description="接入全部来源 · Bring in what is new of every source",
    )


def build_mart_job() -> AssetJob:
    """Build the job from accepted rows to a published release."""
    layers = dg.AssetSelection.groups(keys.REGISTRY, keys.DERIVED, "staging", keys.MART, keys.PUBLISHED)
    return dg.define_asset_job(
        MART, selection=layers, description="构建、核对并发布 · Build, check and publish"
    )


def build_map_job() -> AssetJob:
    """Build the job that makes the layers of the map, which takes longer than readers of the marts should wait."""
    return dg.define_asset_job(
        MAP,
        selection=dg.AssetSelection.groups(keys.MAP),
        description="构建一张图图层 · Build the layers of the map from the release",
    )


def build_briefs_job() -> AssetJob:
    """Build the job that writes the briefs of the cities and the province."""
    return dg.define_asset_job(
        BRIEFS,
        selection=dg.AssetSelection.groups(keys.CONSULTATION),
        description="生成会商简报 · Write the briefs of the cities and the province",
    )


def build_everything_job() -> AssetJob:
    """Build the job of the whole way; a source that fails in it holds up the marts: docs/decisions/0008."""
    return dg.define_asset_job(
        EVERYTHING,
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups(keys.MAP, keys.CONSULTATION),
        description="从来源到发布 · From the sources to a release",
    )
