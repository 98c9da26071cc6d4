"""JSON Schema of every kind of file of the standards, for editors: completion, hover and a red line under what is wrong.

The shapes come from the models; what a model cannot tell of itself (a validator's short form, names of other files) is in
`json_overrides`. Draft 7, which every YAML editor understands. The loader stays the judge: it also sees what lies between files.
"""

import inspect
import json
import typing
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from ecolake.standards.catalogue import Standards
from ecolake.standards.document import Document
from ecolake.standards.dossier import Dossier
from ecolake.standards.map.layer import LayerGroup, Register
from ecolake.standards.methods.files import SHAPES
from ecolake.standards.model import CodeList, DatasetSpec, Element
from ecolake.standards.model_base import NAME
from ecolake.standards.registry_gate import RegistryGate
from ecolake.standards.render import json_names
from ecolake.standards.render.field_help import field_help, summary
from ecolake.standards.render.files import Page
from ecolake.standards.render.json_overrides import CONDITIONS, HIDDEN, OVERRIDES
from ecolake.standards.source import Source
from ecolake.standards.survivorship import Survivorship

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_FILES: Final[dict[str, tuple[type[BaseModel], str]]] = {
    "dataset.json": (DatasetSpec, "数据集 · dataset"),
    "codelist.json": (CodeList, "代码表 · code list"),
    "source.json": (Source, "数据来源 · source"),
    "document.json": (Document, "标准文件 · standard document"),
    "survivorship.json": (Survivorship, "取值规则 · which value wins"),
    "dossier.json": (Dossier, "一企一档内容 · what stands in the file of an enterprise"),
    **{
        f"methods_{file.removesuffix('.yaml')}.json": (shape, f"计算方法 · method: {file}")
        for file, shape in sorted(SHAPES.items())
    },
    "map_register.json": (Register, "一张图：共用部分 · the map: what all layers share"),
    "map_layers.json": (LayerGroup, "一张图：图层 · the map: layers of a group"),
    "gate.json": (RegistryGate, "登记簿变动上限 · by how much the registry may change"),
}


def render(standards: Standards) -> Iterator[Page]:
    """Yield the schemas; the shapes depend on the models alone, `names.json` on the standards."""
    yield _page("elements.json", _elements())
    for file, (model, title) in _FILES.items():
        body, definitions = _shapes(model)
        yield _page(file, {"$schema": DRAFT, "title": title, **body, "definitions": definitions})
    names = {"$schema": DRAFT, "title": "名称 · names", "definitions": json_names.definitions(standards)}
    yield _page(json_names.FILE, names)


def models(root: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The models that a model is made of, itself included, by name."""
    found: dict[str, type[BaseModel]] = {}
    waiting = [root]
    while waiting:
        model = waiting.pop()
        if model.__name__ not in found:
            found[model.__name__] = model
            for field in model.model_fields.values():
                waiting.extend(_models_in(field.annotation))
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)


def _elements() -> dict[str, Any]:
    body, definitions = _shapes(Element)
    return {
        "$schema": DRAFT,
        "title": "数据元 · data elements",
        "type": "object",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": {"$ref": "#/definitions/Element"},
        "definitions": {"Element": body, **definitions},
    }


def _shapes(root: type[BaseModel]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The shape of a model, and those of the models in it."""
    schema = root.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    known = models(root)
    shapes = {root.__name__: schema, **schema.pop("$defs", {})}
    made = {name: _shape(known[name], shapes[name]) for name in sorted(known)}
    return made.pop(root.__name__), made


def _shape(model: type[BaseModel], schema: dict[str, Any]) -> dict[str, Any]:
    hidden = HIDDEN.get(model.__name__, ())
    shape = {
        "description": summary(model),
        "type": "object",
        "additionalProperties": False,
        "required": [key for key in schema.get("required", []) if key not in hidden],
        "properties": {
            key: _field(model, key, value) for key, value in schema["properties"].items() if key not in hidden
        },
        **CONDITIONS.get(model.__name__, {}),
    }
    return {key: value for key, value in shape.items() if value != []}


def _field(model: type[BaseModel], key: str, schema: dict[str, Any]) -> dict[str, Any]:
    help_ = field_help(model, key)
    body = OVERRIDES.get(f"{model.__name__}.{key}") or _clean(schema)
    if "$ref" in body:
        # Draft 7 ignores what stands beside a reference.
        body = {"allOf": [body]}
    words = "\n\n".join(text for text in (help_.zh, help_.en) if text)
    return {"title": f"{help_.name} · {key}".strip(" ·"), "markdownDescription": words, **body}


def _clean(schema: Any) -> Any:
    """Drop what editors have no use for: titles made from names, nulls that nobody writes, extensions."""
    if isinstance(schema, list):
        return [_clean(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    options = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(options) == 1:
        rest = {key: value for key, value in schema.items() if key != "anyOf"}
        return _clean({**options[0], **rest})
    dropped = {"title", "discriminator"} | ({"default"} if schema.get("default") is None else set())
    return {key: _clean(value) for key, value in schema.items() if key not in dropped}


def _page(path: str, schema: dict[str, Any]) -> Page:
    return Page.of_text(path, json.dumps(schema, ensure_ascii=False, indent=2, default=str) + "\n")
