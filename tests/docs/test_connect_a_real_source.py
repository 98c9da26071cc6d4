"""docs/how-to/connect-a-real-source.md, followed to the letter: YAML and environment variables, against real servers."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import yaml

from ecolake.connectors import FetchState, build_connector
from ecolake.standards.source import Source
from tests.support.real_servers import postgresql, sshd

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "how-to" / "connect-a-real-source.md").read_text(encoding="utf-8")
YAML = dict(re.findall(r"```yaml\n# (standards/sources/\S+): transport\n(.*?)```", PAGE, re.DOTALL))
SHELL = {
    name: dict(re.findall(r'^export (\w+)="(.*)"$', block, re.MULTILINE))
    for name, block in re.findall(r"```sh\n# (\w+)\n(.*?)```", PAGE, re.DOTALL)
}
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def source(name):
    """A source of the project with the page's transport in the place of its own."""
    path = f"standards/sources/{name}.yaml"
    text = (PROJECT / path).read_text("utf-8")
    told, count = re.subn(
        r"^transport:.*?\n(?=\S)", lambda _: YAML[path], text, count=1, flags=re.MULTILINE | re.DOTALL
    )
    assert count == 1
    return Source.model_validate(yaml.safe_load(told))


def fetch(dataset_id, environment, scratch):
    """Fetch one dataset as an ingestion would."""
    name, dataset = dataset_id.split(".")
    mapping = source(name).datasets[dataset]
    connector = build_connector(source(name).transport_of(mapping), environment, mapping.read)
    return [one for batch in connector.fetch(FetchState(), scratch, lambda: NOW) for one in batch]


def changed(name, values):
    """The page's variables, with what is of this machine put in; none is set that the page does not name."""
    assert values.keys() <= SHELL[name].keys()
    return SHELL[name] | values


def test_the_page_sets_every_variable_that_its_transports_name():
    for (path, text), variables in zip(YAML.items(), SHELL.values(), strict=True):
        assert set(re.findall(r"env:(\w+)", text)) == variables.keys(), path
        assert yaml.safe_load(text)["transport"]


def test_a_table_of_a_real_postgresql_takes_the_place_of_the_twin(tmp_path):
    read = source("water_resources").datasets["hydrometric_station"].read
    with postgresql() as server:
        server.run(
            f'CREATE TABLE "{read.table}" ("STCD" text, "STNM" text, "LGTD" numeric);'
            f"INSERT INTO \"{read.table}\" VALUES ('70500100', '竹岐', 119.1);"
            f'GRANT SELECT ON "{read.table}" TO reader'
        )
        environment = changed(
            "PostgreSQL",
            {"WATER_RESOURCES_URL": server.url(), "WATER_RESOURCES_PASSWORD": "a-secret-that-nobody-may-see"},
        )
        [file] = fetch("water_resources.hydrometric_station", environment, tmp_path)
    assert pl.read_parquet(file.path).to_dicts() == [{"STCD": "70500100", "STNM": "竹岐", "LGTD": "119.1"}]


def test_a_folder_behind_a_real_sftp_takes_the_place_of_the_twin(tmp_path):
    files = source("market_regulation").datasets["enterprise"].read.files
    outgoing, machine, scratch = (tmp_path / name for name in ("outgoing", "machine", "scratch"))
    for folder in (outgoing, machine, scratch):
        folder.mkdir()
    delivered = outgoing / files.replace("*", "20261101")
    delivered.write_bytes(b"as received")
    os.utime(delivered, (0, 0))
    with sshd(machine) as server:
        environment = changed(
            "SFTP",
            {
                "MARKET_REGULATION_URL": f"sftp://127.0.0.1:{server.port}{outgoing}",
                "MARKET_REGULATION_USER": server.user,
                "MARKET_REGULATION_KEY": str(server.key),
                "MARKET_REGULATION_KNOWN_HOSTS": str(server.known_hosts()),
            },
        )
        [file] = fetch("market_regulation.enterprise", environment, scratch)
    assert (file.name, file.path.read_bytes()) == (delivered.name, b"as received")


def test_an_interface_takes_the_place_of_the_twin(tmp_path):
    from tests.support.file_server import file_server

    body = b'{"code": 0, "pages": 1, "data": []}'
    with file_server() as server:
        server.login = "Bearer a-token"
        server.trouble = lambda handler: (
            "a-token" in handler.headers["Authorization"]
            and (handler.reply(200, body, kind="application/json") or True)
        )
        environment = changed(
            "REST", {"ECOLOGY_API_URL": f"{server.url}/api/permits", "ECOLOGY_API_TOKEN": "a-token"}
        )
        [file] = fetch("ecology.discharge_permit", environment, tmp_path)
    assert file.path.read_bytes() == body
