"""What must hold between datasets: a reference leads to items of the same type, and no dataset waits for itself.

How rows are looked up is in `ecolake.references`; here only the standards are read.
"""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from ecolake.standards.catalogue import Dataset, Link
from ecolake.standards.findings import did_you_mean
from ecolake.standards.shelf import Read, Reporter


def check_references(read: Read, datasets: Mapping[str, Dataset]) -> None:
    """Report references that lead nowhere, to another type, or in a circle, and related datasets that do not exist."""
    for name, dataset in datasets.items():
        report = read.reporter("dataset", name)
        seen: set[str] = set()
        for position, link in enumerate(dataset.links):
            path = _path(dataset, position)
            if link.id in seen:
                report(path, "duplicate", f"there is a reference of {', '.join(link.items)} already")
            seen.add(link.id)
            _check_link(report, path, dataset, link, datasets)
        for index, other in enumerate(dataset.spec.related):
            if other not in datasets:
                report(("related", index), *_missing(other, datasets))
    _check_circles(read, datasets)


def _path(dataset: Dataset, position: int) -> tuple[str | int, ...]:
    """Where the reference at a position of `dataset.links` stands."""
    singles = [item for item in dataset.spec.items.values() if item.references]
    if position < len(singles):
        return ("items", dataset.links[position].items[0], "references")
    return ("references", position - len(singles))


def _check_link(
    report: Reporter,
    path: tuple[str | int, ...],
    dataset: Dataset,
    link: Link,
    datasets: Mapping[str, Dataset],
) -> None:
    target = datasets.get(link.dataset)
    if target is None:
        report(path, *_missing(link.dataset, datasets))
        return
    if link.dataset == dataset.id and link.items == link.targets:
        report(path, "cannot_fail", "the reference leads to itself: every row finds itself", "drop it")
    for item, other in zip(link.items, link.targets, strict=True):
        if item not in dataset.items:
            hint = did_you_mean(item, dataset.items)
            report(path, "missing_reference", f"the reference names no item '{item}' here", hint)
        elif other not in target.items:
            hint = did_you_mean(other, target.items)
            report(path, "missing_reference", f"'{link.dataset}' has no item '{other}'", hint)
        elif dataset.items[item].each is not None:
            report(path, "reference_type", f"'{item}' is a nested list, which names nothing")
        elif dataset.items[item].duckdb.split("(")[0] != target.items[other].duckdb.split("(")[0]:
            here, there = dataset.items[item].duckdb, target.items[other].duckdb
            said = f"'{item}' is {here}, '{link.dataset}.{other}' is {there}: they can never be equal"
            report(path, "reference_type", said, "let both refer to one element")


def _missing(name: str, datasets: Mapping[str, Dataset]) -> tuple[str, str, str]:
    return "missing_reference", f"there is no dataset '{name}'", did_you_mean(name, datasets)


def _check_circles(read: Read, datasets: Mapping[str, Dataset]) -> None:
    order = TopologicalSorter(
        {name: sorted({link.dataset for link in one.links} - {name}) for name, one in datasets.items()}
    )
    try:
        order.prepare()
    except CycleError as error:
        # The sorter gives each node before what depends on it: reversed, each refers to the next.
        circle = list(reversed(error.args[1]))
        report = read.reporter("dataset", circle[0])
        hint = "let the event refer to the master, not the master to the event"
        report((), "reference_cycle", f"references go in a circle: {' → '.join(circle)}", hint)
