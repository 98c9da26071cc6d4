"""`run` and `materialize`: fixed JSON on stdout, a summary for people, and an exit code for the worst that happened."""

import json
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import pytest

from ecolake.accounts import of_dataset
from ecolake.errors import GateError, TransportError
from ecolake.ingestion import Ingested
from ecolake.warehouse.releases import current
from tests.orchestration.cli.test_accept import FORM

AIR, PERMITS = "mee.air_station_hourly", "ecology.discharge_permit"
REGISTRY = "market_regulation.enterprise"


@dataclass(frozen=True)
class Outcome:
    release: object
    is_new: bool = True
    warnings: tuple = ()
    seconds: dict = field(default_factory=lambda: {"build": 1.0})


@dataclass(frozen=True)
class Materialized:
    ingested: tuple = ()
    published: object = None
    assets: tuple = ()


def unreachable(code="unreachable"):
    return TransportError(code, "The interface does not answer.", "接口无响应。")


@pytest.fixture
def runner(published, monkeypatch):
    """The command line with the engine's answers laid down; `runner.faults` by dataset, `runner.gate` an error."""

    def run_ingest(home, standards, environment, datasets, progress):
        progress(AIR, 1, 1)
        return [
            Ingested(name, (), tuple(runner.accounts.get(name, ())), runner.faults.get(name), 0.5)
            for name in sorted(standards.datasets)
        ]

    def run_marts(home, standards, progress):
        progress("dbt", 1, 1)
        if runner.gate:
            raise runner.gate
        return Outcome(current(home), is_new=False)

    def runner(*arguments):
        return published(*arguments)

    runner.faults, runner.accounts, runner.gate = {}, {}, None
    monkeypatch.setattr("orchestration.runner.run_ingest", run_ingest)
    monkeypatch.setattr("orchestration.runner.run_marts", run_marts)
    # dbt would read its project for models that nothing here builds.
    monkeypatch.setattr("orchestration.runner.parsing_ahead", nullcontext)
    return runner


def test_run_json_has_all_datasets_and_zeros_when_nothing_is_new(runner, standards):
    result = runner("run", "--profile", "live", "--json")
    accounts = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {f"{one['source']}.{one['dataset']}" for one in accounts} == set(standards.datasets)
    form = {*FORM, "held"}
    assert all(set(one) == form and one["received"] == 0 and one["status"] == "unchanged" for one in accounts)


def test_progress_goes_to_stderr(runner):
    result = runner("run", "--profile", "live", "--json")
    assert len(result.stdout.splitlines()) == 1
    assert "land and accept" in result.stderr


def test_the_summary_ends_with_three_commands_that_work(runner):
    shown = runner("run", "--profile", "live").stdout
    assert "nothing new" in shown
    assert "合计 total" in shown
    commands = [
        line.strip().removeprefix("ecolake ") for line in shown.splitlines() if "    ecolake " in line
    ]
    assert len(commands) == 3
    for command in commands:
        verb, _, rest = command.partition(" ")
        arguments = [rest.strip("'")] if verb == "query" else rest.split(" ")
        assert runner(verb, *arguments).exit_code == 0, command


def test_only_the_demo_is_said_to_be_simulated(runner):
    assert "simulated" not in runner("run", "--profile", "live").stdout
    assert "模拟数据" in runner("run").stdout


def test_a_source_that_cannot_be_reached_ends_with_4_after_the_summary(runner):
    runner.faults = {PERMITS: unreachable()}
    result = runner("run", "--profile", "live")
    assert result.exit_code == 4
    assert "合计 total" in result.stdout
    assert "unreachable" in result.stderr


def test_a_source_that_nobody_has_set_up_is_a_notice(runner):
    runner.faults = {PERMITS: unreachable("not_configured")}
    result = runner("run", "--profile", "live", "--json")
    assert result.exit_code == 0
    notes = {one["dataset"]: one["notes"] for one in json.loads(result.stdout)}
    assert notes["discharge_permit"][0].startswith("not_configured")


def test_a_red_gate_ends_with_6_after_the_summary(runner):
    runner.gate = GateError("expectation_failed", "The suite is red.", "期望套件未通过。")
    result = runner("run", "--profile", "live", "--json")
    assert result.exit_code == 6
    assert len(json.loads(result.stdout)) >= 4
    assert json.loads(result.stderr.splitlines()[-1])["error"]["code"] == "expectation_failed"


@pytest.fixture
def account(published_once):
    """An account as one with other notes and another status would be."""
    (known,) = of_dataset(published_once, "market_regulation", "enterprise").values()

    def build(status, *notes):
        return replace(known, status=status, notes=notes)

    return build


@pytest.mark.parametrize(
    ("status", "mark", "in_row"),
    [("accepted", "! ", False), ("partial", "✗ ", True), ("unreadable", "✗ ", True)],
)
def test_what_could_not_be_read_or_is_new_is_said_below_the_table(runner, account, status, mark, in_row):
    runner.accounts = {REGISTRY: [account(status, "b.csv: new column '[EXTRA]' is not mapped")]}
    result = runner("run", "--profile", "live")
    assert result.exit_code == 0
    table, _, below = result.stdout.partition("合计 total")
    assert f"{mark}{REGISTRY}  b.csv: new column '[EXTRA]' is not mapped" in below
    assert ("✗" in table) == in_row


def test_what_could_not_be_read_comes_first_and_no_more_than_ten_are_shown(runner, account):
    runner.accounts = {
        AIR: [account("accepted", *(f"{n}.json: new column" for n in range(12)))],
        REGISTRY: [account("unreadable", "z.zip: cut off")],
    }
    lines = runner("run", "--profile", "live").stdout.splitlines()
    notices = [line for line in lines if line.startswith(("! ", "✗ "))]
    assert len([line for line in notices if ".json" in line or ".zip" in line]) == 10
    assert next(line for line in notices if ".json" in line or ".zip" in line).endswith("z.zip: cut off")
    assert any("3 more: ecolake rejects show" in line for line in lines)


def test_batches_that_fared_differently_are_partial(runner, account):
    runner.accounts = {REGISTRY: [account("accepted"), account("unreadable", "z.zip: cut off")]}
    records = json.loads(runner("run", "--profile", "live", "--json").stdout)
    assert {one["dataset"]: one["status"] for one in records}["enterprise"] == "partial"


def test_materialize_json(runner, monkeypatch):
    def materialize(home, standards, environment, selection, progress):
        assert selection == "mart"
        return Materialized(published=Outcome(current(home)))

    monkeypatch.setattr("orchestration.runner.materialize", materialize)
    done = json.loads(runner("materialize", "mart", "--json").stdout)
    assert (done["accounts"], done["published"], done["release"]["release"]) == ([], True, 1)
    assert "published release" in runner("materialize", "mart").stdout
