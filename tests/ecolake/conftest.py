"""Ways to make files of the four feeds, to read back what became of them, and a little set of standards to spoil."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from ecolake import accounts, lake
from ecolake.ingestion import accept_files

AIR = "mee.air_station_hourly"
REGISTRY = "market_regulation.enterprise"


def air_feature(code="1001A", time="2026-03-02T08:00:00", **changes):
    properties = {
        "stationcode": code, "positionname": "站", "area": "市", "timepoint": time, "aqi": "55", "quality": "良",
        "primarypollutant": "臭氧1小时", "so2": "1", "so2_24h": "3", "no2": "13", "no2_24h": "19", "pm10": "45",
        "pm10_24h": "37", "pm2_5": "34", "pm2_5_24h": "32", "co": "0.8", "co_24h": "0.8", "o3": "164", "o3_24h": "164",
        "o3_8h": "132", "o3_8h_24h": "132", "citycode": "0", "provinceid": "0", "orderid": "1", "ispublish": "true",
        "measure": "", "unheathful": "",
    }  # fmt: skip
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [116.366, 39.8673]},
        "properties": {**properties, **changes},
    }


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False).encode()


@pytest.fixture(scope="session")
def air():
    """Build a GeoJSON hour from features; `air.feature(code, time, **changes)` makes one."""

    def build(*features):
        return geojson(*features)

    build.feature = air_feature
    return build


@pytest.fixture(scope="session")
def registry_csv(county):
    """The registry's snapshot as UTF-8 text, to be changed and packed again."""
    (path,) = sorted(Path(county.paths["market_regulation"]).glob("*.zip"))
    with zipfile.ZipFile(path) as archive:
        return archive.read(archive.namelist()[0]).decode("gb18030")


@pytest.fixture
def packed():
    """Zip one member."""

    def pack(data, name="a.csv"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return buffer.getvalue()

    return pack


@pytest.fixture
def accept(home, standards, tmp_path, clock):
    """Accept bytes as one file of a dataset and return its account."""
    folder = tmp_path / "given"
    folder.mkdir()

    def run(dataset_id, data, name="file"):
        path = folder / name
        path.write_bytes(data)
        (account,) = accept_files(home, standards, dataset_id, [path], clock)
        assert account.received == account.accepted + account.rejected + account.duplicate
        return account

    return run


@pytest.fixture
def rejected(home):
    """The rejected rows of a dataset as dicts."""

    def rows(dataset_id):
        table = lake.rejected(dataset_id.replace(".", "/"))
        return lake.scan(home, table).collect().to_dicts() if lake.exists(home, table) else []

    return rows


@pytest.fixture
def accepted(home, standards):
    """The visible accepted rows of a dataset as a frame."""
    from ecolake.visibility import visible

    def rows(dataset_id):
        dataset = standards.datasets[dataset_id]
        table = lake.accepted(dataset.table)
        return visible(home, table, dataset, None).collect() if lake.exists(home, table) else None

    return rows


@pytest.fixture
def all_accounts(home):
    return lambda: accounts.current(home).collect()


ELEMENTS = """\
code:
  title: {zh: 编码, en: code}
  definition: {zh: 编码, en: A code}
  object: station
  property: code
  type: text(5)
  pattern: "^[A-Z]+$"
  examples: [ABC, ZX]
  basis: proposed
level:
  title: {zh: 水位, en: water level}
  definition: {zh: 水位, en: Height of the water}
  object: water_body
  property: level
  type: decimal(8,3)
  unit: m
  accepts: [cm]
  range: [-10, 6000]
  source: SL 247-2012
moment:
  title: {zh: 时间, en: time}
  definition: {zh: 时间, en: A time}
  object: event
  property: time
  type: datetime
  basis: proposed
trend:
  title: {zh: 水势, en: trend}
  definition: {zh: 水势, en: Rising or falling}
  object: water_body
  property: trend
  type: text(10)
  codes: trend
  basis: proposed
"""
TREND_YAML = """\
title: {zh: 水势, en: Trend}
edition: test
source: test
trust: memory
columns: {code: Code, meaning: Meaning}
"""
DATASET = """\
category: "1"
theme: water
title: {zh: 水情, en: River stage}
definition: {zh: 水情, en: River stage}
version: 1.0.0
grain: {zh: 每站每时, en: one row per station and time}
key: [station, observed_at]
update: hourly
issued: 2026-01-01
share: {type: unconditional}
open: {type: none}
basis: proposed
items:
  station: {element: code, required: true}
  observed_at: {element: moment, required: true}
  stage: {element: level}
  trend: {element: trend}
rules:
  - id: rising_needs_stage
    assert: trend <> 'rising' OR stage IS NOT NULL
    severity: reject
    message: {zh: 涨水必须有水位, en: Rising water needs its stage}
"""
SOURCE = """\
title: {zh: 水利厅, en: Water}
owner: {unit: 水文中心, contact: "env:WATER_CONTACT"}
schedule: "12 * * * *"
timezone: Asia/Shanghai
transport: {type: file, url: "env:WATER_URL"}
datasets:
  stage:
    read: {format: csv}
    map: {STCD: station, TM: observed_at, Z: stage, WPTN: trend}
    codes: {trend: {"4": falling, "5": rising}}
    missing_in: {stage: ["-9999"]}
    units: {stage: cm}
"""
FILES = {
    "elements/water.yaml": ELEMENTS,
    "codelists/trend.yaml": TREND_YAML,
    "codelists/trend.csv": "code,meaning\nrising,涨\nfalling,落\n",
    "datasets/water/stage.yaml": DATASET,
    "sources/water.yaml": SOURCE,
}


@pytest.fixture
def little(tmp_path):
    """The folder of the little standards."""
    root = tmp_path / "standards"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def spoil(little):
    """Replace a piece of one file, which must be there, and return the folder."""

    def change(name, old, new):
        path = little / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return little

    return change
