"""Schedules: each source's job at the time that its standard says, in the source's own time zone."""

from collections.abc import Mapping

import dagster as dg

from ecolake.standards.catalogue import Standards
from orchestration.jobs import AssetJob


def build_schedules(standards: Standards, jobs: Mapping[str, AssetJob]) -> list[dg.ScheduleDefinition]:
    """Build one schedule per source; they are off until somebody switches them on."""
    return [
        dg.ScheduleDefinition(
            name=f"{job.name}_schedule",
            job=job,
            cron_schedule=standards.sources[source].schedule,
            execution_timezone=standards.sources[source].timezone,
        )
        for source, job in jobs.items()
        if standards.sources[source].schedule
    ]
