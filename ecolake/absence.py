"""What a delivery of the whole leaves out is withdrawn, where the source's contract says that absence means so.

Withdrawn keys are rows of a table of their own, of the batch that lacks them, and count with its account as accepted rows do.
Nothing is deleted: the versions of a withdrawn key stay readable, and a key that is delivered again is in force again.
A delivery withdraws nothing while there is any doubt that it is the whole: it was not read to the end, it is empty, it has rows
whose key cannot be read, or it lacks more than a mishap would explain.
"""

from dataclasses import dataclass

import polars as pl

from ecolake import lake
from ecolake.batch_reader import BatchReading
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset
from ecolake.visibility import visible

_PLACE = pl.Schema({"_batch": pl.String(), "_sequence": pl.Int64(), "_received_at": pl.Datetime("us", "UTC")})


@dataclass(frozen=True)
class Absence:
    """What a batch withdraws.

    Attributes:
        withdrawn: The keys, with the batch that lacks them.
        notes: Why nothing is withdrawn although keys are absent.
    """

    withdrawn: pl.DataFrame
    notes: tuple[str, ...] = ()


def is_withdrawal(dataset: Dataset) -> bool:
    """Whether absence from a delivery withdraws a row of the dataset."""
    return dataset.mapping is not None and dataset.mapping.absence == "withdrawn"


def no_absence(dataset: Dataset) -> Absence:
    """Nothing withdrawn."""
    return Absence(pl.DataFrame(schema=_schema(dataset)))


def in_force(home: Home, dataset: Dataset, known: pl.LazyFrame, before: int) -> pl.LazyFrame:
    """Leave out the versions of keys that were withdrawn after them.

    Args:
        home: The installation.
        dataset: A dataset whose rows absence withdraws.
        known: Its accepted rows that were landed before that place.
        before: The place in the landing order.
    """
    key = list(dataset.key)
    gone = visible(home, lake.withdrawn(dataset.table), dataset, _schema(dataset), before=before)
    last = gone.group_by(key).agg(_withdrawn=pl.col("_sequence").max())
    told = known.join(last, on=key, how="left", nulls_equal=True)
    return told.filter(pl.col("_sequence") > pl.col("_withdrawn").fill_null(0)).drop("_withdrawn")


def absent(dataset: Dataset, reading: BatchReading, given: pl.LazyFrame, known: pl.LazyFrame) -> Absence:
    """Tell the keys in force that a batch lacks.

    Args:
        dataset: A dataset whose rows absence withdraws.
        reading: The batch as read.
        given: Its rows, also those that are rejected: they are there, if at fault.
        known: The rows in force before it.
    """
    key = list(dataset.key)
    there = known.select(key).unique().collect(engine="streaming")
    present = given.select(key).unique().collect(engine="streaming")
    gone = there.join(present, on=key, how="anti", nulls_equal=True).sort(key)
    if not gone.height:
        return no_absence(dataset)
    needed = [name for name in key if dataset.items[name].required]
    nameless = present.filter(pl.any_horizontal(pl.lit(value=False), pl.col(needed).is_null())).height
    doubt = _doubt(dataset, reading, gone.height, there.height, nameless=nameless > 0)
    if doubt is not None:
        return Absence(no_absence(dataset).withdrawn, (doubt,))
    manifest = reading.manifest
    place = {"_batch": manifest.batch, "_sequence": manifest.sequence, "_received_at": manifest.received_at}
    told = gone.with_columns(pl.lit(value).cast(_PLACE[name]).alias(name) for name, value in place.items())
    return Absence(told.select(list(_schema(dataset))))


def _doubt(dataset: Dataset, reading: BatchReading, gone: int, there: int, *, nameless: bool) -> str | None:
    """Why a delivery that lacks so many keys may not be the whole."""
    most = dataset.mapping.withdraw_at_most if dataset.mapping else 0
    if reading.unreadable_files or reading.rejected.height or not reading.received:
        en, zh = "it was not read whole or is empty", "未能完整读取或为空"
    elif nameless:
        en, zh = (
            "it has rows whose key cannot be read, which may be those",
            "有主键无法读取的行，可能正是所缺各行",
        )
    elif gone > most * there:
        en, zh = (
            f"more than {float(most):.0%} of {there:,} rows in force are absent",
            f"缺失超过现行 {there:,} 行的 {float(most):.0%}",
        )
    else:
        return None
    return (
        f"{gone:,} keys are absent and were not withdrawn: {en}; ask the source whether the delivery is whole"
        f" / 缺失 {gone:,} 个主键，未作撤出处理：{zh}；请向来源核实是否为全量"
    )


def _schema(dataset: Dataset) -> pl.Schema:
    return pl.Schema({**_PLACE, **{name: dataset.schema[name] for name in dataset.key}})
