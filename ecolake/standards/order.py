"""In what order datasets are accepted: what is referred to comes before what refers to it.

References are judged against what has arrived; which datasets a run wants is known to its caller.
"""

from collections.abc import Callable, Iterable

from ecolake.standards.catalogue import Dataset, Standards


def masters_first(
    standards: Standards, datasets: Iterable[Dataset], is_wanted: Callable[[Dataset], bool]
) -> list[Dataset]:
    """The datasets, and before each what it refers to, directly or not, as far as that is wanted.

    Where datasets refer to each other in a circle, the first that is come by comes last.

    Args:
        standards: All of them.
        datasets: Where to begin, in this order.
        is_wanted: Whether a dataset that is referred to may come before.
    """
    ordered: list[Dataset] = []
    seen: set[str] = set()

    def visit(one: Dataset) -> None:
        seen.add(one.id)
        for link in one.links:
            master = standards.datasets[link.dataset]
            if master.id not in seen and is_wanted(master):
                visit(master)
        ordered.append(one)

    for dataset in datasets:
        if dataset.id not in seen:
            visit(dataset)
    return ordered
