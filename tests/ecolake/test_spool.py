"""Rows wait in memory while few and on disk once many; what comes out is what went in."""

from decimal import Decimal

import polars as pl
import pytest

from ecolake import spool as spooling
from ecolake.mapping_typed import together
from ecolake.spool import Spool


@pytest.fixture(params=["in memory", "on disk"])
def spool(request, tmp_path):
    return Spool(tmp_path, 1 << 30 if request.param == "in memory" else 0)


def test_rows_come_back_in_their_order_wherever_they_waited(spool, tmp_path):
    kept = [
        *spool.keep(pl.DataFrame({"n": [n, n + 100]}) for n in range(3)),
        *spool.keep([pl.DataFrame({"n": [7]})]),
    ]
    assert together(kept).collect()["n"].to_list() == [0, 100, 1, 101, 2, 102, 7]
    assert spool.spilled is bool(list(tmp_path.iterdir()))


def test_small_parts_of_a_file_become_one_frame_and_many_become_several(spool, monkeypatch):
    assert len(spool.keep(pl.DataFrame({"n": [n]}) for n in range(50))) == 1
    monkeypatch.setattr(spooling, "PART", 10 * pl.DataFrame({"n": [1]}).estimated_size())
    assert len(spool.keep(pl.DataFrame({"n": [n]}) for n in range(50))) == 5


def test_what_a_part_lacks_is_null(spool):
    (rows,) = spool.keep([pl.DataFrame({"a": ["1"]}), pl.DataFrame({"b": ["2"], "a": ["3"]})])
    assert rows.collect().to_dict(as_series=False) == {"a": ["1", "3"], "b": [None, "2"]}


def test_a_column_of_unlike_types_is_text(spool):
    values = [[1.5, 2.0], ["x"], [Decimal("0.250")], [None]]
    kept = [frame for one in values for frame in spool.keep([pl.DataFrame({"v": one})])]
    assert together(kept).collect()["v"].to_list() == ["1.5", "2", "x", "0.25", None]


def test_a_file_that_turns_out_unreadable_leaves_nothing(spool):
    def parts():
        yield pl.DataFrame({"n": [1]})
        raise KeyError("cut")

    with pytest.raises(KeyError, match="cut"):
        spool.keep(parts())
    assert together(spool.keep([pl.DataFrame({"n": [2]})])).collect()["n"].to_list() == [2]
