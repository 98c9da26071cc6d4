"""The link between a rejected row and the one that mends it: in the warehouse, and walked both ways."""

import duckdb
import pytest

from ecolake.landing import manifests
from ecolake.rejects.take_back import take_back
from ecolake.rejects.workbook import write_workbook
from ecolake.trace import trace
from ecolake.warehouse.record import current_file
from tests.support.mended_workbook import Book
from tests.support.small_release import publish_small_release

AIR = "mee.air_station_hourly"
PLACE = "_batch, _file, _row, old_batch, old_file, old_row"


@pytest.fixture
def mended(home, standards, accept, air, tmp_path, clock):
    """A station whose wrong reading came back mended, in a file with a name in GBK characters."""
    accept(AIR, air(air.feature("1001A"), air.feature("1002A", pm2_5="-5")), "小时值.geojson")
    write_workbook(home, standards, "mee", tmp_path / "出.xlsx", {})
    book = Book(tmp_path / "出.xlsx")
    (sheet,) = set(book.sheets) - {"说明 read me first", "_ecolake", "代码 codes"}
    book.write(sheet, 3, "pm2_5", "5")
    take_back(home, standards, book.save(tmp_path / "改好.xlsx"), clock)
    publish_small_release(home, standards)
    first, second = (one.batch for one in manifests(home, "mee", "air_station_hourly"))
    return first, second


def test_the_warehouse_has_the_link(home, mended):
    first, second = mended
    with duckdb.connect(str(current_file(home)), read_only=True) as connection:
        rows = connection.execute(f"select source, dataset, {PLACE} from lake.mended").fetchall()
    assert rows == [("mee", "air_station_hourly", second, "改好.xlsx", 3, first, "小时值.geojson", 2)]


def test_a_mended_row_is_walked_back_to_the_workbook_and_the_rejected_row(home, standards, mended):
    (origin,) = trace(home, standards, AIR, "1002A,2026-03-02T08:00:00+08:00").origins
    assert (origin.accepted["_file"], origin.accepted["_row"]) == ("改好.xlsx", 3)
    assert origin.received["pm2_5"] == "5"
    assert origin.received["stationcode"] == "1002A"
    assert origin.origin.startswith("workbook:")
    assert origin.mends == ({"batch": mended[0], "file": "小时值.geojson", "row": 2},)


def test_a_rejected_row_is_walked_forward_to_the_one_that_mends_it(home, standards, mended):
    (origin,) = trace(home, standards, AIR, f"_batch={mended[0]},_row=2").origins
    assert (origin.accepted["_batch"], origin.accepted["_row"]) == (mended[1], 3)
    (other,) = trace(home, standards, AIR, f"_batch={mended[0]},_row=1").origins
    assert other.mends == ()
