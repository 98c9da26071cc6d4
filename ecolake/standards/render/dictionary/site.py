"""The pages of the data dictionary: one per dataset, element, code list, source and document, and the ways to them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jinja2

from ecolake.standards.catalogue import Standards
from ecolake.standards.render import facts
from ecolake.standards.render.dictionary import links, sql
from ecolake.standards.render.dictionary.search_index import script
from ecolake.standards.render.files import Page
from ecolake.standards.resource_code import THEMES, resource_code
from ecolake.standards.uses import Uses

_HERE: Final = Path(__file__).parent


def render(standards: Standards) -> Iterator[Page]:
    """Yield every file of the site."""
    for path in sorted((_HERE / "static").iterdir()):
        yield Page(f"assets/{path.name}", path.read_bytes())
    yield Page.of_text("assets/index.js", script(standards))
    environment = _environment(standards)
    for address, template, values in _pages(standards):
        root = "../" * address.count("/")
        text = environment.get_template(template).render(root=root, address=address, **values)
        yield Page.of_text(address, text)


def _pages(standards: Standards) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "index.html", "index.html", {"themes": _themes(standards)}
    yield "datasets.html", "datasets.html", {"themes": _themes(standards)}
    for overview in ("elements", "codelists", "documents"):
        yield f"{overview}.html", f"{overview}.html", {}
    for name, dataset in standards.datasets.items():
        columns = dataset.mapping.column_of if dataset.mapping else {}
        values = {
            "dataset": dataset,
            "spec": dataset.spec,
            "columns": columns,
            "code": resource_code(standards, dataset),
        }
        yield links.dataset(name), "dataset.html", values
    for name, element in standards.elements.items():
        yield links.element(name), "element.html", {"name": name, "element": element}
    for name, codelist in standards.codelists.items():
        yield links.codelist(name), "codelist.html", {"name": name, "codelist": codelist}
    for name, source in standards.sources.items():
        yield links.source(name), "source.html", {"name": name, "source": source}
    for document in standards.documents.items():
        yield links.document(document[0]), "document.html", {"name": document[0], "document": document[1]}


def _themes(standards: Standards) -> list[tuple[str, str, str, list[Any]]]:
    """Each theme with its two titles and its datasets, in the order of the catalogue; empty ones are left out."""
    grouped: dict[str, list[Any]] = {}
    for dataset in standards.datasets.values():
        grouped.setdefault(dataset.spec.theme, []).append(dataset)
    codes = standards.codelists.get(THEMES)
    order = [row[0] for row in codes.rows] if codes else []
    ranked = sorted(grouped, key=lambda theme: (order.index(theme) if theme in order else len(order), theme))
    return [
        (
            theme,
            (codes.title_of(theme, "zh") if codes else "") or theme,
            (codes.title_of(theme, "en") if codes else "") or theme,
            sorted(grouped[theme], key=lambda dataset: int(dataset.category)),
        )
        for theme in ranked
    ]


def _environment(standards: Standards) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        standards=standards,
        counts=standards.counts(),
        uses=Uses(standards),
        kept=links.Clauses(standards).by_page,
        links=links,
        facts=facts,
        highlight=sql.highlight,
    )
    return environment
