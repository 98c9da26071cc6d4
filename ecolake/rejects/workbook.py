"""The workbook that goes to a department: a cover, a sheet a dataset to mend in, the codes, and in a hidden sheet what was sent.

Here is which rows go into it; how they are dealt out to files is in `workbook_files`. The same rows give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.rejects.as_csv import nothing_rejected
from ecolake.rejects.links import OPEN
from ecolake.rejects.outgoing import alike, mendable, outgoing, unmendable
from ecolake.rejects.rows import personal_columns, rejected_rows, source_columns
from ecolake.rejects.workbook_cover import contact_of
from ecolake.rejects.workbook_files import Files, Rows
from ecolake.standards.catalogue import Dataset, Standards

# More lines than a person mends.
LINES: Final = 50_000


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        files: The workbooks.
        rows: Lines by dataset id; rows of several deliveries with the same values are one line.
        unmendable: Rows that are listed on the cover alone.
        personal: Columns with personal information, as `<dataset id>: <column>`.
    """

    files: tuple[Path, ...]
    rows: dict[str, int]
    unmendable: int
    personal: tuple[str, ...]


def write_workbook(
    home: Home,
    standards: Standards,
    source: str,
    to: Path,
    environment: Mapping[str, str],
    *,
    dataset: str | None = None,
    rule: str | None = None,
    batch: str | None = None,
    everything: bool = False,
    lines: int = LINES,
) -> Written:
    """Write the rejected rows of a department to be mended.

    Args:
        home: The installation.
        standards: The loaded standards.
        source: The department.
        to: `*.xlsx`; with more lines than one workbook takes, `<name>.1.xlsx`, `<name>.2.xlsx` and so on.
        environment: Where the owner's contact is looked up.
        dataset: Only this dataset.
        rule: Only rows that failed this rule.
        batch: Only batches whose name begins so.
        everything: Rows that were mended since as well.
        lines: Lines of one workbook at most.

    Raises:
        EcolakeError: The name ends otherwise, or there is nothing to mend.
    """
    if to.suffix.lower() != ".xlsx":
        raise _other_format(to)
    files = Files(standards, source, to, contact_of(standards.sources[source], environment), lines)
    names = [
        one
        for _, one in sorted(standards.datasets.items())
        if one.source == source and dataset in (None, one.name)
    ]
    personal: list[str] = []
    for one in names:
        found = _rows_of(home, standards, one, rule=rule, batch=batch, everything=everything)
        files.add(found, outgoing(home, one, found.rows))
        if found.rows.height:
            personal += [f"{one.id}: {column}" for column in personal_columns(one, found.columns)]
    written = files.close()
    if not written:
        raise nothing_rejected()
    return Written(tuple(written), files.counts, files.listed, tuple(personal))


def _rows_of(
    home: Home,
    standards: Standards,
    dataset: Dataset,
    *,
    rule: str | None,
    batch: str | None,
    everything: bool,
) -> Rows:
    rows = rejected_rows(home, standards, dataset.source, dataset.name, rule=rule, batch=batch)
    if not everything:
        rows = rows.filter(pl.col("status") == OPEN)
    good, bad = mendable(rows, dataset)
    return Rows(dataset, alike(good), source_columns(dataset, good), tuple(unmendable(dataset, bad)))


def _other_format(to: Path) -> UsageError:
    return UsageError(
        "unknown_format",
        f"A workbook is written to .xlsx, not to '{to.suffix}'.",
        f"退回表为 .xlsx，不支持“{to.suffix}”。",
        where=str(to),
        hint_en="Name the file *.xlsx.",
        hint_zh="请将文件命名为 *.xlsx。",
    )
