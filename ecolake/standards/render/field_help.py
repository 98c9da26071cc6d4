"""What a key of a standard is, in both languages, for people who hover over it.

The words are in `help.yaml`; an English text that is not there is taken from the docstring of the model, under Attributes.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel

_FILE: Final = Path(__file__).with_name("help.yaml")
_ATTRIBUTE: Final = re.compile(
    r"^    (?:    )?(\w+): (.+?)(?=^    (?:    )?\w+: |\Z)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class FieldHelp:
    """The help of one key.

    Attributes:
        name: Chinese name of the key.
        zh: What it is, in Chinese.
        en: The same in English.
    """

    name: str
    zh: str
    en: str


def field_help(model: type[BaseModel], key: str) -> FieldHelp:
    """The help of a key as the YAML writes it; what nobody has written yet is empty."""
    written = _table().get(model.__name__, {}).get(key, {})
    return FieldHelp(
        written.get("name", ""),
        written.get("zh", ""),
        written.get("en") or _attributes(model).get(key, ""),
    )


def summary(model: type[BaseModel]) -> str:
    """The first paragraph of a model's docstring, on one line."""
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=64)
def _attributes(model: type[BaseModel]) -> dict[str, str]:
    _, _, section = (model.__doc__ or "").partition("Attributes:\n")
    return {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(section)}
