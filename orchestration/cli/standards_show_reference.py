"""A reference in `ecolake standards show`, by itself and as one of a dataset's."""

from typing import TYPE_CHECKING

from orchestration.cli.standards_show_page import cited

if TYPE_CHECKING:
    from ecolake.standards.uses import ReferenceUse, Uses
    from orchestration.cli.standards_show_page import Facts, Page


def reference_facts(use: "ReferenceUse") -> "Facts":
    """What a reference is, with both its ends."""
    return {
        "id": use.id,
        "dataset": use.dataset.id,
        "items": list(use.link.items),
        "to": use.link.dataset,
        "at": list(use.link.targets),
        "severity": use.link.severity,
        "check": use.link.id,
    }


def whole_reference_facts(uses: "Uses", use: "ReferenceUse") -> "Facts":
    """The same with the clauses that it keeps."""
    return reference_facts(use) | {"clauses": cited(uses.citations(("reference", use.id)))}


def show_reference(page: "Page", facts: "Facts") -> None:
    """Show a reference."""
    page.heading("reference", facts)
    page.fields(
        ("从 from", f"{facts['dataset']}: {', '.join(facts['items'])}"),
        ("到 to", f"{facts['to']}: {', '.join(facts['at'])}"),
        ("级别 severity", facts["severity"]),
        ("检查 check id", facts["check"]),
    )
    page.clauses(facts)


def show_references(page: "Page", title: str, references: list["Facts"]) -> None:
    """References, each with both its ends."""
    rows = (
        (
            f"{one['dataset']}\n  {', '.join(one['items'])}",
            f"{one['to']}\n  {', '.join(one['at'])}",
            one["severity"],
        )
        for one in references
    )
    page.rows(title, ("从 from", "到 to", "级别 severity"), rows)
