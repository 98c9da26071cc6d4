"""One process that takes hostile files in, as acceptance does, and says what became of each.

Started by `benchmarks.hostile_files`, which holds it to its limits of time and memory.
"""

import os
import resource
import shutil
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.hostile.seeds import Seed
from benchmarks.hostile.spoil import Hostile, hostile_file
from ecolake import accounts, lake
from ecolake.accounts import Account
from ecolake.errors import EcolakeError
from ecolake.file_names import LONGEST_NAME
from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
# Files that one home takes in before it is thrown away: its commits are read again for each.
A_HOME = 100


@dataclass(frozen=True)
class Begun:
    """That files are made and will now be taken in, and which."""

    files: tuple[dict[str, Any], ...]


def work(pipe: Connection, folder: Path, seeds: Sequence[Seed], campaign: int) -> None:
    """Take in the files whose numbers come through the pipe; answer with a `Begun`, then with what became of each.

    Args:
        pipe: Lists of numbers in, answers out; None ends the work.
        folder: Existing, for homes.
        seeds: Good files.
        campaign: Seed of the chance.
    """
    project = Home.from_environment().project
    standards = load(project / "standards")
    # No dump of a process of gigabytes for each file that kills one.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send("ready")
    clerk = _Clerk(folder, project, standards)
    while (numbers := pipe.recv()) is not None:
        files = [hostile_file(seeds, campaign, number) for number in numbers]
        pipe.send(Begun(tuple(_described(file) for file in files)))
        pipe.send(clerk.take_in(files))
    clerk.close()


def _described(file: Hostile) -> dict[str, Any]:
    return {
        "number": file.number,
        "dataset": file.seed.dataset_id,
        "format": file.seed.format,
        "ways": file.ways,
        "bytes": len(file.content),
    }


class _Clerk:
    def __init__(self, folder: Path, project: Path, standards: Standards) -> None:
        self._folder = folder / str(os.getpid())
        self._project = project
        self._standards = standards
        self._taken = 0
        self._home = self._fresh()

    def take_in(self, files: Sequence[Hostile]) -> list[dict[str, Any]]:
        """Return what became of files of one dataset: `outcome`, and what is to be known of it."""
        if self._taken > A_HOME:
            self._home, self._taken = self._fresh(), 0
        self._taken += len(files)
        given = self._folder / "given"
        paths = []
        for place, file in enumerate(files):
            # In a folder each: names may be the same.
            (given / str(place)).mkdir(parents=True)
            paths.append(given / str(place) / _name(file.name))
            paths[-1].write_bytes(file.content)
        try:
            done = accept_files(self._home, self._standards, files[0].seed.dataset_id, paths, lambda: NOW)
            return [self._told(account) for account in done]
        except EcolakeError as error:
            # A person is told; but nothing of a file should come to that, for it can be accounted for.
            return [{"outcome": "raised", "finding": True, "trace": str(error)}] * len(files)
        except BaseException as error:  # noqa: BLE001  finding them is what this is for
            trace = "".join(traceback.format_exception(error, limit=-6))[-3000:]
            return [{"outcome": "crash", "finding": True, "trace": trace}] * len(files)
        finally:
            shutil.rmtree(given, ignore_errors=True)

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _fresh(self) -> Home:
        shutil.rmtree(self._folder, ignore_errors=True)
        return Home(self._folder / "var", self._folder / "raw", self._project)

    def _told(self, account: Account) -> dict[str, Any]:
        """Hold the account against the rows of the lake."""
        dataset = self._standards.datasets[account.dataset_id]
        accepted = self._rows(lake.accepted(dataset.table), account.batch)
        rejected = self._rows(lake.rejected(dataset.table), account.batch)
        balanced = (accepted, rejected) == (account.accepted, account.rejected)
        notes = " ".join(account.notes)
        internal = "Ecolake could not process this file" in notes
        rules = {count.rule for count in account.rule_counts if count.rule.startswith("file.")}
        if internal:
            outcome = "internal_error"
        elif not balanced:
            outcome = "unbalanced"
        elif account.status == accounts.UNREADABLE:
            outcome = "file refused"
        elif account.accepted == account.received:
            outcome = "all rows accepted"
        else:
            outcome = "some rows rejected" if account.accepted else "all rows rejected"
        told: dict[str, Any] = {"outcome": outcome, "finding": internal or not balanced}
        if outcome == "file refused":
            told["code"] = min(rules, default="file.none").removeprefix("file.")
        if told["finding"]:
            told["trace"] = (
                f"{notes[:600]} lake: {accepted} {rejected} account: {account.accepted} {account.rejected}"
            )
        return told

    def _rows(self, table: str, batch: str) -> int:
        if not lake.exists(self._home, table):
            return 0
        mine = lake.scan(self._home, table).filter(pl.col("_batch") == batch)
        return int(mine.select(pl.len()).collect().item())


def _name(name: str) -> str:
    """A name that a file can have here; the rest of the mischief is the landing's to stand."""
    usable = name.replace("/", "_").replace("\0", "")
    while len(os.fsencode(usable)) > LONGEST_NAME:
        usable = usable[1:]
    return "given" if usable in {"", ".", ".."} else usable
