"""`standards diff`, `impact` and `new`, on a little set of standards in a repository of its own."""

import json
import os
import subprocess

import pytest
import typer
from typer.testing import CliRunner

from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.standards.load import load
from orchestration.cli.app import EcolakeGroup
from orchestration.cli.standards_diff import diff
from orchestration.cli.standards_impact import impact
from orchestration.cli.standards_new import group

FILES = {
    "elements/water.yaml": """\
code:
  title: {zh: 站码, en: code}
  definition: {zh: 站码, en: A code}
  object: station
  property: code
  type: text(5)
  basis: proposed
level:
  title: {zh: 水位, en: water level}
  definition: {zh: 水位, en: Height of the water}
  object: water_body
  property: level
  type: decimal(8,3)
  unit: m
  range: [-10, 6000]
  basis: proposed
""",
    "datasets/water/stage.yaml": """\
category: "1"
theme: water
title: {zh: 水情, en: River stage}
definition: {zh: 水情, en: River stage}
version: 1.0.0
grain: {zh: 每站一行, en: one row per station}
key: [station]
update: hourly
issued: 2026-01-01
share: {type: unconditional}
open: {type: none}
basis: proposed
items:
  station: {element: code, required: true}
  stage: {element: level}
""",
    "sources/water.yaml": """\
title: {zh: 水利厅, en: Water}
owner: {unit: 水文中心, contact: "env:WATER_CONTACT"}
schedule: "12 * * * *"
timezone: Asia/Shanghai
transport: {type: file, url: "env:WATER_URL"}
datasets:
  stage:
    read: {format: csv}
    map: {STCD: station, Z: stage}
""",
}


def split(text):
    return text.split()


ELEMENT = split(
    "new element flow --file water --title-zh 流量 --title-en flow --definition-zh 流量 --definition-en Flow"
    " --object water_body --property flow --type decimal(9,3) --unit m3/s --range 0,40000 --source SL"
)
RULE = split(
    "new rule water.stage --id low --severity flag --message-zh 太低，请核对 --message-en low --source SL"
)


def little_app():
    app = typer.Typer(cls=EcolakeGroup)
    app.command()(diff)
    app.command()(impact)
    app.add_typer(group, name="new")
    return app


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    for name, text in FILES.items():
        path = folder / "standards" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "ECOLAKE_PROJECT": str(folder),
        "ECOLAKE_HOME": str(tmp_path / "home"),
        "COLUMNS": "100",
        "TERM": "dumb",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("ECOLAKE_LANDING", raising=False)
    for command in (
        "init --quiet",
        "config user.name Test",
        "config user.email test@example.org",
        "add standards",
        "commit --quiet --message first",
    ):
        subprocess.run(["git", "-C", str(folder), *command.split()], check=True)
    return folder / "standards"


@pytest.fixture
def call(project):
    def run(*arguments, stdin=None):
        return CliRunner().invoke(little_app(), list(arguments), input=stdin, catch_exceptions=False)

    return run


def narrow(project):
    path = project / "elements" / "water.yaml"
    path.write_text(path.read_text("utf-8").replace("6000", "60"), "utf-8")


def test_diff_of_nothing_is_sound(call):
    result = call("diff")
    assert (result.exit_code, "nothing changed" in result.stdout) == (0, True)


def test_diff_shows_the_change_by_its_element_and_ends_with_5_for_want_of_a_version(call, project):
    narrow(project)
    result = call("diff")
    assert result.exit_code == 5
    assert "elements/water.yaml:15" in result.stdout
    assert "water.stage  ← level" in result.stdout
    body = json.loads(call("diff", "--json").stdout)
    (change,) = body["changes"]
    assert (change["judgement"], change["datasets"]) == ("narrowing", ["water.stage"])
    assert [(one["name"], one["wanted"]) for one in body["versions"]] == [("level", "1.1.0")]


