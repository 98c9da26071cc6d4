"""Sensors: a file dropped into an inbox starts its source's job, new accepted rows start the marts' job."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg

from assets import keys
from assets.newness import is_published
from ecolake.connectors.file_rules import is_unfinished
from ecolake.file_names import readable
from ecolake.gathering import inbox_folder
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.warehouse.snapshot import fingerprint
from orchestration.jobs import AssetJob

# A file that grew or changed within these seconds may still be written.
SETTLE = 10.0


def build_inbox_sensor(
    home: Home, standards: Standards, jobs: Mapping[str, AssetJob], settle: float = SETTLE
) -> dg.SensorDefinition:
    """Build the sensor over `inbox/<source>/<dataset>/`: one run per file, another when the file changes."""

    @dg.sensor(
        name="inbox",
        jobs=list(jobs.values()),
        minimum_interval_seconds=30,
        description="收件箱新文件启动来源作业 · A file dropped into a source's inbox starts its job",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        asked: dict[str, str] = json.loads(context.cursor) if context.cursor else {}
        present: dict[str, str] = {}
        requests = []
        for dataset, path in _dropped(home, standards):
            status = path.stat()
            if time.time() - status.st_mtime < settle:
                continue
            # A name that is no UTF-8 could not be written to the storage, and no file of any inbox would be seen.
            name = readable(path.relative_to(home.inbox).as_posix())
            present[name] = f"{status.st_mtime_ns}:{status.st_size}"
            if asked.get(name) != present[name]:
                requests.append(_request(dataset, name, present[name], jobs[dataset.source].name))
        # Files that are gone are forgotten, so that the cursor stays as small as the inbox.
        return dg.SensorResult(
            run_requests=requests,
            skip_reason=None if requests else f"Nothing new in {home.inbox}",
            cursor=json.dumps(present, sort_keys=True),
        )

    return inbox


def _dropped(home: Home, standards: Standards) -> Iterator[tuple[Dataset, Path]]:
    for _, dataset in sorted(standards.datasets.items()):
        for path in sorted(inbox_folder(home, dataset).glob("*")):
            unfinished = is_unfinished(path.name)
            if path.is_file() and not unfinished:
                yield dataset, path


def _request(dataset: Dataset, name: str, identity: str, job: str) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"{name}:{identity}",
        job_name=job,
        asset_selection=[keys.landed(dataset), keys.accepted(dataset)],
        tags={"inbox_file": name},
    )


def build_mart_sensor(home: Home, standards: Standards, job: AssetJob) -> dg.SensorDefinition:
    """Build the sensor that has the warehouse published, once for each state of lake and standards."""

    @dg.sensor(
        name="lake_changed",
        job=job,
        minimum_interval_seconds=300,
        description="湖中有新内容时构建并发布 · Builds and publishes when the lake has changed",
    )
    def lake_changed() -> dg.RunRequest | dg.SkipReason:
        if not (home.lake / "accounts").is_dir():
            return dg.SkipReason("Nothing has been accepted yet.")
        if is_published(home, standards):
            return dg.SkipReason("The newest release holds all that is accepted.")
        return dg.RunRequest(run_key=fingerprint(home, standards))

    return lake_changed
