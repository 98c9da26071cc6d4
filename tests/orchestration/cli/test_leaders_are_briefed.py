"""A brief is asked of a published release, twice alike; a task is handed over, followed and closed by the command."""

import json
import re

from typer.testing import CliRunner

from ecolake.warehouse.query import query
from orchestration.cli.app import app

BRIEF = ("consultation", "brief", "--city", "泉州市", "--day", "2026-03-02", "--json")


def test_a_brief_is_written_twice_alike_and_every_query_in_it_runs_again(released, monkeypatch, tmp_path):
    monkeypatch.setenv("ECOLAKE_HOME", str(released.root))
    told = [CliRunner().invoke(app, [*BRIEF, "--to", str(tmp_path / name)]) for name in ("one", "two")]
    assert [one.exit_code for one in told] == [0, 0], told[0].output
    said = json.loads(told[0].stdout)
    assert said["area"] == "350500"
    assert said["figures"] > len(said["without_rows"])
    one, two = (
        sorted(path for path in (tmp_path / name).rglob("*") if path.is_file()) for name in ("one", "two")
    )
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    text = (tmp_path / "one" / "brief-350500-2026-03-02.en.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    assert len(queries) == said["figures"]
    # One is enough here: each was run twice to get this far.
    columns, rows = query(released, queries[0])
    assert columns
    assert rows


def test_a_brief_is_about_a_city_or_a_problem(released, monkeypatch):
    monkeypatch.setenv("ECOLAKE_HOME", str(released.root))
    told = CliRunner().invoke(app, [*BRIEF, "--problem", "WT1"])
    assert told.exit_code == 2
    assert "area_and_problem" in told.stderr


def test_a_task_is_handed_over_followed_and_closed(released, monkeypatch, tmp_path):
    # A home of its own, since tasks are written, that shows the release of all.
    (tmp_path / "warehouse").symlink_to(released.warehouse)
    monkeypatch.setenv("ECOLAKE_HOME", str(tmp_path))

    def said(*arguments):
        told = CliRunner().invoke(app, ["consultation", *arguments, "--json"])
        return told.exit_code, json.loads(told.stdout or "null")

    task = (
        "hand-over",
        "核查夜间排放",
        "--owner",
        "泉州市生态环境局",
        "--day",
        "2026-03-02",
        "--due",
        "2026-03-10",
    )
    _, made = said(*task, "--city", "350500")
    assert (made["task"], made["area"]) == ("HS20260302-001", "350500")
    assert said(*task, "--city", "350500", "--problem", "WT-none")[0] == 2
    assert said(*task, "--city", "nowhere")[0] == 2
    assert said("close", made["task"], "--result", "已立案", "--day", "2026-03-09")[0] == 0
    stands = [said("tasks", "--day", day)[1]["tasks"][0]["state"] for day in ("2026-03-08", "2026-03-09")]
    assert stands == ["open", "closed"]
