"""`ecolake run` and `ecolake materialize`: the whole job, or the part of it that was named."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, workplace
from orchestration.cli.output import write_json
from orchestration.cli.stages import Stages

if TYPE_CHECKING:
    from ecolake.home import Home
    from ecolake.ingestion import Ingested
    from orchestration.runner import PublishOutcome

# What a source says whose address nobody has set: a notice, not a failure.
NOT_CONFIGURED = "not_configured"


class Profile(StrEnum):
    """Where the feeds come from: a simulated world of some size, or the sources of the environment."""

    demo = "demo"
    city = "city"
    province = "province"
    x10 = "x10"
    live = "live"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(run)
    app.command()(materialize)


def run(
    profile: Annotated[
        Profile,
        typer.Option(
            help="A simulated county, city or province, ten provinces; or live: the sources of the environment · 模拟或真实来源"
        ),
    ] = Profile.demo,
    days: Annotated[
        int, typer.Option(min=1, help="Days that are simulated; one more adds a day · 模拟天数")
    ] = 1,
    as_json: Json = False,
) -> None:
    """运行全流程 · Bring in what is new, register, build, check, publish."""
    from ecolake.errors import EcolakeError
    from orchestration.cli.brought import dataset_records
    from orchestration.cli.summary import show_summary
    from orchestration.runner import parsing_ahead

    outcome: PublishOutcome | None = None
    fault: EcolakeError | None = None
    with Stages() as stages:
        with stages.stage("启动 load the standards"):
            home, standards = workplace()
        with parsing_ahead(home):
            ingested = _ingest(home, standards, profile, days, stages)
        try:
            with stages.stage("登记构建发布 register, build, check, publish"):
                outcome = _marts(home, standards, stages)
        except EcolakeError as error:
            # What was brought in is there all the same, and is shown before the error.
            fault = error
    if as_json:
        write_json(dataset_records(standards, ingested))
    else:
        show_summary(
            home, standards, ingested, outcome, stages.seconds, simulated=profile is not Profile.live
        )
    _end(fault, ingested)


def materialize(
    selection: Annotated[
        str, typer.Argument(help="mart, accepted, a source, a dataset, or an asset selection · 资产")
    ],
    as_json: Json = False,
) -> None:
    """更新指定资产 · Make the named part up to date; `mart` builds and publishes what is accepted."""
    from orchestration.cli.summary import materialized_record, show_materialized
    from orchestration.runner import materialize as make

    home, standards = workplace()
    with Stages() as stages, stages.stage(f"更新 materialize {selection}"):
        done = make(home, standards, os.environ, selection, stages.advance)
    if as_json:
        write_json(materialized_record(home, standards, done))
    else:
        show_materialized(home, standards, done, stages.seconds)
    _end(None, list(done.ingested))


def _ingest(home: "Home", standards: Any, profile: Profile, days: int, stages: Stages) -> list["Ingested"]:
    with (
        _sources(home, standards, profile, days, stages) as (environment, datasets),
        stages.stage("接入 land and accept"),
    ):
        from orchestration.runner import run_ingest

        return run_ingest(home, standards, environment, datasets, progress=stages.advance)


def _marts(home: "Home", standards: Any, stages: Stages) -> "PublishOutcome":
    from orchestration.runner import run_marts

    return run_marts(home, standards, progress=stages.advance)


@contextmanager
def _sources(
    home: "Home", standards: Any, profile: Profile, days: int, stages: Stages
) -> Iterator[tuple[Mapping[str, str], Sequence[str] | None]]:
    """The addresses of the sources and the datasets to ask for, None for all: of the environment, or of a world while it is served."""
    if profile is Profile.live:
        yield os.environ, None
        return
    # Only this knows the simulator: an installation that never runs it need not have it.
    from simulator.demo import serve, simulate

    with stages.stage("模拟 simulate the feeds"):
        simulated = simulate(
            home.simulated, profile=profile.value, days=days, standards=standards, progress=stages.advance
        )
    with serve(simulated) as addresses:
        yield {**os.environ, **addresses}, simulated.datasets


def _end(fault: Any, ingested: list["Ingested"]) -> None:
    """End as the worst that happened says: a red gate before a source that could not be reached."""
    if fault is not None:
        raise fault
    for one in ingested:
        if one.fault is not None and one.fault.code != NOT_CONFIGURED:
            raise one.fault
