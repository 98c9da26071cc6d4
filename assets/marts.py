"""The warehouse's models as assets: one dbt invocation builds all of them, or none when nothing has changed.

dbt is run by `ecolake.warehouse`, once. What it says of each model and test is read from its own report.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY

from assets import keys
from assets.build_record import clear, write
from assets.dbt_names import Names
from assets.engine import KEY, engine_of
from assets.newness import is_published
from ecolake.catalogue.terms import spell
from ecolake.errors import GateError
from ecolake.standards.catalogue import Standards
from ecolake.warehouse import expectations
from ecolake.warehouse.built import complete
from ecolake.warehouse.dbt import dbt_ready
from ecolake.warehouse.sources import prepare

Report = dg.MaterializeResult[None] | dg.AssetCheckResult
PASSED = {"pass", "success"}


def build_mart_assets(manifest: Path) -> dg.AssetsDefinition:
    """Build the one step of dbt."""

    @dbt_assets(manifest=manifest, name="dbt", dagster_dbt_translator=Names(), required_resource_keys={KEY})
    def dbt(context: dg.AssetExecutionContext) -> Iterator[Report]:
        engine = engine_of(context)
        home = engine.home
        with engine.failing(), home.lock("build"):
            if is_published(home, engine.standards):
                context.log.info(
                    "没有新内容，不需要构建。 Nothing new: the release holds all that is accepted."
                )
                return
            clear(home)
            said = home.dbt_target / "run_results.json"
            said.unlink(missing_ok=True)
            fault: GateError | None = None
            # Whatever is selected: a warehouse is built and published whole.
            with dbt_ready(home) as run_dbt:
                build = prepare(home, engine.standards)
                engine.tell("dbt", 0, 1)
                try:
                    context.log.info(_meanwhile(engine.standards, run_dbt))
                except GateError as error:
                    fault = error
            yield from _reports(context, said)
            if fault:
                raise fault
            complete(home, engine.standards, build)
            write(home, build, context.run.run_id)
            engine.tell("dbt", 1, 1)

    return dbt


def _meanwhile(standards: Standards, run_dbt: Callable[[], str]) -> str:
    """Run dbt, and do meanwhile what does not wait for its tables: this process would only wait."""
    with ThreadPoolExecutor(1, "aside") as aside:
        aside.submit(expectations.library)
        aside.submit(spell, standards)
        return run_dbt()


def checks_by_test(step: dg.AssetsDefinition) -> dict[str, dg.AssetCheckKey]:
    """Find the check of each dbt test by the test's unique id.

    Its name is not enough: column `capacity_state` of `area` and column `state` of `area_capacity` give one name.
    """
    return {str(spec.metadata[DAGSTER_DBT_UNIQUE_ID_METADATA_KEY]): spec.key for spec in step.check_specs}


def _reports(context: dg.AssetExecutionContext, said: Path) -> Iterator[Report]:
    """Tell what became of each selected model and test; dbt says nothing when it could not read its project."""
    results = json.loads(said.read_bytes())["results"] if said.is_file() else []
    checks = checks_by_test(context.assets_def)
    for result in results:
        kind, _, name = result["unique_id"].split(".")[:3]
        check = checks.get(result["unique_id"])
        seconds = round(result["execution_time"], 3)
        if check is not None and check in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=result["status"] in PASSED,
                metadata={
                    "status": result["status"],
                    "failures": result["failures"] or 0,
                    "seconds": seconds,
                },
            )
        elif (
            kind == "model" and result["status"] in PASSED and keys.mart(name) in context.selected_asset_keys
        ):
            yield dg.MaterializeResult(asset_key=keys.mart(name), metadata={"seconds": seconds})
