"""A full or read-only disk stops the run and is told as such, by whichever library it comes; the batch stays due."""

import errno

import polars as pl
import pytest
from deltalake.exceptions import DeltaError

from ecolake import accounts, lake
from ecolake.acceptance import accept_pending
from ecolake.ingestion import accept_files
from ecolake.lake_mending import refuse_machine
from ecolake.system_faults import system_fault

AIR = "mee.air_station_hourly"


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (DeltaError("Generic LocalFileSystem error: Unable to copy (os error 28)"), errno.ENOSPC),
        (pl.exceptions.ComputeError("No space left on device"), errno.ENOSPC),
        (DeltaError("Unable to open file /x: Read-only file system (os error 30)"), errno.EROFS),
        (OSError("[Errno 28] Error writing bytes to file"), errno.ENOSPC),
        (pl.exceptions.ComputeError("cannot parse '28' as a number"), None),
        (FileNotFoundError("No such file or directory (os error 2)"), None),
    ],
)
def test_it_is_found_in_the_words_of_a_library(error, number):
    found = system_fault(error)
    assert (found.errno if found else None) == number


def test_a_lake_that_cannot_be_written_leaves_the_batch_due(
    home, standards, clock, tmp_path, air, monkeypatch
):
    path = tmp_path / "hour"
    path.write_bytes(air(air.feature()))

    def full(*_, **__):
        raise DeltaError("Generic LocalFileSystem error: No space left on device (os error 28)")

    with monkeypatch.context() as patch:
        patch.setattr(lake, "write_deltalake", full)
        with pytest.raises(OSError, match="No space left") as caught:
            accept_files(home, standards, AIR, [path], clock)
    assert caught.value.errno == errno.ENOSPC
    assert str(caught.value.filename).endswith("accepted/mee/air_station_hourly")
    assert accounts.of_dataset(home, "mee", "air_station_hourly") == {}
    assert [one.accepted for one in accept_pending(home, standards, AIR, clock=clock)] == [1]


def test_a_file_that_only_says_so_is_judged_as_any_other(home, monkeypatch):
    home.root.mkdir()
    fault = ValueError("unknown column 'No space left on device (os error 28)'")
    refuse_machine(home, fault)
    monkeypatch.setattr("ecolake.lake_mending._can_be_written", lambda _: False)
    with pytest.raises(OSError, match="No space left"):
        refuse_machine(home, fault)
