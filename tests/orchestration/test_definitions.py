"""What Dagster shows: every job, schedule and sensor, and lineage from source to publication."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.manifest import dbt_manifest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


def above(graph, key):
    """Everything upstream of an asset."""
    found = set()
    waiting = [dg.AssetKey(key.split("/"))]
    while waiting:
        for parent in graph.get(waiting.pop()).parent_keys:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return {found_key.to_user_string() for found_key in found}


def test_lineage_runs_from_every_source_to_the_published_warehouse(graph, standards):
    layers = {
        f"{layer}/{d.table}"
        for d in standards.datasets.values()
        for layer in ("landed", "accepted")
        if d.mapping
    }
    assert layers | {"registry/enterprise"} <= above(graph, "published/warehouse")


def test_a_mart_stands_on_its_own_sources_alone(graph):
    stands_on = above(graph, "mart/air_quality_hourly")
    assert "accepted/mee/air_station_hourly" in stands_on
    assert "accepted/iot/hj212_frame" not in stands_on


def test_every_asset_is_described(graph):
    assert [key for key in graph.executable_asset_keys if not graph.get(key).description] == []


def test_a_job_for_each_source_and_for_the_rest(definitions, standards):
    names = {job.name for job in definitions.resolve_all_job_defs() if not job.name.startswith("__")}
    of_sources = {f"{verb}_{source}" for source in standards.delivering for verb in ("ask", "ingest")}
    assert names == of_sources | {"ingest", "mart", "map", "briefs", "everything"}


def test_schedules_are_those_of_the_standards(definitions, standards):
    found = {s.job_name: (s.cron_schedule, s.execution_timezone) for s in definitions.schedules}
    wanted = {f"ask_{name}": (s.schedule, s.timezone) for name, s in standards.delivering.items()}
    own = {"map": ("30 6 * * *", "Asia/Shanghai"), "briefs": ("0 7 * * *", "Asia/Shanghai")}
    assert found == wanted | own


@pytest.mark.parametrize(("asset", "job"), [("map/layers", "map"), ("consultation/briefs", "briefs")])
def test_what_is_made_of_a_release_is_made_by_its_own_job_alone(definitions, graph, asset, job):
    made = dg.AssetKey.from_user_string(asset)
    assert graph.get(made).parent_keys == {dg.AssetKey(["published", "warehouse"])}
    having = {
        each.name
        for each in definitions.resolve_all_job_defs()
        if not each.name.startswith("__") and made in each.asset_layer.selected_asset_keys
    }
    assert having == {job}


def test_the_manifest_is_parsed_once_for_one_state_of_the_project(built_home, definitions):
    first = dbt_manifest(built_home)
    written = first.stat().st_mtime_ns
    assert dbt_manifest(built_home) == first
    assert first.stat().st_mtime_ns == written


@pytest.mark.slow
def test_the_workspace_validates(built_home, definitions):
    """As `dagster dev` would load it; the manifest is there, so that dbt is not parsed a second time."""
    environment = os.environ | {"ECOLAKE_HOME": str(built_home.root), "PYTHONPATH": str(CHECKOUT)}
    dagster = Path(sys.executable).with_name("dagster")
    done = subprocess.run(
        [dagster, "definitions", "validate", "-w", CHECKOUT / "workspace.yaml"],
        cwd=built_home.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Validation successful for code location ecolake" in done.stdout + done.stderr
