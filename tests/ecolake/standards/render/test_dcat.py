"""The catalogue in DCAT-AP: what is mandatory is there, and whatever it refers to is described.

The classes and cardinalities are those of the SHACL shapes of DCAT-AP 3.0.0, written down here as far as the catalogue uses them.
"""

import json

import pytest

from ecolake.standards.render import dcat

MANDATORY = {
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher"),
    "dcat:Dataset": ("dct:title", "dct:description"),
    "dcat:Distribution": ("dcat:accessURL",),
    "foaf:Agent": ("foaf:name",),
    "skos:Concept": ("skos:prefLabel",),
    "skos:ConceptScheme": ("dct:title",),
    "vcard:Kind": ("vcard:fn",),
}
RANGES = {
    "dct:publisher": "foaf:Agent",
    "dct:language": "dct:LinguisticSystem",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:accessRights": "dct:RightsStatement",
    "dct:rights": "dct:RightsStatement",
    "dct:conformsTo": "dct:Standard",
    "dct:provenance": "dct:ProvenanceStatement",
    "dct:format": "dct:MediaTypeOrExtent",
    "dct:relation": "rdfs:Resource",
    "dcat:accessURL": "rdfs:Resource",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "dcat:dataset": "dcat:Dataset",
    "dcat:distribution": "dcat:Distribution",
    "dcat:contactPoint": "vcard:Kind",
}
ONCE = (
    "dct:publisher",
    "dct:accrualPeriodicity",
    "dct:accessRights",
    "dct:identifier",
    "dcat:version",
    "dct:issued",
)


def many(value):
    return value if isinstance(value, list) else [value]


def types(node):
    return set(many(node.get("@type", [])))


def graph(standards):
    return dcat.catalogue(standards)["@graph"]


@pytest.fixture(params=["small", "standards"])
def nodes(request):
    return graph(request.getfixturevalue(request.param))


def test_what_is_mandatory_is_there(nodes):
    for node in nodes:
        for kind in types(node) & set(MANDATORY):
            for key in MANDATORY[kind]:
                assert node.get(key), f"{node['@id']} has no {key}"


def test_what_is_referred_to_is_described_as_what_it_must_be(nodes):
    known = {node["@id"]: node for node in nodes}
    assert len(known) == len(nodes)
    for node in nodes:
        for key, kind in RANGES.items():
            for value in many(node.get(key, [])):
                described = value if "@type" in value else known[value["@id"]]
                assert kind in types(described), f"{node['@id']} {key}"


def test_what_may_stand_once_stands_once(nodes):
    for node in nodes:
        for key in ONCE:
            assert not isinstance(node.get(key), list)


def test_every_dataset_is_listed_with_its_code_and_a_distribution(standards):
    nodes = {node["@id"]: node for node in graph(standards)}
    listed = [nodes[one["@id"]] for one in nodes["urn:ecolake:catalogue"]["dcat:dataset"]]
    assert len(listed) == len(standards.datasets)
    assert len({one["dct:identifier"] for one in listed}) == len(listed)


@pytest.mark.parametrize(("dataset", "right"), [("land.station", "PUBLIC"), ("water.stage", "RESTRICTED")])
def test_access_follows_sharing_and_opening(small, dataset, right):
    assert dcat.access_right(small.datasets[dataset]) == right


def test_the_table_schema_has_columns_key_and_references(small):
    nodes = {node["@id"]: node for node in graph(small)}
    schema = nodes["urn:ecolake:table:water.stage"]["csvw:tableSchema"]
    columns = {one["csvw:name"]: one for one in schema["csvw:column"]["@list"]}
    assert list(columns) == list(small.datasets["water.stage"].items)
    assert schema["csvw:primaryKey"] == ["station_code", "observed_at"]
    assert columns["stage"]["qudt:ucumCode"] == "m"
    assert columns["stage"]["csvw:datatype"]["csvw:minimum"] == {"@value": "-10", "@type": "xsd:decimal"}
    assert schema["csvw:foreignKey"][0]["csvw:reference"]["csvw:resource"] == "land__station"


def test_every_prefix_is_declared(small):
    document = dcat.catalogue(small)
    used = set()

    def walk(value):
        if isinstance(value, dict):
            used.update(key.split(":")[0] for key in value if not key.startswith("@"))
            used.update(name.split(":")[0] for name in many(value.get("@type", [])))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document["@graph"])
    assert used == set(document["@context"])


def test_the_page_is_json_and_the_same_every_time(small):
    (one,), (two,) = dcat.render(small), dcat.render(small)
    assert one == two
    assert json.loads(one.content)["@graph"]
