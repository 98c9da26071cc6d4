"""The command line over a small home of its own, and what it writes."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from ecolake.home import Home
from orchestration.cli.app import app
from tests.support.small_release import publish_small_release

HEADER = (
    "UNISCID,ENTNAME,ENTTYPE,LEREP,REGCAP,CURRENCY,ESTDATE,OPFROM,OPTO,REGORG,REGSTATE,DOM,DOMDISTRICT,INDUSTRYPHY,"
    "INDUSTRYCO,OPSCOPE,TEL,POSTALCODE,REGNO,ORGCODE,TAXNO,APPRDATE,CANDATE,REVDATE,EMPNUM,FORMERNAME,BRANCHFLAG,"
    "PARENTUSCC,LONGITUDE,LATITUDE,UPDATETIME"
)
SOUND, WRONG = "913505001770036104", "913505001770036105"


def enterprise(code=SOUND, **changes):
    """One row of the registry; `changes` by the registry's own column names."""
    values = dict.fromkeys(HEADER.split(","), "") | {
        "UNISCID": code,
        "ENTNAME": "晋江市泰嘉纸业有限公司",
        "LEREP": "张三丰",
        "ESTDATE": "2010-03-28",
        "REGSTATE": "存续",
        "DOMDISTRICT": "350582",
        "TEL": "13812345678",
    }
    return ",".join((values | changes).values())


def registry(*rows):
    return "\n".join((HEADER, *rows, "")).encode("gb18030")


def station(code, time="2017-07-07T16:00:00", pm2_5="34"):
    columns = (
        "positionname area so2 so2_24h no2 no2_24h pm10 pm10_24h pm2_5_24h co co_24h o3 o3_24h o3_8h o3_8h_24h aqi "
        "primarypollutant quality"
    )
    missing = dict.fromkeys(columns.split(), "-;")
    known = {"stationcode": code, "timepoint": time, "pm2_5": pm2_5, "pm10": "45"}
    point = {"type": "Point", "coordinates": [116.366, 39.8673]}
    return {"type": "Feature", "geometry": point, "properties": missing | known}


def hour(*stations):
    return json.dumps({"type": "FeatureCollection", "features": stations}).encode()


@pytest.fixture
def small_home(tmp_path, monkeypatch):
    """An empty home, named by the environment as a person would."""
    return named(tmp_path / "home", monkeypatch)


def named(root, monkeypatch):
    monkeypatch.setenv("ECOLAKE_HOME", str(root))
    monkeypatch.delenv("ECOLAKE_LANDING", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")
    return Home.from_environment()


def call(*arguments, stdin=None):
    return CliRunner().invoke(app, [str(one) for one in arguments], input=stdin, catch_exceptions=False)


@pytest.fixture
def ecolake(small_home):
    """Call the command line; the result has `exit_code`, `stdout`, `stderr`."""
    return call


@pytest.fixture
def given(tmp_path):
    """Write bytes to a file of that name."""

    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory):
    """Two stations, and a registry with one sound and two wrong rows: a home that tests take copies of."""
    folder = tmp_path_factory.mktemp("filled")
    air = folder / "hour.geojson"
    air.write_bytes(hour(station("1001A"), station("1002A", pm2_5="120")))
    names = folder / "registry.csv"
    names.write_bytes(
        registry(
            enterprise(), enterprise(WRONG, ENTNAME="=HYPERLINK(1)"), enterprise(ENTNAME="", TEL="+86 1")
        )
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        home = named(folder / "home", monkeypatch)
        call("accept", "--source", "mee", "--dataset", "air_station_hourly", air)
        call("accept", "--source", "market_regulation", "--dataset", "enterprise", names)
    return home


@pytest.fixture(scope="session")
def published_once(tmp_path_factory, filled_once, standards):
    """The same, published: a release shows rows of the lake by their place, and cannot be copied."""
    root = shutil.copytree(filled_once.root, tmp_path_factory.mktemp("published") / "home", symlinks=True)
    home = Home(root, root / "raw", filled_once.project)
    publish_small_release(home, standards)
    return home


@pytest.fixture
def filled(ecolake, small_home, filled_once):
    shutil.copytree(filled_once.root, small_home.root, dirs_exist_ok=True, symlinks=True)
    return ecolake


@pytest.fixture
def published(published_once, monkeypatch):
    """The command line over the published home that tests share: they only read it."""
    named(published_once.root, monkeypatch)
    return call


@pytest.fixture
def publishing(filled, small_home, standards):
    """The same in a home of its own, in which more may be published."""
    publish_small_release(small_home, standards)
    return filled
