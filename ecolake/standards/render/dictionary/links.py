"""Where a thing stands in the dictionary: the address of its page below the root, and the mark inside it.

Every link of the site is made here, so that a page that moves is moved once.
"""

from dataclasses import dataclass
from functools import cached_property

from ecolake.standards.catalogue import Standards
from ecolake.standards.document import Document, Enforcer


def dataset(name: str) -> str:
    """Page of a dataset, by id."""
    return f"dataset/{name}.html"


def item(dataset_id: str, name: str) -> str:
    """Row of an item on its dataset's page."""
    return f"{dataset(dataset_id)}#item-{name}"


def rule(dataset_id: str, name: str) -> str:
    """A rule on its dataset's page."""
    return f"{dataset(dataset_id)}#rule-{name}"


def element(name: str) -> str:
    """Page of an element."""
    return f"element/{name}.html"


def codelist(name: str) -> str:
    """Page of a code list."""
    return f"codelist/{name}.html"


def source(name: str) -> str:
    """Page of a source."""
    return f"source/{name}.html"


def document(name: str, clause: str = "") -> str:
    """Page of a document, or a clause on it."""
    return f"document/{name}.html" + (f"#clause-{clause}" if clause else "")


def enforcer(one: Enforcer) -> str:
    """Where an enforcer is explained; nothing for what is code: lint codes, tests, assets and models."""
    parent, _, name = one.name.rpartition(".")
    if one.kind == "reference":
        # A reference is named `<dataset>.<items>.reference`, and stands with the first of its items.
        source_, dataset_, rest = one.name.split(".", 2)
        return item(f"{source_}.{dataset_}", rest.removesuffix(".reference").split("+")[0])
    return {
        "element": element(one.name),
        "codelist": codelist(one.name),
        "dataset": dataset(one.name),
        "source": source(one.name),
        "item": item(parent, name),
        "rule": rule(parent, name),
    }.get(one.kind, "")


@dataclass(frozen=True)
class Kept:
    """A clause, seen from what keeps it."""

    name: str
    document: Document
    label: str


@dataclass(frozen=True)
class Clauses:
    """Which clauses a thing keeps."""

    standards: Standards

    @cached_property
    def by_page(self) -> dict[str, list[Kept]]:
        """The clauses that something on a page keeps, by the page's address."""
        found: dict[str, list[Kept]] = {}
        for name, one in self.standards.documents.items():
            for label, clause in one.clauses.items():
                pages = {enforcer(keeper).partition("#")[0] for keeper in clause.enforcers}
                for page in sorted(pages - {""}):
                    found.setdefault(page, []).append(Kept(name, one, label))
        return found
