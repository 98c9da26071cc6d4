import pytest

from ecolake.connectors import build_connector
from ecolake.connectors.file import FileConnector
from ecolake.connectors.http import HttpConnector
from ecolake.errors import TransportError
from ecolake.standards.source import ReadOptions
from ecolake.standards.transport import FileTransport, HttpTransport

READ = ReadOptions(format="csv", files="*.csv", path="permits", date="%Y%m%d")


@pytest.mark.parametrize("environment", [{}, {"SOME_URL": ""}, {"SOME_URL": "  "}])
@pytest.mark.parametrize("kind", ["file", "http"])
def test_a_missing_variable_is_named(kind, environment):
    with pytest.raises(TransportError) as caught:
        build_connector({"type": kind, "url": "env:SOME_URL"}, environment)
    assert caught.value.code == "not_configured"
    assert "SOME_URL" in caught.value.en
    assert "SOME_URL" in caught.value.zh


@pytest.mark.parametrize(
    "options",
    [
        {"type": "carrier_pigeon", "url": "x"},
        {"type": "file"},
        {"type": "file", "url": "x", "glob": "*"},
        {"type": "file", "url": "x", "files": "../*"},
        {"type": "file", "url": "x", "files": "/etc/*"},
        {"type": "file", "url": "x", "date": "%Y"},
        {"type": "file", "url": "x", "date": "%d %b %Y"},
        {"type": "http", "url": "x", "token": "a secret in the YAML"},
        {"type": "http", "url": "x", "attempts": 0},
    ],
)
def test_a_wrong_option_is_refused(options):
    with pytest.raises(TransportError) as caught:
        build_connector(options, {})
    assert caught.value.code == "wrong_option"
    assert "a secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_blocks_of_a_standard_are_taken_as_they_are():
    folder = FileTransport(type="file", url="somewhere")
    address = HttpTransport(type="http", url="http://127.0.0.1/api", token="env:T")
    assert isinstance(build_connector(folder, {}, READ), FileConnector)
    assert isinstance(build_connector(address, {"T": "x"}, READ), HttpConnector)


@pytest.mark.parametrize(
    "url",
    [
        "sftp://user:a-secret@host/x",
        "s3://user:a-secret@bucket",
        "https://a-secret@host/",
    ],
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_shown(url):
    with pytest.raises(TransportError) as caught:
        build_connector({"type": "file", "url": url}, {})
    assert caught.value.code == "secret_in_address"
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["ftp://host/x", "sftp:///x", "https://", "http://[broken/", "s3://", "sftp://h:x/"]
)
def test_a_folder_that_nothing_reaches_is_refused(url):
    with pytest.raises(TransportError) as caught:
        build_connector({"type": "file", "url": url}, {})
    assert caught.value.code == "unsupported_address"
