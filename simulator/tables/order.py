"""Which dataset is made from which: a dataset's rows come from those of the one it refers to.

Of several references the one to the dataset that itself comes last is the origin: a penalty comes from its inspection,
which knows the enterprise. The others are looked up afterwards.
"""

from collections.abc import Mapping

from ecolake.standards.catalogue import Dataset, Link, Standards
from simulator.tables.plan import Plan

REGISTER = "market_regulation.enterprise"
"""Its rows are the world's enterprises, so a reference to it is one to them."""


def origin(dataset: Dataset, standards: Standards, plans: Mapping[str, Plan]) -> Link | None:
    """Return the reference that the rows of a dataset come from, or None."""
    said = plans[dataset.id].anchor if dataset.id in plans else None
    if said is not None:
        return next((link for link in dataset.links if link.dataset == said), None)
    usable = [link for link in dataset.links if link.dataset != dataset.id and _names_rows(link, dataset)]
    return max(usable, key=lambda link: (_depth(link.dataset, standards), len(link.items)), default=None)


def _names_rows(link: Link, dataset: Dataset) -> bool:
    return all(name in dataset.key or dataset.items[name].required for name in link.items)


def _depth(dataset_id: str, standards: Standards, seen: tuple[str, ...] = ()) -> int:
    if dataset_id == REGISTER or dataset_id in seen:
        return 0
    return 1 + max(
        (
            _depth(link.dataset, standards, (*seen, dataset_id))
            for link in standards.datasets[dataset_id].links
        ),
        default=0,
    )


def needed(dataset: Dataset, standards: Standards, plans: Mapping[str, Plan]) -> tuple[str, ...]:
    """Ids of the datasets that have to be made before this one."""
    names = {link.dataset for link in dataset.links if link.dataset not in {dataset.id, REGISTER}}
    said = plans[dataset.id].anchor if dataset.id in plans else None
    if said is not None and said in standards.datasets:
        names.add(said)
    return tuple(sorted(names))


def in_order(standards: Standards, plans: Mapping[str, Plan]) -> tuple[str, ...]:
    """Return the ids of all datasets, each after those that it refers to; in a circle the first name begins."""
    done: dict[str, None] = {}

    def visit(dataset_id: str, above: tuple[str, ...]) -> None:
        if dataset_id in done or dataset_id in above:
            return
        for name in needed(standards.datasets[dataset_id], standards, plans):
            visit(name, (*above, dataset_id))
        done[dataset_id] = None

    for dataset_id in sorted(standards.datasets):
        visit(dataset_id, ())
    return tuple(done)
