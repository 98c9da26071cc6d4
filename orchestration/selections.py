"""Run what Dagster's own selection syntax names, for `ecolake materialize`."""

import warnings

import dagster as dg

from assets import keys
from assets.engine import Engine
from ecolake.errors import EcolakeError, UsageError
from ecolake.standards.catalogue import Standards
from orchestration.build import build_definitions
from orchestration.execution import execute, raise_failure


def run_selected(engine: Engine, selection: str) -> tuple[str, ...]:
    """Run the selected assets.

    Returns:
        What was materialized, as `mart/account`, sorted.

    Raises:
        EcolakeError: `no_such_selection`, or what made a step fail.
    """
    definitions = build_definitions(engine.home, engine.standards, engine)
    graph = definitions.resolve_asset_graph()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Dagster's parser calls its own beta functions
            chosen = dg.AssetSelection.from_string(selection).resolve(graph) & graph.executable_asset_keys
    except dg.DagsterError as error:
        raise _no_such_selection(selection, engine.standards) from error
    if not chosen:
        raise _no_such_selection(selection, engine.standards)
    # The two are one step; without the landed asset, Dagster fails over a daily dataset in a run without days.
    engine.fetch = any(key.path[0] == keys.LANDED for key in chosen)
    chosen |= {dg.AssetKey([keys.LANDED, *key.path[1:]]) for key in chosen if key.path[0] == keys.ACCEPTED}
    run = execute(definitions, None, engine.home, sorted(chosen))
    raise_failure(engine, run)
    done = {event.asset_key for event in run.get_asset_materialization_events() if event.asset_key}
    return tuple(sorted(key.to_user_string() for key in done))


def _no_such_selection(selection: str, standards: Standards) -> EcolakeError:
    sources = ", ".join(standards.delivering)
    return UsageError(
        "no_such_selection",
        f"Nothing is called '{selection}'.",
        f"没有名为“{selection}”的内容。",
        hint_en=f"Name mart, registry, accepted, a source ({sources}), a source.dataset, or use Dagster's "
        'selection syntax, as key:"mart/account"+.',
        hint_zh=f"可用：mart、registry、accepted、来源（{sources}）、来源.数据集，或 Dagster 选择语法。",
    )
