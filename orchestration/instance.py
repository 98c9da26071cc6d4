"""Dagster's own storage, under the home: one place for the runs of the command line and of the UI."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ecolake.home import Home

if TYPE_CHECKING:
    import dagster as dg

# Events are written this many at a time; one at a time, storage takes longer than most steps.
EVENT_BATCH = "50"

# One database for all runs, not one per run: 373 datasets would make a thousand small files. How it is written: event_log.
# Nothing is captured from standard output: steps log through Dagster, and dbt keeps its own log.
CONFIG = """\
# Written by Ecolake at each start; for PostgreSQL, point DAGSTER_HOME at a folder with a file of your own.
run_storage:
  module: dagster._core.storage.runs
  class: SqliteRunStorage
  config: {{base_dir: "{base}/history"}}
event_log_storage:
  module: orchestration.event_log
  class: EventLog
  config: {{base_dir: "{base}/history"}}
schedule_storage:
  module: dagster._core.storage.schedules
  class: SqliteScheduleStorage
  config: {{base_dir: "{base}/schedules"}}
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
telemetry:
  enabled: false
nux:
  enabled: false
"""


def configure(home: Home) -> None:
    """Write `dagster.yaml` under the home, if it is not there as it should be."""
    path = home.dagster / "dagster.yaml"
    text = CONFIG.format(base=home.dagster.as_posix())
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    home.dagster.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@contextmanager
def open_instance(home: Home) -> Iterator["dg.DagsterInstance"]:
    """Open the storage, for this process alone to execute in."""
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", EVENT_BATCH)
    from dagster import DagsterInstance

    # The first to open makes the tables; two at once would collide over them.
    with home.lock("dagster"):
        configure(home)
        instance = DagsterInstance.from_config(str(home.dagster))
    with instance:
        yield instance


if __name__ == "__main__":
    configure(Home.from_environment())
