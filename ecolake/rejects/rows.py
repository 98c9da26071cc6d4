"""Rejected rows, read back for the people who must mend them.

Which rows are visible and what each was told is decided at acceptance, what was mended since in `links`; how they are handed
over is the business of `workbook` and `as_csv`.
"""

import json
from collections.abc import Iterator
from typing import Final

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.rejects.links import with_status
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.validation import REJECTED
from ecolake.visibility import visible

SCHEMA: Final = pl.Schema({"source": pl.String(), "dataset": pl.String(), **REJECTED, "status": pl.String()})
ORDER: Final[tuple[str | pl.Expr, ...]] = (
    *("source", "dataset", "_sequence", "_batch", "_file", "_row", "payload"),
    # Readings of one record are alike in all of these.
    *(pl.col(one).list.join("\n") for one in ("columns", "rules")),
)
# Where the source's own values are no JSON object: a line of a log, a row with too many cells.
AS_RECEIVED: Final = "(as received)"


def rejected_rows(
    home: Home,
    standards: Standards,
    source: str | None = None,
    dataset: str | None = None,
    *,
    rule: str | None = None,
    batch: str | None = None,
) -> pl.DataFrame:
    """Read the rejected rows of all batches that have an account.

    Args:
        home: The installation.
        standards: The loaded standards.
        source: Only this source.
        dataset: Only datasets of this name (without the source).
        rule: Only rows that failed this rule.
        batch: Only batches whose name begins so.

    Returns:
        Columns `source`, `dataset`, those of `ecolake.validation.REJECTED`, and `status` as in `links`, in the order of arrival.
        Personal information in `payload` is as received.
    """
    chosen = [
        one
        for _, one in sorted(standards.datasets.items())
        if source in (None, one.source) and dataset in (None, one.name)
    ]
    frames = [pl.LazyFrame(schema=SCHEMA), *(_of(home, one) for one in chosen)]
    rows = pl.concat(frames)
    if rule is not None:
        rows = rows.filter(pl.col("rules").list.contains(rule))
    if batch is not None:
        rows = rows.filter(pl.col("_batch").str.starts_with(batch))
    return rows.sort(ORDER).collect()


def _of(home: Home, dataset: Dataset) -> pl.LazyFrame:
    rows = with_status(home, dataset, visible(home, lake.rejected(dataset.table), dataset, REJECTED))
    return rows.select(
        pl.lit(dataset.source).alias("source"), pl.lit(dataset.name).alias("dataset"), *SCHEMA.names()[2:]
    )


def own_values(payload: str, dataset: Dataset) -> dict[str, str | None]:
    """The source's own values of a row, by its own columns; a record that was no row is one value, `AS_RECEIVED`."""
    try:
        values = json.loads(payload)
    except ValueError:
        values = payload
    if not isinstance(values, dict):
        return {AS_RECEIVED: payload}
    mapped = dataset.mapping.columns if dataset.mapping else ()
    if values and not values.keys() & set(mapped):
        return {AS_RECEIVED: _text(values.get("text", values))}
    return {_text(column) or "": _text(value) for column, value in values.items()}


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Half a character, as JSON can spell it, has no bytes to be written to a file: it is shown as it was spelt.
    return text.encode("utf-8", "backslashreplace").decode()


def source_columns(dataset: Dataset, rows: pl.DataFrame) -> list[str]:
    """The source's columns that the rows have: those of the mapping in its order, then any other by name."""
    present = {column for payload in rows.get_column("payload") for column in own_values(payload, dataset)}
    mapped = list(dataset.mapping.columns) if dataset.mapping else []
    return [column for column in mapped if column in present] + sorted(present.difference(mapped))


def concerned(columns: list[str], dataset: Dataset) -> Iterator[str]:
    """The source's columns at fault, one by one; a name of ours becomes the source's."""
    own = dataset.mapping.column_of if dataset.mapping else {}
    for joined in columns:
        for column in joined.split("、"):
            yield from own.get(column, column).split("、")


def personal_columns(dataset: Dataset, columns: list[str]) -> list[str]:
    """Those of the source's columns that hold personal or other graded information."""
    items = dataset.mapping.items_of if dataset.mapping else {}
    return [one for one in columns if any(dataset.items[item].guarded for item in items.get(one, ()))]
