"""The steps from accepted rows to what the enterprise file is made of: claims, records, happenings and figures.

Taken from the rules of `standards/registry`, by which `ecolake.warehouse.enterprise_tables` makes those relations. Each holds
items of many datasets in one column: the step says under which name.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecolake.lineage.edge import Edge
from ecolake.lineage.landed import accepted_table

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.dossier import Dossier, FigureRule

CLAIM: Final = "lake.enterprise_claim"
RECORD: Final = "lake.enterprise_record"
HAPPENING: Final = "lake.enterprise_happening"
FIGURE: Final = "lake.enterprise_figure"


def of_enterprises(standards: "Standards", folder: Path) -> Iterator[Edge]:
    """Yield the steps of the four relations.

    Args:
        standards: The loaded standards.
        folder: The `standards` folder, for the rules of the registry.
    """
    from ecolake.standards.registry_files import load_dossier, load_survivorship
    from ecolake.standards.survivorship import claims_of
    from ecolake.warehouse.enterprise_rows import naming

    rules, dossier = load_survivorship(folder), load_dossier(folder)
    there = naming(standards, folder)
    for dataset in there.values():
        for name, item in claims_of(rules, dataset):
            yield _step(CLAIM, "value", dataset, item.name, f"claims {name}")
            pair = rules.items[name].pair if name in rules.items else None
            if pair:
                yield _step(CLAIM, "value", dataset, pair, f"claims {name}")
    yield from _records(there, dossier)
    yield from _happenings(there, dossier)
    for figure in dossier.figures:
        if figure.dataset in there:
            yield from _figures(there[figure.dataset], figure)


def _records(there: "dict[str, Dataset]", dossier: "Dossier") -> Iterator[Edge]:
    from ecolake.standards.dossier import shown

    for section, one in dossier.sections.items():
        for dataset_id, rule in one.records.items():
            if dataset_id in there:
                for item in shown(rule, there[dataset_id]):
                    yield _step(RECORD, "record", there[dataset_id], item.name, f"stands in {section}")
                if rule.on:
                    yield _step(RECORD, "dated_on", there[dataset_id], rule.on, f"dates {section}")


def _happenings(there: "dict[str, Dataset]", dossier: "Dossier") -> Iterator[Edge]:
    for kind, one in dossier.events.items():
        for rule in one.rows:
            if rule.dataset in there:
                yield _step(HAPPENING, "happened_on", there[rule.dataset], rule.on, f"dates {kind}")
                for item in rule.says:
                    yield _step(HAPPENING, "details", there[rule.dataset], item, f"tells {kind}")


def _figures(dataset: "Dataset", rule: "FigureRule") -> Iterator[Edge]:
    for item, subject in rule.amounts.items():
        yield _step(FIGURE, "amount", dataset, item, f"{rule.says} {subject}")
    if rule.subject:
        yield _step(FIGURE, "subject", dataset, rule.subject, rule.says)
    for part in (rule.year, rule.quarter, rule.month, rule.on):
        if part:
            yield _step(FIGURE, "begins_on", dataset, part, rule.says)


def _step(table: str, column: str, dataset: "Dataset", item: str, how: str) -> Edge:
    return Edge(table, column, accepted_table(dataset), item, "lake", "accepted", "computed", how)
