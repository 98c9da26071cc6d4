"""Rows of parsed values to columns of text, a column at a time; only odd columns cost a call a cell."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from ecolake.formats.json_faults import wrong_shape
from ecolake.formats.json_records import NoTextError, Number, Row, cell_text, flatten, set_aside
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Malformed, Table, malformed_frame, unique_names

PLAIN_KINDS = {str, Number, type(None)}
FLAG_KINDS = {bool, type(None)}


def records_table(
    records: Sequence[Any],
    explode: str | None,
    label: str,
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """Lay records out as text columns, in the order in which the keys first appear.

    Raises:
        UnreadableError: `wrong_shape` for more different keys than a table may have columns, or than records of so few
            values can have.
    """
    rows, malformed = flatten(records, explode, limits)
    return rows_table(rows, malformed, label, limits)


def rows_table(
    rows: list[Row], malformed: list[Malformed], label: str, limits: Limits, *, last: Sequence[str] = ()
) -> Table:
    """Lay numbered rows out as text columns, in the order in which the keys first appear but for the `last`.

    A row with a cell or a key that has no text joins the malformed.
    """
    rows, broken = _broken_keys(rows, limits)
    malformed = malformed + broken
    names = sorted(names_of(rows), key=last.__contains__)
    refuse_scattered(len(names), len(rows), sum(len(values) for _, values in rows), label, limits)
    columns = unique_names(names)
    values = {
        column: [values.get(name) for _, values in rows] for column, name in zip(columns, names, strict=True)
    }
    frame, faults = text_frame([number for number, _ in rows], values, limits)
    malformed = malformed + [set_aside(rows[i][0], code, rows[i][1], limits) for i, code in faults.items()]
    return Table(columns, frame, malformed_frame(sorted(malformed)))


def text_frame(
    numbers: list[int], columns: dict[str, list[Any]], limits: Limits
) -> tuple[pl.DataFrame, dict[int, str]]:
    """Return parsed values as columns of text and `_row`, and the positions of rows with a cell that has no text.

    Those rows are not in the frame; each position comes with the code of its fault. The lists are used up.
    """
    faults: dict[int, str] = {}
    series = [_column(name, values, faults, limits) for name, values in columns.items()]
    frame = pl.DataFrame([*series, pl.Series("_row", numbers, dtype=pl.Int64)])
    if faults:
        frame = frame.filter(~pl.int_range(pl.len()).is_in(list(faults)))
    return frame, faults


def refuse_scattered(names: int, rows: int, filled: int, label: str, limits: Limits) -> None:
    """Refuse records that have hardly a key in common: a few bytes each, and together a table of gigabytes.

    Raises:
        UnreadableError: `wrong_shape`, also for more different keys than a table may have columns.
    """
    if names > limits.columns or names * rows > max(limits.cells, 10 * filled):
        raise wrong_shape(label, "", f"records with {names} different keys")


def names_of(rows: list[Row]) -> list[str]:
    """Return the keys of all rows in the order in which they first appear."""
    names: dict[str, None] = {}
    for _, values in rows:
        # Most records have the keys of the one before: asking is cheaper than adding.
        if not values.keys() <= names.keys():
            names.update(dict.fromkeys(values))
    return list(names)


def _broken_keys(rows: list[Row], limits: Limits) -> tuple[list[Row], list[Malformed]]:
    """Return the rows whose keys can name columns, and the others as malformed."""
    broken = {name for name in names_of(rows) if not is_text(name)}
    if not broken:
        return rows, []
    malformed = [
        set_aside(number, "broken_character", values, limits)
        for number, values in rows
        if not broken.isdisjoint(values)
    ]
    return [row for row in rows if broken.isdisjoint(row[1])], malformed


def is_text(name: str) -> bool:
    """Tell whether a key can be stored: half a surrogate pair cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _column(name: str, values: list[Any], faults: dict[int, str], limits: Limits) -> pl.Series:
    kinds = set(map(type, values))
    if kinds <= PLAIN_KINDS:
        try:
            return pl.Series(name, values, dtype=pl.String)
        except UnicodeEncodeError:
            # Half a surrogate pair somewhere: the slow way finds which cells.
            pass
    elif kinds <= FLAG_KINDS:
        return pl.Series(name, values, dtype=pl.Boolean).cast(pl.String)
    for position, value in enumerate(values):
        try:
            values[position] = cell_text(value, limits)
        except NoTextError as error:
            faults[position] = str(error)
            values[position] = None
    return pl.Series(name, values, dtype=pl.String)