def test_impact_counts_the_rows_that_would_be_rejected(call, project, tmp_path):
    home = Home.from_environment()
    path = tmp_path / "given.csv"
    path.write_text("STCD,Z\nA,7\nB,80.5\nC,\nD,9000\n", "utf-8")
    accept_files(home, load(project), "water.stage", [path])
    assert "no landed row" in call("impact").stdout
    narrow(project)
    assert "B" not in call("impact", "--only", "water").stdout.split("given.csv")[0]
    (found,) = json.loads(call("impact", "--json").stdout)["datasets"]
    assert (found["dataset"], found["newly_rejected"], found["newly_admitted"]) == ("water.stage", 1, 0)
    (example,) = found["examples"]
    assert (example["file"], example["row"], example["rule"]) == ("given.csv", 3, "stage.range")
    assert example["value"] == "stage=80.500"
    assert found["rejected_by_rule"] == {"stage.range": 1}


def test_impact_refuses_a_dataset_that_is_not_there(call):
    assert call("impact", "--only", "watr").exit_code == 2


def test_a_new_element_is_written_at_the_end_of_its_file_in_house_style(call, project):
    result = call(*ELEMENT)
    assert result.exit_code == 0, result.output
    text = (project / "elements" / "water.yaml").read_text("utf-8")
    assert text.startswith(FILES["elements/water.yaml"])
    assert text.endswith(
        """\
flow:
  title: {zh: 流量, en: flow}
  definition: {zh: 流量, en: Flow}
  object: water_body
  property: flow
  type: decimal(9,3)
  unit: m3/s
  range: [0, 40000]
  source: SL
"""
    )
    assert "unused_element" in result.stdout


def test_what_the_linter_refuses_is_not_written(call, project):
    result = call(*ELEMENT, "--unit", "furlong per fortnight")
    assert result.exit_code == 5
    assert "bad_unit" in result.stdout
    assert (project / "elements" / "water.yaml").read_text("utf-8") == FILES["elements/water.yaml"]


def test_an_element_that_is_there_is_not_overwritten(call):
    assert "elements/water.yaml:1" in call(*ELEMENT[:2], "code", *ELEMENT[3:], "--anyway").output


def test_an_element_like_another_is_made_only_on_demand(call):
    alike = [*ELEMENT[:2], "levels", *ELEMENT[3:]]
    refused = call(*alike)
    assert (refused.exit_code, "level  水位" in refused.output) == (2, True)
    assert call(*alike, stdin="y\n").exit_code == 0


def test_questions_are_asked_for_what_no_option_gives(call):
    assert call(*ELEMENT[:-2], stdin="SL 1\n").exit_code == 0
    assert call(*RULE, stdin="stage > 0\n").exit_code == 0


def test_without_a_terminal_the_option_that_is_wanting_is_named(call):
    result = call(*RULE)
    assert (result.exit_code, "--assert" in result.output) == (2, True)


def test_a_new_rule_stands_at_the_end_of_the_rules(call, project):
    assert call(*RULE, "--assert", "stage > 0").exit_code == 0
    other = [*RULE[:4], "high", *RULE[5:]]
    assert call(*other, "--assert", "stage < 5000").exit_code == 0
    path = project / "datasets" / "water" / "stage.yaml"
    assert path.read_text("utf-8").endswith(
        """\
rules:
  - id: low
    assert: stage > 0
    severity: flag
    source: SL
    message: {zh: 太低，请核对, en: low}
  - id: high
    assert: stage < 5000
    severity: flag
    source: SL
    message: {zh: 太低，请核对, en: low}
"""
    )
    assert call(*RULE, "--assert", "stage > 0").exit_code == 2


def test_a_new_dataset_is_one_file_that_loads(call, project):
    words = split(
        "new dataset water.flood --category 2 --theme water --title-zh 洪水 --title-en Floods --definition-zh 洪水"
        " --definition-en Floods --grain-zh 每站一行 --grain-en one_row --item station=code! --item stage=level"
        " --key station --update daily --issued 2026-01-01 --share conditional --share-zh 防汛 --share-en flood_control"
        " --open none --source SL"
    )
    assert call(*words).exit_code == 0
    path = project / "datasets" / "water" / "flood.yaml"
    assert "  station: {element: code, required: true}\n  stage: {element: level}\n" in path.read_text(
        "utf-8"
    )
    assert "water.flood" in load(project).datasets
    assert call(*words).exit_code == 2
    words[2] = "water.flow"
    assert "bad_item" in call(*words, "--item", "stage=code").output
