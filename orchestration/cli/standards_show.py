"""`ecolake standards show`: everything that the standards say of one name, and everywhere it is used.

Only the command and the table of kinds are here; `standards_show_find` tells what a name means, a module for each kind of
thing what there is to say of it, and `standards_show_page` how an answer is laid out.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json, workplace
from orchestration.cli.output import console, write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecolake.home import Home
    from ecolake.standards.catalogue import Dataset
    from ecolake.standards.uses import Uses
    from orchestration.cli.standards_show_find import Found
    from orchestration.cli.standards_show_page import Facts, Page


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="An item, element, rule, dataset, source, code list, document (YY01), clause (YY01#4.2) or lint code "
            "· 任一名称或编号",
        ),
    ],
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Show long lists whole · 全部显示，不截断长列表")
    ] = False,
    as_json: Json = False,
) -> None:
    """查看标准 · Show everything that the standards say of one name, and everywhere it is used."""
    from ecolake.standards.uses import Uses
    from orchestration.cli.standards_show_find import find
    from orchestration.cli.standards_show_page import Page

    home, standards = workplace()
    uses = Uses(standards)
    answers = [(one.kind, _facts(home, uses, one)) for one in find(uses, name)]
    if as_json:
        write_json([{"kind": kind, "name": name} | facts | {"name": name} for kind, facts in answers])
        return
    page = Page(console(), everything)
    for kind in dict.fromkeys(kind for kind, _ in answers):
        _show_kind(page, kind, [facts for known, facts in answers if known == kind])


def _facts(home: "Home", uses: "Uses", found: "Found") -> "Facts":
    from orchestration.cli import standards_show_dataset as of_dataset
    from orchestration.cli import standards_show_document as of_document
    from orchestration.cli import standards_show_element as of_element
    from orchestration.cli import standards_show_item as of_item
    from orchestration.cli import standards_show_reference as of_reference
    from orchestration.cli import standards_show_rule as of_rule

    kind, name, thing = found.kind, found.id, found.thing
    collect: dict[str, Callable[[], Facts]] = {
        "dataset": lambda: of_dataset.dataset_facts(uses, thing) | _models(home, thing, None),
        "source": lambda: of_dataset.source_facts(uses, name, thing),
        "element": lambda: of_element.element_facts(uses, name, thing),
        "code list": lambda: of_element.codelist_facts(uses, name, thing),
        "document": lambda: of_document.document_facts(name, thing),
        "clause": lambda: of_document.clause_facts(uses, thing),
        "item": lambda: of_item.whole_item_facts(uses, thing) | _models(home, thing.dataset, thing.column),
        "rule": lambda: of_rule.rule_facts(uses, thing),
        "reference": lambda: of_reference.whole_reference_facts(uses, thing),
        "lint code": lambda: of_rule.lint_facts(uses, name, thing),
    }
    return collect[kind]()


def _models(home: "Home", dataset: "Dataset", item: str | None) -> "Facts":
    """The models of the warehouse that stand on a dataset, or on one of its items with the columns made of it."""
    from ecolake.impact.downstream import read_models

    readers = read_models(home.dbt_project).readers(dataset, [item] if item else [])
    return {"models": [vars(one) for one in readers if one.columns or not item]}


def _show_kind(page: "Page", kind: str, things: list["Facts"]) -> None:
    from orchestration.cli import standards_show_dataset as of_dataset
    from orchestration.cli import standards_show_document as of_document
    from orchestration.cli import standards_show_element as of_element
    from orchestration.cli import standards_show_item as of_item
    from orchestration.cli import standards_show_reference as of_reference
    from orchestration.cli import standards_show_rule as of_rule

    shows: dict[str, Callable[[Page, Facts], None]] = {
        "dataset": of_dataset.show_dataset,
        "source": of_dataset.show_source,
        "element": of_element.show_element,
        "code list": of_element.show_codelist,
        "document": of_document.show_document,
        "clause": of_document.show_clause,
        "item": of_item.show_item,
        "rule": of_rule.show_rule,
        "reference": of_reference.show_reference,
        "lint code": of_rule.show_lint,
    }
    # A rule or an item that many datasets have.
    if len(things) > 1 and kind in ("item", "rule", "reference"):
        page.namesakes(kind, things)
        return
    for facts in things:
        shows[kind](page, facts)
        page.out.print()
