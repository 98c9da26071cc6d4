"""Ways to make files of the four feeds and to read back what became of them."""

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


@pytest.fixture
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
    from ecolake.acceptance import visible

    def rows(dataset_id):
        dataset = standards.datasets[dataset_id]
        table = lake.accepted(dataset.table)
        return visible(home, table, dataset, None).collect() if lake.exists(home, table) else None

    return rows


@pytest.fixture
def all_accounts(home):
    return lambda: accounts.current(home).collect()
