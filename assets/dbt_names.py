"""How dbt's models and sources are called among the assets, so that lineage runs from source to mart."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from assets import keys
from ecolake.standards.catalogue import Standards

LAKE = "lake"
# Tables that one step writes together, by the beginning of their names.
_OF_ONE_STEP = {"registry_": keys.ENTERPRISES, "derived_": keys.DERIVED_TABLES}


class Names(DagsterDbtTranslator):
    """Models are `[mart, name]`; a source is the asset that writes what it reads."""

    def __init__(self) -> None:
        # Accepted and rejected rows of a dataset come from one asset, as do the tables of the registry and the derived tables.
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Name the asset of a model or source."""
        name: str = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] != "source":
            return keys.mart(name)
        dataset: str | None = dbt_resource_props["meta"].get("dataset")
        if dataset:
            return dg.AssetKey([keys.ACCEPTED, *dataset.split(".")])
        shared = next((key for start, key in _OF_ONE_STEP.items() if name.startswith(start)), None)
        return shared or dg.AssetKey([LAKE, name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Staging models stand apart from marts."""
        return "staging" if "staging" in dbt_resource_props["fqn"] else keys.MART


def shared_tables(standards: Standards, manifest: Mapping[str, Any]) -> list[dg.AssetSpec]:
    """Declare the tables over all datasets (accounts, rejects, standards) for lineage; no step makes them."""
    accepted = [
        keys.accepted(dataset) for _, dataset in sorted(standards.datasets.items()) if dataset.mapping
    ]
    return [
        dg.AssetSpec(
            dg.AssetKey([LAKE, props["name"]]),
            deps=[] if props["name"].startswith("standard_") else accepted,
            group_name=LAKE,
            description=props["description"],
        )
        for _, props in sorted(manifest["sources"].items())
        if not props["meta"].get("dataset") and not props["name"].startswith(tuple(_OF_ONE_STEP))
    ]
