"""Assets of the sources: one step per source, with the landed bytes and the accepted rows of each dataset.

Built from the standards; a new source needs no line here. What a step does with a dataset is `bringing`; what it reports of
the result is `reports`.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import dagster as dg

from assets import keys
from assets.bringing import bring, is_wanted
from assets.engine import KEY, Engine, engine_of
from assets.reports import Report, report
from assets.source_checks import check_accounts, check_spec
from ecolake.asking import PASSING
from ecolake.errors import EcolakeError
from ecolake.gathering import NOT_CONFIGURED
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.source import Source

# The national hourly air network and its index began with 2013 (first stage of GB 3095-2012).
FIRST_DAY = "2013-01-01"


def build_source_assets(
    standards: Standards, sources: Collection[str] | None = None
) -> list[dg.AssetsDefinition]:
    """Build the steps of these sources, or of all; one that mixes daily and undated datasets has two."""
    return [
        _build(name, source, tuple(datasets), daily=daily)
        for name, source in standards.delivering.items()
        if sources is None or name in sources
        for daily, datasets in groupby(_by_partition(standards, name), key=_is_daily)
    ]


def _by_partition(standards: Standards, source: str) -> list[Dataset]:
    mine = [d for d in standards.datasets.values() if d.source == source and d.mapping]
    return sorted(mine, key=lambda dataset: (_is_daily(dataset), dataset.name))


def _is_daily(dataset: Dataset) -> bool:
    return bool(dataset.mapping and dataset.mapping.partition == "daily")


def _build(name: str, source: Source, datasets: Sequence[Dataset], *, daily: bool) -> dg.AssetsDefinition:
    suffix = "_daily" if daily else ""
    mixed = len(source.datasets) > len(datasets)
    check = check_spec(f"{name}{suffix}" if mixed else name, source, datasets)

    @dg.multi_asset(
        name=f"{name}{suffix}",
        specs=[spec for dataset in datasets for spec in _specs(name, source, dataset)],
        check_specs=[check],
        can_subset=True,
        partitions_def=_days(source) if daily else None,
        backfill_policy=dg.BackfillPolicy.single_run() if daily else None,
        required_resource_keys={KEY},
        op_tags={"source": name},
        description=f"{source.title.zh} · {source.title.en}",
    )
    def step(context: dg.AssetExecutionContext) -> Iterator[Report]:
        engine = engine_of(context)
        wanted = [dataset for dataset in datasets if _selected(context, dataset)]
        found = [bring(context, engine, dataset) for dataset in wanted]
        for dataset, brought in zip(wanted, found, strict=True):
            yield from report(context, engine.home, dataset, brought)
        accounts = [account for brought in found for account in brought.accounts]
        if accounts and context.selected_asset_check_keys:
            yield check_accounts(check, accounts)
        _raise_faults(context, engine, [brought.fault for brought in found if brought.fault])

    return step


def _specs(name: str, source: Source, dataset: Dataset) -> Iterator[dg.AssetSpec]:
    title = f"{dataset.title.zh} · {dataset.title.en}"
    definition = f"{dataset.definition.zh}\n\n{dataset.definition.en}"
    sla = dataset.spec.sla
    metadata = {
        "grain": f"{dataset.grain.zh} · {dataset.grain.en}",
        "key": ", ".join(dataset.key),
        "standard_version": dataset.version,
        "owner": source.owner.unit,
        **({"fresh_within": sla.fresh_within} if sla else {}),
    }
    transport = source.transport_of(dataset.mapping) if dataset.mapping else None
    tags = {
        "source": name,
        "category": dataset.category,
        "transport": transport.type if transport else "none",
    }
    read: str = dataset.mapping.read.format if dataset.mapping else ""
    for key, layer, kinds, deps in (
        (keys.landed(dataset), "原始文件 as received", {read}, []),
        (keys.accepted(dataset), "已接受 accepted", {"deltalake", "polars"}, [keys.landed(dataset)]),
    ):
        yield dg.AssetSpec(
            key,
            deps=deps,
            description=f"{title}（{layer}）\n\n{definition}",
            group_name=name,
            skippable=True,
            owners=[f"team:{name}"],
            kinds=kinds,
            tags={**tags, "layer": key.path[0]},
            metadata=metadata,
        )


def _days(source: Source) -> dg.DailyPartitionsDefinition:
    # Offset 1: the day under way is a partition too, hourly feeds deliver into it.
    return dg.DailyPartitionsDefinition(FIRST_DAY, timezone=source.timezone, end_offset=1)


def _selected(context: dg.AssetExecutionContext, dataset: Dataset) -> bool:
    return is_wanted(dataset, context.selected_asset_keys)


def _raise_faults(context: dg.AssetExecutionContext, engine: Engine, faults: Sequence[EcolakeError]) -> None:
    """Fail the step, after what did arrive was reported; a fault that may pass is tried again first."""
    for fault in faults:
        context.log.warning(str(fault))
    grave = [fault for fault in faults if fault.code != NOT_CONFIGURED]
    if not grave:
        return
    if all(fault.code in PASSING for fault in grave) and context.retry_number < engine.retries:
        raise dg.RetryRequested(
            max_retries=engine.retries, seconds_to_wait=engine.retry_seconds * 2**context.retry_number
        ) from grave[0]
    raise dg.Failure(
        description="\n\n".join(str(fault) for fault in grave),
        metadata={"codes": ", ".join(fault.code for fault in grave)},
        allow_retries=False,
    )
