"""The catalogue of a release in DCAT-AP 3: what the standards say of the datasets, with what was received of them, and the marts.

The part that the standards say is rendered by `ecolake.standards.render.dcat`. Measures of quality are in the W3C's Data Quality
Vocabulary, what a mart was derived from in PROV.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecolake.exports.release import Table, opened, tables
from ecolake.home import Home
from ecolake.standards.catalogue import CATALOGUE_OWNER, Standards
from ecolake.standards.render.dcat import catalogue

if TYPE_CHECKING:
    import duckdb

    from ecolake.warehouse.record import Release

Node = dict[str, Any]
_MORE = {"dqv": "http://www.w3.org/ns/dqv#", "prov": "http://www.w3.org/ns/prov#"}
_METRICS = {
    "pass_rate": ("合格率", "share of rows that passed"),
    "completeness": ("填写率", "share of cells that hold a value"),
}


def released(home: Home, standards: Standards) -> Node:
    """The catalogue of the current release as a JSON-LD document.

    Raises:
        EcolakeError: Nothing is published.
    """
    document = catalogue(standards)
    nodes: dict[str, Node] = {node["@id"]: node for node in document["@graph"]}
    with opened(home) as (connection, release):
        marts = list(tables(connection).values())
        root = nodes["urn:ecolake:catalogue"]
        root["dct:modified"] = _date(release.created_at[:10])
        root["dcat:version"] = str(release.release)
        root["dcat:dataset"] += [{"@id": _urn(mart)} for mart in marts]
        _measure(connection, nodes)
        derived = _derived(connection)
    more = [node for mart in marts for node in _mart(mart, derived.get(mart.full_name, []), release)]
    metrics = [_metric(name, zh, en) for name, (zh, en) in _METRICS.items()]
    return {"@context": {**document["@context"], **_MORE}, "@graph": [*nodes.values(), *more, *metrics]}


def _measure(connection: "duckdb.DuckDBPyConnection", nodes: dict[str, Node]) -> None:
    """Say of the datasets of which something was received when, and how good it was."""
    found = connection.execute(
        "select source || '.' || dataset, cast(last_received_at as date),"
        " round(accepted / nullif(accepted + rejected, 0), 6), round(completeness, 6)"
        " from catalogue_category where batch_count > 0 order by 1"
    ).fetchall()
    for dataset, day, pass_rate, completeness in found:
        node = nodes.get(f"urn:ecolake:dataset:{dataset}")
        if node is not None:
            node["dct:modified"] = _date(day.isoformat())
            figures = {"pass_rate": pass_rate, "completeness": completeness}
            node["dqv:hasQualityMeasurement"] = [
                {
                    "@type": "dqv:QualityMeasurement",
                    "dqv:isMeasurementOf": {"@id": f"urn:ecolake:metric:{name}"},
                    "dqv:value": {"@value": f"{value:f}", "@type": "xsd:decimal"},
                }
                for name, value in figures.items()
                if value is not None
            ]


def _derived(connection: "duckdb.DuckDBPyConnection") -> dict[str, list[str]]:
    """The datasets that each mart was made of."""
    rows = connection.execute(
        "select table_name, list(distinct source || '.' || dataset order by source || '.' || dataset)"
        " from lake.item_use group by 1 order by 1"
    ).fetchall()
    return {table: list(datasets) for table, datasets in rows}


def _mart(mart: Table, made_of: list[str], release: "Release") -> Iterator[Node]:
    about = f"urn:ecolake:table:{mart.full_name}"
    titles = _texts(mart.title_zh or mart.name, mart.title_en or mart.name)
    yield {
        "@id": _urn(mart),
        "@type": ["dcat:Dataset", "rdfs:Resource"],
        "dct:identifier": mart.full_name,
        "dct:title": titles,
        "dct:description": titles,
        "dct:publisher": {"@id": f"urn:ecolake:source:{CATALOGUE_OWNER}"},
        "dct:modified": _date(release.created_at[:10]),
        "dcat:version": str(release.release),
        **(
            {"prov:wasDerivedFrom": [{"@id": f"urn:ecolake:dataset:{one}"} for one in made_of]}
            if made_of
            else {}
        ),
        "dcat:distribution": {"@id": f"urn:ecolake:distribution:mart:{mart.full_name}"},
    }
    yield {
        "@id": f"urn:ecolake:distribution:mart:{mart.full_name}",
        "@type": "dcat:Distribution",
        "dct:title": mart.full_name,
        "dcat:accessURL": {"@id": about},
        "dct:format": {"@type": "dct:MediaTypeOrExtent", "rdfs:label": "DuckDB"},
    }
    yield {
        "@id": about,
        "@type": ["csvw:Table", "rdfs:Resource"],
        "csvw:url": mart.full_name,
        "csvw:tableSchema": {
            "@type": "csvw:Schema",
            "csvw:column": {
                "@list": [
                    {
                        "@type": "csvw:Column",
                        "csvw:name": one.name,
                        "csvw:title": _texts(one.title_zh or one.name, one.title_en or one.name),
                        **({"qudt:ucumCode": one.unit} if one.unit else {}),
                    }
                    for one in mart.columns
                ]
            },
        },
    }


def _metric(name: str, zh: str, en: str) -> Node:
    return {"@id": f"urn:ecolake:metric:{name}", "@type": "dqv:Metric", "skos:definition": _texts(zh, en)}


def _urn(mart: Table) -> str:
    return f"urn:ecolake:mart:{mart.full_name}"


def _date(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}


def _texts(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}]
