"""What a dataset's standard declares, read from its YAML shapes alone.

Not from the compiled checks: that the two agree is what the proof is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.model_base import Severity

KEY = "key.conflict"


@dataclass(frozen=True)
class Declared:
    """One thing that a row must satisfy.

    Attributes:
        id: Identifier that its check must have.
        kind: required, length, range, pattern, code, check, unread, valid_on, reference, rule or key.
        severity: What a breach does to the row.
        item: The item concerned; empty for a rule and for the key.
        child: The field of a nested list, else empty.
    """

    id: str
    kind: str
    severity: Severity = "reject"
    item: str = ""
    child: str = ""


def declared(dataset: Dataset) -> Iterator[Declared]:
    """Yield everything that the standard declares of a row, in the order of the items."""
    textual = _received_as_text(dataset)
    for name, item in dataset.items.items():
        if name in textual and (item.element is None or item.element.type.name != "text"):
            yield Declared(f"{name}.unread", "unread", item.severity, name)
        for kind in _kinds(item):
            yield Declared(f"{name}.{kind}", kind, item.severity, name)
        for child in item.each or ():
            for kind in _kinds(child):
                yield Declared(f"{name}.{child.name}.{kind}", kind, child.severity, name, child.name)
    yield from _between_items_and_datasets(dataset)
    for rule in dataset.spec.rules:
        yield Declared(rule.id, "rule", rule.severity)
    yield Declared(KEY, "key")


def _between_items_and_datasets(dataset: Dataset) -> Iterator[Declared]:
    for name, spec in dataset.spec.items.items():
        if spec.valid_on:
            yield Declared(f"{name}.valid_on", "valid_on", spec.severity, name)
        if spec.references:
            yield Declared(f"{name}.reference", "reference", spec.references.severity, name)
    for reference in dataset.spec.references:
        name = f"{'+'.join(reference.items)}.reference"
        yield Declared(name, "reference", reference.severity, reference.items[0])


def _received_as_text(dataset: Dataset) -> set[str]:
    mapping = dataset.mapping
    # Frames of HJ 212 arrive decoded; what is no number there is counted by the decoder.
    return set(mapping.column_of) if mapping and mapping.read.format != "hj212" else set()


def _kinds(item: Item) -> Iterator[str]:
    element = item.element
    if item.required:
        yield "required"
    if element is None:
        return
    if element.type.name == "text":
        yield "length"
    if element.range is not None:
        yield "range"
    if element.pattern is not None:
        yield "pattern"
    if element.codes is not None:
        yield "code"
    if element.check is not None:
        yield "check"
