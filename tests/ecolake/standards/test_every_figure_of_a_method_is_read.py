"""A figure that stands in `standards/methods` and that nothing reads would promise what is not done: whoever changed it would change nothing."""

import re
from collections.abc import Mapping

from pydantic import BaseModel

from ecolake.standards.methods.figure import Figure
from ecolake.standards.methods.files import load_methods
from tests.support.lake_fixture import CHECKOUT

SHAPES = CHECKOUT / "ecolake" / "standards" / "methods"


def figures(said, name, place):
    """The names of figures and of maps of figures, with their places."""
    if isinstance(said, Figure):
        yield name, place
    elif isinstance(said, BaseModel):
        for field in type(said).model_fields:
            yield from figures(getattr(said, field), field, f"{place}.{field}")
    elif isinstance(said, Mapping):
        for key, one in said.items():
            # What a map calls its figures is data; who reads it reads the map.
            yield from figures(one, name, f"{place}.{key}")


def test_some_code_or_model_reads_each():
    readers = [
        *(path for path in (CHECKOUT / "ecolake").rglob("*.py") if SHAPES not in path.parents),
        *(CHECKOUT / "dbt_project" / "models").rglob("*.sql"),
        *(CHECKOUT / "dbt_project" / "macros").rglob("*.sql"),
    ]
    words = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in readers)))
    methods = load_methods(CHECKOUT / "standards")
    told = [one for method, said in methods.items() for one in figures(said, method, method)]
    assert len(told) > 60
    assert [place for name, place in told if name not in words] == []
