"""Accounts are read when checkpoints have taken the first entries of the table's log away."""

import polars as pl
from deltalake import write_deltalake

from ecolake import ledger

ROW = {"source": ["a"], "dataset": ["b"], "attempt": [1]}
KEPT = {"delta.logRetentionDuration": "interval 0 days", "delta.checkpointInterval": "2"}


def test_accounts_are_read_without_the_first_entry_of_the_log(tmp_path):
    path = tmp_path / "accounts"
    for number in range(5):
        frame = pl.DataFrame({**ROW, "batch": [str(number)]})
        write_deltalake(str(path), frame.to_arrow(), mode="append", configuration=None if number else KEPT)
    assert not (path / "_delta_log" / f"{0:020d}.json").exists()
    (found,) = ledger.latest(path, frame.schema).values()
    assert found["batch"].to_list() == ["0", "1", "2", "3", "4"]
