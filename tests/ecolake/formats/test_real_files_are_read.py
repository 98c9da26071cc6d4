from pathlib import Path

import pytest

from ecolake.formats import ReadOptions, fingerprint_columns, read_table

REAL = Path(__file__).parents[3] / "../shared/data/real"


@pytest.fixture
def real(request):
    path = REAL / request.param
    if not path.exists():
        pytest.skip("the real data is not on this machine")
    return path


@pytest.mark.parametrize("real", ["cnemc_air_2017-07-07T16.geojson"], indirect=True)
def test_an_hour_of_the_national_air_feed(real, scratch):
    read = ReadOptions(format="geojson")
    table = read_table(real, read, scratch)
    assert (table.frame.height, table.malformed.height) == (1495, 0)
    assert table.frame["_row"].to_list() == list(range(1, 1496))
    first = table.frame.row(0, named=True)
    assert (first["stationcode"], first["geometry.longitude"]) == ("1001A", "116.366")
    assert fingerprint_columns(real, read, scratch) == table.columns


@pytest.mark.parametrize("real", ["prsa_dingling_2013-2017.csv.gz"], indirect=True)
def test_four_years_of_a_beijing_station(real, scratch):
    read = ReadOptions(format="csv")
    table = read_table(real, read, scratch)
    assert (table.frame.height, table.malformed.height) == (35064, 0)
    assert table.frame["No"].cast(int).to_list() == (table.frame["_row"] - 1).to_list()
    assert fingerprint_columns(real, read, scratch) == table.columns
