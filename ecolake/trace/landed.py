"""The landed row behind an accepted one, read again by the reader that read it first.

So that what is shown is what came; only personal values and the passwords of devices are withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from ecolake.batch_reader import landed_parts, mapping_of
from ecolake.formats.archive import unwrap
from ecolake.hj212.faults import hidden
from ecolake.home import Home
from ecolake.landing import MANIFEST, LandedFile, Manifest, batch_folder, read_manifest
from ecolake.mapping_typed import together
from ecolake.standards.catalogue import Dataset
from ecolake.typed_text import as_text

WITHHELD: Final = "（个人信息不显示 personal, withheld）"
LINE: Final = "line"

Row = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """One accepted row behind a published one.

    Attributes:
        dataset_id: `<source>.<dataset>`.
        current: Whether it is the version in force; an older one was corrected by a later delivery.
        accepted: The row as accepted: items and `_` columns, personal items masked.
        account: The account of its batch.
        manifest: The landed batch, None when it is no longer in the landing zone.
        path: The landed file.
        sha256: Its content.
        origin: Where its bytes came from.
        received: The row as received, by the source's columns (a log line under `line`); personal values withheld.
        note: Why `received` is empty, else nothing.
        mends: The rejected rows that this one mends, each with `batch`, `file` and `row`; none for an ordinary delivery.
    """

    dataset_id: str
    current: bool
    accepted: Row
    account: Row
    manifest: Manifest | None
    path: Path
    sha256: str
    origin: str
    received: dict[str, str | None]
    note: str = ""
    mends: tuple[Row, ...] = ()


@dataclass
class LandedRows:
    """Reads landed rows of one dataset again, each file once."""

    home: Home
    dataset: Dataset
    tables: dict[Path, pl.DataFrame] = field(default_factory=dict)

    def origin(self, accepted: Row, account: Row, mends: Sequence[Row] = ()) -> Origin:
        """Find the landed row behind an accepted one."""
        dataset = self.dataset
        folder = batch_folder(self.home, dataset.source, dataset.name, accepted["_batch"])
        path = folder / accepted["_file"]
        manifest = read_manifest(folder) if (folder / MANIFEST).is_file() else None
        file = (
            next((one for one in manifest.files if one.name == accepted["_file"]), None) if manifest else None
        )
        received, note = self._received(path, file, accepted["_row"])
        return Origin(
            dataset_id=dataset.id,
            current=bool(accepted["_current"]),
            accepted={name: value for name, value in accepted.items() if name != "_current"},
            account=account,
            manifest=manifest,
            path=path,
            sha256=file.sha256 if file else "",
            origin=file.origin if file else "",
            received=received,
            note=note,
            mends=tuple(mends),
        )

    def texts(self, path: Path, file: LandedFile, rows: Sequence[int]) -> pl.DataFrame:
        """Read rows of a landed table again: `_row`, and the source's columns as text, nothing withheld.

        Args:
            path: The landed file.
            file: What its manifest says of it.
            rows: Their numbers; those that the file does not have are left out.

        Raises:
            UnreadableError: The file cannot be read, or its source does not say how.
        """
        if path not in self.tables:
            self.home.scratch.mkdir(parents=True, exist_ok=True)
            parts = landed_parts(path.parent, file, self.dataset, mapping_of(self.dataset), self.home.scratch)
            self.tables[path] = together([part.frame.lazy() for part in parts]).collect()
        table = self.tables[path]
        columns = [as_text(pl.col(one), table.schema[one]).alias(one) for one in self._taken(table.columns)]
        return table.filter(pl.col("_row").is_in(rows)).select("_row", *columns)

    def _received(self, path: Path, file: LandedFile | None, row: int) -> tuple[dict[str, str | None], str]:
        mapping = self.dataset.mapping
        if mapping is None or file is None or not path.is_file():
            return {}, "the landed file is no longer in the landing zone · 落地文件已不在落地区"
        self.home.scratch.mkdir(parents=True, exist_ok=True)
        if mapping.read.format == "hj212":
            return {LINE: self._line(path, row)}, ""
        found = self.texts(path, file, [row]).drop("_row").to_dicts()
        if not found:
            return (
                {},
                "the landed file has no such row: it was changed by other hands · 落地文件中没有该行，文件已被改动",
            )
        return {name: self._shown(name, value) for name, value in found[0].items()}, ""

    def _taken(self, columns: Sequence[str]) -> list[str]:
        """Leave out what the standard does not take: nobody has said that it may be shown."""
        ignored = self.dataset.mapping.ignore if self.dataset.mapping else ()
        return [column for column in columns if column != "_row" and column not in ignored]

    def _shown(self, column: str, value: str | None) -> str | None:
        items = self.dataset.mapping.items_of.get(column, ()) if self.dataset.mapping else ()
        guarded = any(self.dataset.items[item].guarded for item in items)
        return WITHHELD if guarded and value is not None else value

    def _line(self, path: Path, row: int) -> str | None:
        member = self.dataset.mapping.read.member if self.dataset.mapping else "*"
        with TemporaryDirectory(dir=self.home.scratch) as own:
            plain = unwrap(path, member, Path(own))
            with plain.path.open("rb") as log:
                line = next((line for number, line in enumerate(log, start=1) if number == row), None)
        # The device's password is part of the frame and nobody's business here.
        return None if line is None else hidden(line.decode("utf-8", "backslashreplace").strip())
