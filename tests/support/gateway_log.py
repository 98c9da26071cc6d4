"""A gateway's log read whole: its frames and its rejected frames, each in one data frame."""

from pathlib import Path

import polars as pl

from ecolake.formats.hj212 import read_hj212


def read_log(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Join the parts in which a log is read."""
    frames, rejected = zip(*read_hj212(path), strict=True)
    return pl.concat(frames), pl.concat(rejected)
