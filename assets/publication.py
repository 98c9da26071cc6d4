"""The published warehouse as an asset: pass the gates, then publish; a red gate keeps the last release."""

from collections.abc import Iterator, Sequence

import dagster as dg

from assets import build_record, keys
from assets.engine import KEY, engine_of
from ecolake.errors import GateError
from ecolake.warehouse import gates, record, releases
from ecolake.warehouse.sources import BUILD_FILE

GATES = dg.AssetCheckSpec(
    "gates", asset=keys.WAREHOUSE, description="台账核对与期望套件 · Reconciliation and the expectation suite"
)


def build_publication_asset(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Build the step that publishes what dbt has built."""

    @dg.multi_asset(
        name="publication",
        specs=[
            dg.AssetSpec(
                keys.WAREHOUSE,
                deps=list(marts),
                group_name=keys.PUBLISHED,
                kinds={"duckdb"},
                description="数据仓库发布版 · The published warehouse, the file that analysts open",
            )
        ],
        check_specs=[GATES],
        required_resource_keys={KEY},
    )
    def publication(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        engine = engine_of(context)
        home = engine.home
        with engine.failing(), home.lock("build"):
            build = build_record.read(home, BUILD_FILE, context.run.run_id)
            engine.tell("gates", 0, 1)
            try:
                books, suite = gates.check(home)
            except GateError as error:
                yield _gates(passed=False, metadata={"code": error.code})
                raise
            engine.tell("gates", 1, 1)
            release = engine.results.release = releases.publish(home, build)
        engine.results.warnings = tuple(map(str, suite.warnings))
        yield _gates(passed=True, metadata={"accounts": books.accounts, "warnings": len(suite.warnings)})
        yield dg.MaterializeResult(
            asset_key=keys.WAREHOUSE,
            metadata={
                "release": release.release,
                "path": dg.MetadataValue.path(record.folder(home, release.release) / record.FILE),
                "data_docs": dg.MetadataValue.path(suite.docs),
                "content_hash": release.content_hash,
                "received": books.received,
                "accepted": books.accepted,
                "rejected": books.rejected,
                **{f"rows_{name}": rows for name, rows in release.rows.items()},
            },
        )

    return publication


def _gates(*, passed: bool, metadata: dict[str, str | int]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=GATES.asset_key, check_name=GATES.name, passed=passed, metadata=dict(metadata)
    )
