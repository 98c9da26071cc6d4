"""A data contract for each dataset in the Open Data Contract Standard (ODCS), for tools that know nothing of our YAML.

Interchange, not authoring: elements are repeated in every contract, because ODCS has no shared ones. The columns are in
`odcs_property`, the quality rules in `odcs_quality`; here is the frame around them.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import yaml

from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.model import DatasetSpec
from ecolake.standards.model_base import Text
from ecolake.standards.render.facts import OPENING, SCHEMA, SHARING, relation
from ecolake.standards.render.files import Page
from ecolake.standards.render.odcs_property import both, custom, definition, properties
from ecolake.standards.render.odcs_quality import rules
from ecolake.standards.resource_code import resource_code

VERSION: Final = "v3.2.0"
_SLA: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
# How often, in the words and units of the SLA table of ODCS.
_FREQUENCY: Final[dict[str, tuple[int, str]]] = {
    "hourly": (1, "h"),
    "daily": (1, "d"),
    "weekly": (7, "d"),
    "monthly": (1, "mo"),
    "quarterly": (3, "mo"),
    "yearly": (1, "y"),
}
_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def render(standards: Standards) -> Iterator[Page]:
    """Yield one contract per dataset, at `<source>/<dataset>.yaml`."""
    for dataset in standards.datasets.values():
        text = yaml.dump(
            contract(standards, dataset), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=110
        )
        yield Page.of_text(_path(dataset), text)


def contract(standards: Standards, dataset: Dataset) -> dict[str, Any]:
    """The contract as plain values, in the order in which a person reads it."""
    spec = dataset.spec
    source = standards.sources.get(dataset.source)
    origin = definition(f"dataset:{dataset.id}", spec.source)
    owner = [text for text in (source.title if source else None, spec.owner) if text]
    return {
        "apiVersion": VERSION,
        "kind": "DataContract",
        "id": f"urn:ecolake:contract:{dataset.id}",
        "name": both(dataset.title),
        "version": dataset.version,
        "status": "active" if dataset.mapping else "draft",
        "domain": spec.theme,
        "tags": [spec.theme, dataset.source],
        "contractCreatedTs": f"{spec.issued.isoformat()}T00:00:00Z",
        "description": _description(spec),
        **({"authoritativeDefinitions": origin} if origin else {}),
        "servers": [
            {
                "server": "warehouse",
                "type": "duckdb",
                "description": "已发布的仓库版本 · the published release of the warehouse",
                "database": "warehouse.duckdb",
                "schema": SCHEMA,
            }
        ],
        "schema": [_object(dataset)],
        "team": {"name": " / ".join(both(text) for text in owner) or dataset.source},
        "slaProperties": list(_promises(dataset)),
        "customProperties": list(_metadata(standards, dataset)),
    }


def _path(dataset: Dataset) -> str:
    return f"{dataset.source}/{dataset.name}.yaml"


def _description(spec: DatasetSpec) -> dict[str, Any]:
    limits = [f"{SHARING[spec.share.type].zh} · {SHARING[spec.share.type].en}"]
    limits += [both(text) for text in (spec.share.condition, spec.share.ground) if text]
    limits.append(f"{OPENING[spec.open.type].zh} · {OPENING[spec.open.type].en}")
    if spec.open.condition:
        limits.append(both(spec.open.condition))
    return {"purpose": both(spec.definition), "limitations": "；".join(limits)}


def _object(dataset: Dataset) -> dict[str, Any]:
    found = {
        "id": relation(dataset),
        "name": relation(dataset),
        "physicalName": f"{SCHEMA}.{relation(dataset)}",
        "physicalType": "view",
        "logicalType": "object",
        "businessName": both(dataset.title),
        "description": both(dataset.definition),
        "dataGranularityDescription": both(dataset.grain),
        "properties": list(properties(dataset, partial(_anchor, dataset))),
        "relationships": [
            {
                "type": "foreignKey",
                "from": [f"{relation(dataset)}.{item}" for item in link.items],
                "to": [f"{_anchor(dataset, link.dataset)}/properties/{item}" for item in link.targets],
                "customProperties": [custom("severity", link.severity)],
            }
            for link in dataset.links
            if len(link.items) > 1
        ],
        "quality": list(rules(dataset)),
    }
    return {key: value for key, value in found.items() if value != []}


def _anchor(dataset: Dataset, target: str) -> str:
    """Where the schema of another dataset stands, as seen from this contract."""
    source, name = target.split(".")
    folder = "" if source == dataset.source else f"../{source}/"
    file = "" if target == dataset.id else f"{folder}{name}.yaml#"
    return f"{file}schema/{source}__{name}"


def _promises(dataset: Dataset) -> Iterator[dict[str, Any]]:
    spec = dataset.spec
    if spec.update in _FREQUENCY:
        value, unit = _FREQUENCY[spec.update]
        yield {"property": "frequency", "value": value, "unit": unit, "description": spec.update}
    else:
        yield {"property": "frequency", "value": spec.update}
    if spec.sla and (parts := _SLA.fullmatch(spec.sla.fresh_within)):
        days, hours, minutes = (int(part or 0) for part in parts.groups())
        total = (days * 24 + hours) * 60 + minutes
        value, unit = (total // 60, "h") if total % 60 == 0 else (total, "m")
        yield {
            "property": "latency",
            "value": value,
            "unit": unit,
            "element": f"{relation(dataset)}._received_at",
            "description": spec.sla.fresh_within,
        }


def _metadata(standards: Standards, dataset: Dataset) -> Iterator[dict[str, Any]]:
    spec = dataset.spec
    yield custom("resourceCode", resource_code(standards, dataset))
    yield custom("category", spec.category)
    yield from _languages("title", spec.title)
    yield custom("shareType", spec.share.type)
    yield custom("shareMethod", spec.share.method)
    yield custom("openType", spec.open.type)
    yield custom("securityGrade", spec.security)
    yield custom("resourceFormat", spec.format)
    yield custom("basis", spec.basis)
    if spec.related:
        yield custom("relatedDatasets", list(spec.related))


def _languages(key: str, text: Text) -> Iterator[dict[str, Any]]:
    yield custom(f"{key}Zh", text.zh)
    yield custom(f"{key}En", text.en)
