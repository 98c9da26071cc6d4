"""The briefs of the cities and the province as an asset, asked of the published warehouse by a job of their own."""

from pathlib import Path

import dagster as dg
from pydantic import Field

from assets import keys
from assets.engine import KEY, engine_of
from ecolake.consultation.answers import areas, brief
from ecolake.consultation.writing import write
from ecolake.warehouse.releases import find


class BriefsConfig(dg.Config):
    """Which briefs, and where to.

    Attributes:
        areas: Codes of cities and provinces; all of the release by default.
        to: A folder; `consultation` of the home by default.
    """

    areas: list[str] = Field(default_factory=list)
    to: str = ""


def build_briefs_asset() -> dg.AssetsDefinition:
    """Build the step that writes the briefs of the last day whose air was judged."""

    @dg.asset(
        key=keys.BRIEFS,
        deps=[keys.WAREHOUSE],
        group_name=keys.CONSULTATION,
        kinds={"markdown"},
        description="会商简报：各市与全省 · The briefs of the cities and the province",
        required_resource_keys={KEY},
    )
    def briefs(context: dg.AssetExecutionContext, config: BriefsConfig) -> dg.MaterializeResult[None]:
        engine = engine_of(context)
        folder = Path(config.to) if config.to else engine.home.root / "consultation"
        with engine.failing():
            # One release for all of them, whatever is published meanwhile.
            release = find(engine.home)
            wanted = config.areas or [one.code for one in areas(engine.home, release)]
            made = [brief(engine.home, area, release=release) for area in wanted]
            files = [path for one in made for path in write(one, folder)]
        return dg.MaterializeResult(
            metadata={
                "release": made[0].release if made else 0,
                "day": str(made[0].day) if made else "",
                "path": dg.MetadataValue.path(folder),
                "briefs": len(made),
                "files": len(files),
                "tasks_overdue": sum(task.state == "overdue" for one in made for task in one.tasks),
            }
        )

    return briefs
