"""The whole catalogue in DCAT-AP 3 as one JSON-LD file, for data portals that harvest it.

Names are URNs: a portal that gives them addresses maps them. What is mandatory is there (title, description, publisher, access
address), what DCAT-AP recommends as far as the standards say it. The columns are in `csvw`.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from ecolake.standards.catalogue import CATALOGUE_OWNER, Dataset, Standards
from ecolake.standards.model_base import Text
from ecolake.standards.render.csvw import table
from ecolake.standards.render.facts import OPENING, SCHEMA, SHARING, relation
from ecolake.standards.render.files import Page
from ecolake.standards.resource_code import THEMES, resource_code

FILE: Final = "catalogue.jsonld"
_EU: Final = "http://publications.europa.eu/resource/authority"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "qudt": "http://qudt.org/schema/qudt/",
}
_FREQUENCY: Final = {
    "realtime": "UPDATE_CONT",
    "hourly": "HOURLY",
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "yearly": "ANNUAL",
    "irregular": "IRREG",
}
_TITLE: Final = Text(zh="生态环境数据资源目录", en="Catalogue of environmental data resources")
_ABOUT: Final = Text(
    zh="各部门与渠道的生态环境数据资源及其数据项，由数据标准生成",
    en="The environmental data resources of all departments and channels with their items, rendered from the standards",
)


def render(standards: Standards) -> Iterator[Page]:
    """Yield the catalogue."""
    text = json.dumps(catalogue(standards), ensure_ascii=False, indent=1)
    yield Page.of_text(FILE, text + "\n")


def catalogue(standards: Standards) -> dict[str, Any]:
    """The catalogue as a JSON-LD document."""
    datasets = standards.datasets.values()
    latest = max((dataset.spec.issued for dataset in datasets), default=None)
    root = {
        "@id": "urn:ecolake:catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _texts(_TITLE),
        "dct:description": _texts(_ABOUT),
        "dct:publisher": _agent(CATALOGUE_OWNER),
        "dct:language": [_term("language/ZHO"), _term("language/ENG")],
        "dcat:themeTaxonomy": {"@id": f"urn:ecolake:codelist:{THEMES}"},
        **({"dct:modified": _date(latest.isoformat())} if latest else {}),
        "dcat:dataset": [{"@id": _urn(dataset.id)} for dataset in datasets],
    }
    described = [node for dataset in datasets for node in _dataset(standards, dataset)]
    return {
        "@context": _CONTEXT,
        "@graph": [root, *described, *_agents(standards), *_themes(standards), *_terms()],
    }


def access_right(dataset: Dataset) -> str:
    """The access right in the words of the EU's list.

    What is opened to all is public; what is not even shared between departments is not; what departments share, or the
    public gets under conditions, is restricted.
    """
    if dataset.spec.open.type == "unconditional":
        return "PUBLIC"
    return "NON_PUBLIC" if dataset.spec.share.type == "none" else "RESTRICTED"


def _dataset(standards: Standards, dataset: Dataset) -> Iterator[dict[str, Any]]:
    spec = dataset.spec
    standard = f"urn:ecolake:standard:{dataset.id}:{dataset.version}"
    near = sorted({*spec.related, *(link.dataset for link in dataset.links)} - {dataset.id})
    yield {
        "@id": _urn(dataset.id),
        "@type": ["dcat:Dataset", "rdfs:Resource"],
        "dct:identifier": resource_code(standards, dataset),
        "dct:title": _texts(dataset.title),
        "dct:description": _texts(dataset.definition),
        "dct:publisher": _agent(dataset.source),
        "dcat:theme": [_term("data-theme/ENVI"), {"@id": f"urn:ecolake:theme:{spec.theme}"}],
        "dct:accrualPeriodicity": _term(f"frequency/{_FREQUENCY[spec.update]}"),
        "dct:accessRights": _term(f"access-right/{access_right(dataset)}"),
        "dct:issued": _date(spec.issued.isoformat()),
        "dcat:version": dataset.version,
        "dct:conformsTo": {"@id": standard},
        **({"dcat:contactPoint": _contact(dataset.id, spec.owner)} if spec.owner else {}),
        **({"dct:provenance": _provenance(spec.source)} if spec.source else {}),
        **({"dct:relation": [{"@id": _urn(one)} for one in near]} if near else {}),
        "dcat:distribution": {"@id": f"urn:ecolake:distribution:{dataset.id}"},
    }
    yield {"@id": standard, "@type": "dct:Standard", "dct:title": _texts(dataset.title)}
    yield _distribution(dataset)
    yield table(dataset)


def _distribution(dataset: Dataset) -> dict[str, Any]:
    rights = [SHARING[dataset.spec.share.type], OPENING[dataset.spec.open.type]]
    rights += [text for text in (dataset.spec.share.condition, dataset.spec.open.condition) if text]
    both = Text(zh="；".join(text.zh for text in rights), en="; ".join(text.en for text in rights))
    return {
        "@id": f"urn:ecolake:distribution:{dataset.id}",
        "@type": "dcat:Distribution",
        "dct:title": f"{SCHEMA}.{relation(dataset)}",
        "dcat:accessURL": {"@id": f"urn:ecolake:table:{dataset.id}"},
        "dct:format": {"@type": "dct:MediaTypeOrExtent", "rdfs:label": "DuckDB"},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _texts(both)},
    }


def _agents(standards: Standards) -> Iterator[dict[str, Any]]:
    names = {name: source.title for name, source in standards.sources.items()}
    names.setdefault(CATALOGUE_OWNER, Text(zh="生态环境主管部门", en="Department of ecology and environment"))
    for name in sorted(names):
        yield {**_agent(name), "@type": "foaf:Agent", "foaf:name": _texts(names[name])}


def _themes(standards: Standards) -> Iterator[dict[str, Any]]:
    codes = standards.codelists.get(THEMES)
    scheme = f"urn:ecolake:codelist:{THEMES}"
    title = codes.title if codes else Text(zh="目录主题", en="Themes of the catalogue")
    yield {"@id": scheme, "@type": "skos:ConceptScheme", "dct:title": _texts(title)}
    for theme in sorted({dataset.spec.theme for dataset in standards.datasets.values()}):
        label = {language: codes.title_of(theme, language) if codes else "" for language in ("zh", "en")}
        yield {
            "@id": f"urn:ecolake:theme:{theme}",
            "@type": "skos:Concept",
            "skos:prefLabel": _texts(Text(zh=label["zh"] or theme, en=label["en"] or theme)),
            "skos:inScheme": {"@id": scheme},
        }


def _terms() -> Iterator[dict[str, Any]]:
    """The terms of the EU's lists that the catalogue uses, with their class, so that it can be checked by itself."""
    for code in ("ZHO", "ENG"):
        yield {**_term(f"language/{code}"), "@type": "dct:LinguisticSystem"}
    for code in sorted(_FREQUENCY.values()):
        yield {**_term(f"frequency/{code}"), "@type": "dct:Frequency"}
    for code in ("NON_PUBLIC", "PUBLIC", "RESTRICTED"):
        yield {**_term(f"access-right/{code}"), "@type": "dct:RightsStatement"}
    environment = [_said("环境", "zh"), _said("Environment", "en")]
    yield {**_term("data-theme/ENVI"), "@type": "skos:Concept", "skos:prefLabel": environment}


def _contact(dataset: str, office: Text) -> dict[str, Any]:
    return {
        "@id": f"urn:ecolake:contact:{dataset}",
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": _texts(office),
    }


def _provenance(source: str) -> dict[str, Any]:
    return {"@type": "dct:ProvenanceStatement", "rdfs:label": source}


def _agent(source: str) -> dict[str, Any]:
    return {"@id": f"urn:ecolake:source:{source}"}


def _urn(dataset: str) -> str:
    return f"urn:ecolake:dataset:{dataset}"


def _term(path: str) -> dict[str, Any]:
    return {"@id": f"{_EU}/{path}"}


def _date(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}


def _texts(text: Text) -> list[dict[str, str]]:
    return [_said(text.zh, "zh"), _said(text.en, "en")]


def _said(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}
