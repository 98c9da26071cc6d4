"""What the models cannot tell a JSON Schema of themselves: short forms, names that stand in other files, and conditions.

Keyed by model and by `Model.key`, as the YAML writes the key.
"""

from typing import Any, Final

from ecolake.standards.render.json_names import name

_NUMBER_OR_OPEN: Final = {"type": ["number", "null"]}
_BASIS: Final[dict[str, Any]] = {
    "if": {"required": ["basis"], "properties": {"basis": {"const": "proposed"}}},
    "then": {},
    "else": {"required": ["source"]},
}


def _list(item: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": item, **({"minItems": least} if least else {})}


def _conditional(type_: str, key: str) -> dict[str, Any]:
    """With this type the key is needed, with the others it is out of place."""
    return {
        "if": {"required": ["type"], "properties": {"type": {"const": type_}}},
        "then": {"required": [key]},
        "else": {"properties": {key: False}},
    }


# Keys of a model that the YAML does not write: they come from elsewhere.
HIDDEN: Final[dict[str, tuple[str, ...]]] = {"CodeList": ("rows",)}

OVERRIDES: Final[dict[str, dict[str, Any]]] = {
    "Element.object": name("object_class"),
    "Element.type": {
        "type": "string",
        "pattern": r"^(text(\([1-9][0-9]*\))?|integer|decimal\([0-9]+, ?[0-9]+\)|boolean|date|datetime)$",
        "examples": ["text(50)", "integer", "decimal(12,3)", "boolean", "date", "datetime"],
    },
    "Element.unit": name("unit"),
    "Element.accepts": _list(name("unit")),
    "Element.range": {
        "type": "array",
        "items": [_NUMBER_OR_OPEN, _NUMBER_OR_OPEN],
        "minItems": 2,
        "maxItems": 2,
    },
    "Element.codes": name("codelist"),
    "Element.check": name("check"),
    "ItemSpec.element": name("element"),
    "ItemSpec.references": {"anyOf": [name("target"), {"$ref": "#/definitions/OneItem"}]},
    "OneItem.to": name("target"),
    "Reference.to": name("dataset"),
    "DatasetSpec.related": _list(name("dataset")),
    "DatasetSpec.theme": name("theme"),
    "DatasetSpec.issued": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "Document.issued": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "Mapping.codes": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "if": {"required": ["values"]},
            "then": {"$ref": "#/definitions/CodeMap"},
            "else": {"additionalProperties": {"type": "string"}},
        },
    },
    "Clause.enforced_by": _list(
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                "element": name("element"),
                "codelist": name("codelist"),
                "dataset": name("dataset"),
                **{
                    kind: {"type": "string"}
                    for kind in ("item", "rule", "reference", "source", "lint", "asset", "model", "test")
                },
            },
        }
    ),
}

CONDITIONS: Final[dict[str, dict[str, Any]]] = {
    "Element": {**_BASIS, "dependencies": {"pattern": ["examples"], "check": ["examples"]}},
    "DatasetSpec": _BASIS,
    "Clause": _BASIS
    | {"if": {"not": {"required": ["basis"], "properties": {"basis": {"const": "sourced"}}}}},
    "ItemSpec": {"anyOf": [{"required": ["element"]}, {"required": ["each"]}]},
    "Share": {"allOf": [_conditional("conditional", "condition"), _conditional("none", "ground")]},
    "Opening": {"allOf": [_conditional("conditional", "condition")]},
    "Source": {
        "if": {"required": ["datasets"]},
        "then": {"required": ["schedule"], "anyOf": [{"required": ["transport"]}, {"required": ["systems"]}]},
    },
}
