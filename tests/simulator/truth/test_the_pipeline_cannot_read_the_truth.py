"""The truth lies where no transport of a simulated source leads, and no code of the pipeline speaks of it."""

import os
import re
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from ecolake.standards.transport import DatabaseTransport, FileTransport
from simulator.demo import serve, simulate
from tests.conftest import PROJECT

# One dataset for each way to deliver; the hand-written feeds are there besides.
ONE_EACH = (
    "development_reform.investment_project",
    "mee.eia_approval",
    "water_resources.rainfall",
    "iot.drone_inspection",
    "internet.tender_project",
)


@pytest.fixture(scope="module")
def simulated(standards, tmp_path_factory):
    folder = tmp_path_factory.mktemp("home") / "simulated"
    return simulate(folder, profile="tiny", standards=standards, only=ONE_EACH)


@pytest.fixture(scope="module")
def environment(simulated):
    with serve(simulated) as environment:
        yield environment


def test_the_truth_is_there(simulated):
    names = {path.name for path in (simulated.folder / "truth").iterdir()}
    assert names >= {"faults.parquet", "identities.parquet", "faults.jsonl"}


def test_no_address_is_a_folder_that_holds_the_truth_or_lies_in_it(simulated, environment):
    truth = (simulated.folder / "truth").resolve()
    for name, value in environment.items():
        path = Path(value.removeprefix("sqlite:///"))
        if path.is_absolute():
            assert not truth.is_relative_to(path.resolve()), name
            assert not path.resolve().is_relative_to(truth), name


def test_no_link_leads_out_of_a_source_s_folder(simulated):
    assert not [path for path in simulated.folder.rglob("*") if path.is_symlink()]
    assert not [path for path in simulated.folder.rglob("*") if path.is_file() and os.stat(path).st_nlink > 1]  # noqa: PTH116


def test_file_connectors_refuse_to_climb_to_it(standards, simulated, environment, tmp_path):
    clock = lambda: datetime(2026, 11, 1, tzinfo=UTC)  # noqa: E731
    asked = 0
    for source in standards.delivering.values():
        for transport in filter(None, (source.transport, *source.systems.values())):
            if not isinstance(transport, FileTransport):
                continue
            for climbing in ("../truth/*", "../../truth/*", "**/faults*"):
                said = transport.model_dump(exclude_unset=True) | {"files": climbing}
                try:
                    found = list(build_connector(said, environment).fetch(FetchState(), tmp_path, clock))
                except TransportError:
                    found = []
                assert not found
                asked += 1
    assert asked > 50


def test_interfaces_and_sites_do_not_serve_it(standards, environment):
    asked = 0
    for name, value in environment.items():
        if not value.startswith("http://127.0.0.1:") or value.endswith(":9"):
            continue
        token = environment.get(name.replace("_URL", "_TOKEN"), "")
        for path in (
            "/truth/faults.parquet",
            "/../truth/faults.parquet",
            "/..%2f..%2ftruth/faults.parquet",
            "/%2e%2e/truth/",
        ):
            request = urllib.request.Request(value + path, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=5)  # noqa: S310
            assert refused.value.code in (400, 403, 404, 429, 503)
            refused.value.close()
            asked += 1
    assert asked > 4


def test_no_database_is_the_truth(standards, environment):
    transports = [
        one for source in standards.sources.values() for one in (source.transport, *source.systems.values())
    ]
    databases = [one for one in transports if isinstance(one, DatabaseTransport)]
    assert databases
    assert all(environment[one.url.removeprefix("env:")].endswith(".db") for one in databases)


def test_no_code_of_the_pipeline_names_the_truth():
    named = re.compile(r"""simulator\.truth|["'/]truth["'/]|faults\.(jsonl|parquet)|identities\.parquet""")
    for package in ("ecolake", "assets", "orchestration"):
        for path in (PROJECT / package).rglob("*.py"):
            assert not named.search(path.read_text(encoding="utf-8")), path
