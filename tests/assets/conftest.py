"""A run of real Dagster steps over a small simulated county, without storage on disk."""

import dagster as dg
import pytest

from assets.engine import Engine
from orchestration.build import build_ingest_definitions


@pytest.fixture
def engine(home, standards, county):
    return Engine(home, standards, county.env, retries=1, retry_seconds=0)


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def run(engine, instance):
    """Run the selected assets, as `layer/source/dataset`; a run that fails is returned, not raised."""
    definitions = build_ingest_definitions(engine.home, engine.standards, engine)

    def execute(*names, **options):
        return definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance,
            raise_on_error=False,
            asset_selection=[dg.AssetKey(name.split("/")) for name in names],
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            **options,
        )

    return execute


@pytest.fixture
def metadata():
    """The figures of an asset's materializations in a run, by partition."""

    def of(result, name):
        return {
            event.partition: {key: value.value for key, value in event.materialization.metadata.items()}
            for event in result.get_asset_materialization_events()
            if event.asset_key.to_user_string() == name
        }

    return of
