"""The record of what is true and what is wrong, as Parquet: one part a day while a world grows, one table for scoring.

Belongs here: the shape of the record and where it lies. Does not belong here: who reads it (`benchmarks`).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.departments.delivery import Delivery
from simulator.departments.systems import Placed
from simulator.truth.identities import CODE

FOLDER = "truth"
FAULTS = f"{FOLDER}/faults.parquet"
IDENTITIES = f"{FOLDER}/identities.parquet"
HOT_SPOTS = f"{FOLDER}/hot_spots.parquet"
_FAULT = pl.Schema(
    {
        "source": pl.String(),
        "dataset": pl.String(),
        "day": pl.Date(),
        "file": pl.String(),
        "digest": pl.String(),
        "kind": pl.String(),
        "item": pl.String(),
        "true": pl.String(),
        "written": pl.String(),
        "seen": pl.Boolean(),
        "expected": pl.String(),
    }
)
_IDENTITY = pl.Schema(
    {
        "source": pl.String(),
        "dataset": pl.String(),
        "digest": pl.String(),
        "unified_social_credit_code": pl.String(),
        "site_code": pl.String(),
    }
)
# By which element of a row its site is known in truth.
_SITE = "pollution_source_code"


def fault_rows(delivery: Delivery, placed: Placed) -> pl.DataFrame:
    """Return the faults of a delivery: those of rows by digest, those of whole files by name."""
    dataset = delivery.dataset
    common = {"source": dataset.source, "dataset": dataset.name, "day": delivery.day}
    rows = [
        {
            **common,
            "file": "",
            "digest": delivery.digests[fault.position],
            "kind": fault.kind,
            "item": fault.items,
            "true": fault.true,
            "written": fault.written,
            "seen": fault.seen,
            "expected": fault.expected,
        }
        for fault in delivery.faults
    ]
    rows += [
        {
            **common,
            "file": fault.file,
            "digest": "",
            "kind": fault.kind,
            "item": "",
            "true": "",
            "written": fault.written,
            "seen": True,
            "expected": fault.expected,
        }
        for fault in placed.faults
    ]
    return pl.DataFrame(rows, schema=_FAULT)


def identity_rows(delivery: Delivery, known: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
    """Return whose rows they truly are; None where the rows of a dataset name no enterprise.

    Args:
        delivery: What came.
        known: Whom a true value names, by element (`identities`).
    """
    dataset = delivery.dataset
    naming = [(element, _item(dataset, delivery, element)) for element in (CODE, *known)]
    codes = [_named(delivery.true[item], known.get(element)) for element, item in naming if item is not None]
    site = _item(dataset, delivery, _SITE)
    if not codes:
        return None
    return pl.DataFrame(
        {
            "source": dataset.source,
            "dataset": dataset.name,
            "digest": delivery.digests,
            "unified_social_credit_code": pl.select(pl.coalesce(codes)).to_series(),
            "site_code": delivery.true[site] if site else None,
        },
        schema=_IDENTITY,
    )


def _named(values: pl.Series, known: pl.DataFrame | None) -> pl.Series:
    """Return the codes of those whom the values name; without a look-up they are the codes."""
    if known is None:
        return values
    asked = pl.DataFrame({"value": values.cast(pl.String)})
    return asked.join(known, on="value", how="left", maintain_order="left")["code"]


def _item(dataset: Dataset, delivery: Delivery, element: str) -> str | None:
    """Return the item that names the row's own enterprise: of several, the one named as the element, else the first."""
    found = [
        name
        for name, item in dataset.items.items()
        if item.element_name == element and name in delivery.true.columns
    ]
    return element if element in found else next(iter(found), None)


def write_day(
    folder: Path, day: date, faults: list[pl.DataFrame], identities: list[pl.DataFrame]
) -> list[str]:
    """Write the part of one day and return its paths below the folder."""
    written = []
    for name, parts, schema in (("faults", faults, _FAULT), ("identities", identities, _IDENTITY)):
        path = Path(FOLDER, "days", f"{name}.{day}.parquet")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        pl.concat([pl.DataFrame(schema=schema), *parts]).write_parquet(folder / path, compression="zstd")
        written.append(path.as_posix())
    return written


def gather(folder: Path, days: list[date]) -> list[str]:
    """Write the tables of all days from their parts, and return their paths below the folder."""
    for name, target in (("faults", FAULTS), ("identities", IDENTITIES)):
        parts = [folder / FOLDER / "days" / f"{name}.{day}.parquet" for day in days]
        pl.concat([pl.scan_parquet(part) for part in parts]).sink_parquet(folder / target, compression="zstd")
    return [FAULTS, IDENTITIES]


def write_hot_spots(folder: Path, days: Mapping[date, pl.DataFrame]) -> list[str]:
    """Write which places polluted unseen on which day, and return the path below the folder."""
    rows = [frame.select(pl.lit(day).alias("day"), pl.all()) for day, frame in days.items()]
    pl.concat(rows).write_parquet(folder / HOT_SPOTS, compression="zstd")
    return [HOT_SPOTS]
