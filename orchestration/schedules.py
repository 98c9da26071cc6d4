"""Schedules: each source is asked at the time that its standard says, in the source's own time zone."""

from collections.abc import Mapping

import dagster as dg

from ecolake.standards.catalogue import Standards
from orchestration.jobs import ingest_job


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
