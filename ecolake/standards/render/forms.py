"""The forms that the standards can be rendered in, by name.

What a form is made of is the business of its module; where it goes is said by whoever asks for it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ecolake.standards.catalogue import Standards
from ecolake.standards.model_base import Text
from ecolake.standards.render import dcat, excel, json_schema, odcs
from ecolake.standards.render.dictionary import site
from ecolake.standards.render.files import Page


@dataclass(frozen=True)
class Form:
    """One form.

    Attributes:
        title: What it is.
        render: Turns standards into files; the same standards give the same bytes.
        committed: Whether it stands in `standards/schema` under version control, rather than where it is asked for.
        start: The file that a person opens first, if there is one.
    """

    title: Text
    render: Callable[[Standards], Iterable[Page]]
    committed: bool = False
    start: str = ""


FORMS: Final[Mapping[str, Form]] = {
    "jsonschema": Form(
        Text(zh="编辑器用 JSON Schema", en="JSON Schema for editors"), json_schema.render, committed=True
    ),
    "odcs": Form(Text(zh="数据契约（ODCS）", en="data contracts (ODCS)"), odcs.render),
    "dcat": Form(Text(zh="数据目录（DCAT-AP）", en="catalogue (DCAT-AP)"), dcat.render, start=dcat.FILE),
    "excel": Form(Text(zh="电子表格", en="workbooks"), excel.render),
    "dictionary": Form(Text(zh="数据字典", en="data dictionary"), site.render, start="index.html"),
}
