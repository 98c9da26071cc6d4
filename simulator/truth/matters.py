"""Which matter each report is about, in truth: what the ledger of problems should have put together.

A matter is what caused a report: an unlawful discharge, where the world knows of one, else what the report itself tells of. The
same complaint comes through the hotline and as a petition, a discharge is smelled, found, filed and decided on, and each tells of it
under a number of its own. Belongs here: the table. Does not belong here: who reads it (`benchmarks`); no feed and no ledger does.
"""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from simulator.world import World

MATTERS = pl.Schema(
    {"source": pl.String(), "dataset": pl.String(), "number": pl.String(), "matter": pl.String()}
)
# By series: its number, and under what number each dataset delivers its rows.
_REPORTED = {
    "petition": (
        "petition_number",
        {
            "ecology.petition": pl.col("petition_number"),
            "mee.hotline_12369_report": "JB" + pl.col("petition_number"),
        },
    ),
    "inspection": (
        "inspection_number",
        {
            "ecology.enforcement_inspection": pl.col("inspection_number"),
            "cities.mobile_enforcement_record": pl.col("inspection_number"),
        },
    ),
    "penalty": (
        "case_number",
        {
            "ecology.penalty_case": pl.col("case_number"),
            "ecology.penalty_decision": pl.col("decision_number"),
        },
    ),
    "lead": (
        "lead_number",
        {"ecology.grid_lead": pl.col("lead_number"), "counties.county_grid_event": pl.col("lead_number")},
    ),
}


def matters(world: "World", day: date, days: int) -> pl.DataFrame:
    """Return the matter of every report that the world knows of (`MATTERS`), sorted.

    Args:
        world: The world.
        day: The last day.
        days: How many days up to it.
    """
    found = []
    for series, (own, datasets) in _REPORTED.items():
        rows = world.since(series, day, days)
        for dataset, number in datasets.items():
            source, name = dataset.split(".")
            found.append(
                rows.select(
                    source=pl.lit(source),
                    dataset=pl.lit(name),
                    number=number,
                    matter=pl.coalesce("cause", own),
                ).drop_nulls("number")
            )
    return pl.concat(found).cast(dict(MATTERS)).unique().sort("source", "dataset", "number")  # type: ignore[arg-type]
