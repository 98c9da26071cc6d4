"""What must hold between files: references that lead somewhere, keys that name items, ranges that fit.

Each function takes what was read, reports faults into it, and returns the resolved thing. What concerns how a dataset
arrives is in `resolve_source`, whether a rule can be evaluated in `row_rule`.
"""

from pathlib import Path

from ecolake.standards.air_quality_daily import check_air_quality_daily
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.column_names import complete
from ecolake.standards.findings import did_you_mean
from ecolake.standards.fingerprint import fingerprint
from ecolake.standards.model import DatasetSpec
from ecolake.standards.resolve_documents import check_documents
from ecolake.standards.resolve_elements import check_element
from ecolake.standards.resolve_items import check_days, check_grade, check_items, resolve_item
from ecolake.standards.resolve_references import check_references
from ecolake.standards.resolve_rules import check_rules
from ecolake.standards.resolve_source import check_source
from ecolake.standards.resolve_whole import check_categories, check_elements_differ
from ecolake.standards.shelf import Read
from ecolake.standards.verdict_memory import VerdictMemory

# Beside the standards and out of the repository: what linting found out about rules.
MEMORY = Path(".cache") / "rule_verdicts.json"


def resolve(read: Read, project: Path) -> Standards:
    """Check all references and build the catalogue; faults go to `read.findings`.

    Args:
        read: What was read from the files.
        project: The folder that holds `standards/`, in which clauses name models and tests.
    """
    memory = VerdictMemory(project / MEMORY)
    for name, element in sorted(read.elements.items()):
        check_element(read, read.reporter("element", name), name, element, memory)
    datasets = {name: _dataset(read, name, spec, memory) for name, spec in sorted(read.datasets.items())}
    for name, source in sorted(read.sources.items()):
        check_source(read.reporter("source", name), name, source, datasets)
    memory.save()
    check_categories(read)
    check_elements_differ(read)
    check_references(read, datasets)
    check_documents(read, datasets, project)
    return Standards(
        elements=dict(sorted(read.elements.items())),
        codelists=dict(sorted(read.codelists.items())),
        datasets=datasets,
        sources=dict(sorted(read.sources.items())),
        documents=dict(sorted(read.documents.items())),
    )


def _dataset(read: Read, name: str, spec: DatasetSpec, memory: VerdictMemory) -> Dataset:
    source_name, short = name.split(".")
    report = read.reporter("dataset", name)
    items = {
        item_name: resolve_item(read, read.reporter("dataset", name, "items", item_name), item_name, item)
        for item_name, item in spec.items.items()
    }
    check_items(read, name, spec)
    for position, key in enumerate(spec.key):
        if key in spec.key[:position]:
            report(("key",), "duplicate", f"the key names '{key}' twice")
        if key not in items:
            hint = did_you_mean(key, items)
            report(("key",), "missing_reference", f"the key names no item '{key}'", hint)
    check_rules(read, report, spec, items, memory)
    check_days(read, name, spec, items)
    check_grade(read, name, spec, items)
    if spec.air_quality_daily:
        check_air_quality_daily(report, spec.air_quality_daily, items, spec.key)
    themes = read.codelists.get("catalogue_theme")
    if themes and spec.theme not in themes.sorted_codes:
        hint = did_you_mean(spec.theme, themes.sorted_codes)
        report(("theme",), "missing_reference", f"there is no catalogue theme '{spec.theme}'", hint)
    if spec.open.type == "unconditional" and any(item.guarded for item in items.values()):
        hint = "open it under conditions, or not at all"
        report(("open",), "open_personal", "what is opened to all holds personal data", hint)
    source = read.sources.get(source_name)
    if source is None:
        hint = did_you_mean(source_name, read.sources)
        report((), "missing_reference", f"there is no sources/{source_name}.yaml", hint)
    stated = source.datasets.get(short) if source else None
    mapping = complete(stated, items) if stated else None
    timezone = source.timezone if source else "UTC"
    return Dataset(
        source=source_name,
        name=short,
        spec=spec,
        items=items,
        mapping=mapping,
        timezone=timezone,
        fingerprint=fingerprint(spec, items, mapping, timezone),
    )
