"""Live progress on the standard error, and how long each stage took.

On a terminal a line a stage moves, and one for what it is at; elsewhere a line is written when one ends. Nothing goes to the standard
output, which is the answer's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from orchestration.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Stages:
    """What is under way; a context manager."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._detail: TaskID | None = None
        self._progress: Progress | None = None
        self._out = console(stderr=True)

    def __enter__(self) -> Self:
        """Start to draw, where there is a terminal."""
        if self._out.is_terminal:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                SpinnerColumn,
                TextColumn,
                TimeElapsedColumn,
            )

            self._progress = Progress(
                SpinnerColumn(finished_text="[green]✓[/]"),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._out,
                transient=True,
            )
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing; what was drawn goes, the summary stays."""
        if self._progress is not None:
            self._progress.stop()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage and show it."""
        started = time.perf_counter()
        task = self._progress.add_task(name, total=None) if self._progress else None
        try:
            yield
            if self._progress and task is not None:
                self._progress.update(task, total=1, completed=1)
        finally:
            self.seconds[name] = time.perf_counter() - started
            if self._progress is None:
                self._out.print(f"{name}: {self.seconds[name]:.1f} s")

    def advance(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of something are ready; one line, as hundreds of things follow each other."""
        if self._progress is None:
            return
        if self._detail is None:
            self._detail = self._progress.add_task("", total=total)
        self._progress.update(self._detail, description=f"  {name}", completed=done, total=total)
