"""Schedules: each source is asked at the time that its standard says, in its own time zone; map and briefs are made before the day begins."""

from collections.abc import Mapping

import dagster as dg

from ecolake.standards.catalogue import Standards
from orchestration.jobs import BRIEFS, MAP, AssetJob, ingest_job

# Early enough for the morning, after the night's sources; what is built already is not built again.
MAP_AT = "30 6 * * *"
BRIEFS_AT = "0 7 * * *"
ZONE = "Asia/Shanghai"


def build_schedules(
    standards: Standards, jobs: Mapping[str, dg.JobDefinition]
) -> list[dg.ScheduleDefinition]:
    """Build one schedule per source, of the jobs that ask; they are off until somebody switches them on."""
    return [
        dg.ScheduleDefinition(
            name=f"{ingest_job(source)}_schedule",
            job=job,
            cron_schedule=standards.sources[source].schedule,
            execution_timezone=standards.sources[source].timezone,
        )
        for source, job in jobs.items()
        if standards.sources[source].schedule
    ]


def build_map_schedule(job: AssetJob) -> dg.ScheduleDefinition:
    """Build the schedule of the map, off until somebody switches it on."""
    return dg.ScheduleDefinition(
        name=f"{MAP}_schedule", job=job, cron_schedule=MAP_AT, execution_timezone=ZONE
    )


def build_briefs_schedule(job: AssetJob) -> dg.ScheduleDefinition:
    """Build the schedule of the briefs, off until somebody switches it on."""
    return dg.ScheduleDefinition(
        name=f"{BRIEFS}_schedule", job=job, cron_schedule=BRIEFS_AT, execution_timezone=ZONE
    )
