"""docs/how-to/add-a-source.md, followed to the letter: YAML alone, no Python."""

import re
import shutil
from pathlib import Path

import pytest

from ecolake.home import Home
from ecolake.ingestion import accept_files, ingest
from ecolake.proof.prove import prove
from ecolake.standards.compile import compile_dataset
from ecolake.standards.load import load

PROJECT = Path(__file__).parents[2]
HOW_TO = (PROJECT / "docs" / "how-to" / "add-a-source.md").read_text(encoding="utf-8")
FILE = re.compile(r"```yaml\n# (standards/\S+)\n(.*?)```", re.DOTALL)
CSV = re.search(r"```\n(BERTH.*?)```", HOW_TO, re.DOTALL).group(1)
DATASET = "port_group.berth_level"


@pytest.fixture
def follower(tmp_path):
    """A home whose project has the how-to's files added to it, and nothing else."""
    project = tmp_path / "project"
    shutil.copytree(PROJECT / "standards", project / "standards")
    shutil.copytree(
        PROJECT / "dbt_project", project / "dbt_project", ignore=shutil.ignore_patterns("target", "logs")
    )
    written = {name: project / name for name, _ in FILE.findall(HOW_TO)}
    for name, text in FILE.findall(HOW_TO):
        assert not written[name].exists()
        written[name].parent.mkdir(parents=True, exist_ok=True)
        written[name].write_text(text, encoding="utf-8")
    assert len(written) == 3
    return Home(tmp_path / "var", tmp_path / "raw", project)


def test_the_files_of_the_how_to_are_clean_standards(follower):
    assert DATASET in load(follower.standards).datasets


def test_every_declaration_of_the_how_to_is_proven(follower):
    proof = prove(compile_dataset(load(follower.standards).datasets[DATASET]))
    assert not proof.failures
    assert proof.proven == proof.enforced == set(proof.declared)


def test_file_given_by_hand_is_accepted_with_units_codes_and_missing_marks(follower, tmp_path):
    path = tmp_path / "2026-03-02T08.csv"
    path.write_text(CSV, encoding="utf-8")
    standards = load(follower.standards)
    (account,) = accept_files(follower, standards, DATASET, [path])
    assert (account.received, account.accepted, account.notes) == (2, 2, ())
    from ecolake import lake

    rows = lake.scan(follower, "accepted/port_group/berth_level").sort("berth_code").collect()
    assert rows["trend"].to_list() == ["rising", "falling"]
    assert [None if level is None else str(level) for level in rows["level"]] == ["1.250", None]
    assert rows["observed_at"].dt.strftime("%Y-%m-%dT%H:%M%z").to_list() == ["2026-03-02T00:00+0000"] * 2


def test_folder_of_the_source_is_ingested_and_reaches_the_warehouse(follower, tmp_path):
    import duckdb

    from ecolake.registry.incremental import register
    from ecolake.warehouse.sources import prepare

    folder = tmp_path / "from_port"
    folder.mkdir()
    (folder / "a.csv").write_text(CSV, encoding="utf-8")
    standards = load(follower.standards)
    assert ingest(follower, standards, DATASET, {"PORT_URL": str(folder)}).fault is None
    register(follower, standards)
    build = prepare(follower, standards)
    with duckdb.connect(str(build.path), read_only=True) as connection:
        count = connection.execute("select count(*) from lake.port_group__berth_level").fetchone()
        items = connection.execute(
            "select count(*) from lake.standard_item where dataset = 'berth_level'"
        ).fetchone()
    assert count == (2,)
    assert items == (4,)


def test_source_gets_its_asset_without_a_line_of_code(follower):
    import dagster as dg

    from assets.sources import build_source_assets

    keys = {key for asset in build_source_assets(load(follower.standards)) for key in asset.keys}
    assert dg.AssetKey(["accepted", "port_group", "berth_level"]) in keys
