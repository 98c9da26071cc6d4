"""What the dictionary's search finds, as a script that a page loads: no server is asked, not even for a file.

Each entry is a row of kind, name, Chinese, English and address; what stands inside a page finds its titles by the page's address.
The search itself is in `static/search.js`.
"""

import json
from collections.abc import Iterator

from ecolake.standards.catalogue import Standards
from ecolake.standards.model_base import Text
from ecolake.standards.render.dictionary import links
from ecolake.standards.render.facts import every_item

Entry = tuple[str, str, str, str, str]


def script(standards: Standards) -> str:
    """The index as JavaScript, one entry a line."""
    rows = ",\n".join(_row(entry) for entry in entries(standards))
    return f"window.ECOLAKE_INDEX = [\n{rows}\n];\n"


def entries(standards: Standards) -> Iterator[Entry]:
    """Yield all that can be found, the weightier kinds first."""
    for name, dataset in standards.datasets.items():
        yield _entry("dataset", name, dataset.title, links.dataset(name))
    for name, element in standards.elements.items():
        yield _entry("element", name, element.title, links.element(name))
    for name, codes in standards.codelists.items():
        yield _entry("codelist", name, codes.title, links.codelist(name))
    for name, document in standards.documents.items():
        yield _entry("document", document.number, document.title, links.document(name))
    for name, dataset in standards.datasets.items():
        for path, item in every_item(dataset):
            yield _entry("item", path, item.title, links.item(name, path))
        for rule in dataset.rules:
            yield _entry("rule", rule.id, rule.message, links.rule(name, rule.id))
    for name, codes in standards.codelists.items():
        for code in codes.sorted_codes:
            zh, en = codes.title_of(code, "zh"), codes.title_of(code, "en")
            yield ("code", code, zh, en, f"{links.codelist(name)}#code-{code}")


def _entry(kind: str, name: str, text: Text, address: str) -> Entry:
    return (kind, name, text.zh, text.en, address)


def _row(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
