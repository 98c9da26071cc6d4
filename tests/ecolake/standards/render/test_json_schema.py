"""The editor's schemas: they stand as rendered, let every file pass and underline what is wrong."""

import json
from fnmatch import fnmatch
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from ecolake.standards.document import Document
from ecolake.standards.model import CodeList, DatasetSpec, Element
from ecolake.standards.render import json_schema
from ecolake.standards.render.field_help import field_help
from ecolake.standards.render.json_overrides import CONDITIONS, HIDDEN, OVERRIDES
from ecolake.standards.source import Source
from ecolake.standards.yaml_reader import read_yaml

PROJECT = Path(__file__).parents[4]
ROOTS = (Element, CodeList, DatasetSpec, Source, Document)
FOLDERS = {
    "elements": "elements.json",
    "codelists": "codelist.json",
    "datasets": "dataset.json",
    "sources": "source.json",
    "documents": "document.json",
    "map/layers": "map_layers.json",
}


def validators(schemas):
    registry = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    )
    for schema in schemas.values():
        Draft7Validator.check_schema(schema)
    return {name: Draft7Validator(schema, registry=registry) for name, schema in schemas.items()}


def faults(found, root):
    for folder, schema in FOLDERS.items():
        for path in sorted((root / folder).rglob("*.yaml")):
            value, _ = read_yaml(path, root)
            for error in found[schema].iter_errors(value):
                yield path.relative_to(root).as_posix(), "/".join(map(str, error.path)), error.message


@pytest.fixture
def check(folder, small):
    """Spoil one file of the small standards and return what an editor would underline."""
    found = validators({page.path: json.loads(page.content) for page in json_schema.render(small)})

    def spoil(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [(place, message) for _, place, message in faults(found, folder)]

    return spoil


def test_the_committed_schemas_are_those_rendered_from_the_standards(standards):
    rendered = {page.path: page.content.decode() for page in json_schema.render(standards)}
    folder = PROJECT / "standards/schema"
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    stale = sorted(name for name in {*rendered, *committed} if rendered.get(name) != committed.get(name))
    assert not stale, "run: ecolake standards render jsonschema"


def test_every_file_of_the_standards_passes():
    folder = PROJECT / "standards/schema"
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    assert not list(faults(validators(schemas), PROJECT / "standards"))


def test_the_small_standards_pass(folder, small):
    schemas = {page.path: json.loads(page.content) for page in json_schema.render(small)}
    assert not list(faults(validators(schemas), folder))


STAGE, ALL = "datasets/water/stage.yaml", "elements/all.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (STAGE, "grain:", "grane:", ""),
        (STAGE, "element: stage_trend", "element: stage_trent", "items/trend/element"),
        (STAGE, "severity: reject", "severity: reject_it", "rules/0/severity"),
        (STAGE, "severity: flag}", "severity: no}", "items/trend/severity"),
        (STAGE, "theme: water", "theme: watr", "theme"),
        (STAGE, "related: [land.station]", "related: [land.statoin]", "related/0"),
        (STAGE, "references: land.station.station_code", "references: land.station", "items/station_code/references"),
        (STAGE, "{element: stage, title: {zh: 深度, en: depth}}", "{elment: stage}", "items/layers/each/depth"),
        (STAGE, "condition: {zh: 用于水环境管理, en: for water management}", "method: mail", "share"),
        (STAGE, "source: SL 323-2011 table 6\n", "", ""),
        (STAGE, "update: hourly", "update: sometimes", "update"),
        (ALL, "object: water", "object: watr", "stage/object"),
        (ALL, "type: decimal(8,3)", "type: number", "stage/type"),
        (ALL, "range: [-10, 6000]", "range: [-10]", "stage/range"),
        (ALL, "codes: stage_trend", "codes: stage_trent", "stage_trend/codes"),
        (ALL, "  examples: [A1]\n", "", "station_code"),
        (ALL, "personal: true", "personal: perhaps", "observer_name/personal"),
        ("codelists/stage_trend.yaml", "trust: proposed", "trust: blind", "trust"),
        ("sources/water.yaml", "timezone:", "timezon:", ""),
        ("documents/stage.yaml", "{element: stage_trend}", "{elephant: stage_trend}", "clauses/4.1/enforced_by/0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_underlined_where_it_stands(check, file, old, new, place):
    assert place in {found for found, _ in check(file, old, new)}


def test_every_key_is_explained_in_both_languages():
    for root in ROOTS:
        for model in json_schema.models(root).values():
            for name, field in model.model_fields.items():
                if name not in HIDDEN.get(model.__name__, ()):
                    help_ = field_help(model, field.alias or name)
                    assert help_.name, f"{model.__name__}.{name} has no help"
                    assert help_.zh, f"{model.__name__}.{name} has no Chinese help"
                    assert help_.en, f"{model.__name__}.{name} has no English help"


def test_every_override_is_of_a_key_that_there_is():
    known = {name: model for root in ROOTS for name, model in json_schema.models(root).items()}
    for key in OVERRIDES:
        model, field = key.split(".")
        assert field in known[model].model_fields, key
    assert set(CONDITIONS) <= set(known)


def test_the_editor_has_a_schema_for_every_file():
    settings = json.loads((PROJECT / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    for schema in settings:
        assert (PROJECT / schema).is_file()
    for folder, wanted in FOLDERS.items():
        for path in (PROJECT / "standards" / folder).rglob("*.yaml"):
            name = path.relative_to(PROJECT).as_posix()
            matches = [schema for schema, pattern in settings.items() if fnmatch(name, pattern)]
            assert [Path(schema).name for schema in matches] == [wanted]
