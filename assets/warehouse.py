"""The assets below the lake: dbt's models, the tables they share, and the publication."""

import json

import dagster as dg

from assets.dbt_names import shared_tables
from assets.manifest import dbt_manifest
from assets.marts import build_mart_assets
from assets.publication import build_publication_asset
from ecolake.home import Home
from ecolake.standards.catalogue import Standards


def build_warehouse_assets(home: Home, standards: Standards) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Build them from the dbt project as it is now."""
    path = dbt_manifest(home)
    marts = build_mart_assets(path)
    shared = shared_tables(standards, json.loads(path.read_bytes()))
    return [*shared, marts, build_publication_asset(sorted(marts.keys))]
