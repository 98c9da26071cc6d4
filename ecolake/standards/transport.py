"""How a source is reached, as its YAML says: the transport's options.

Shapes only; what a transport does with them is in `ecolake.connectors`. A dataset's `read` block narrows the transport: its
`files`, `date` and `path` take the place of those here.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from ecolake.standards.days import day_in_name
from ecolake.standards.model_base import Model

MIB = 1024 * 1024
GIB = 1024 * MIB


class FileTransport(Model):
    """A folder that the source writes files into.

    Attributes:
        url: Folder: a path, `file://…`, or `env:NAME`.
        files: Glob of the dataset's files below it; `**/` descends.
        date: How a file's name carries its day, in strptime directives, as `%Y-%m-%dT%H`.
        settle: Seconds that a file must have been left alone before it is taken.
        max_bytes: Size from which a file is refused.
    """

    type: Literal["file"]
    url: str
    files: str = "*"
    date: str | None = None
    settle: float = Field(default=0, ge=0)
    max_bytes: int = Field(default=10 * GIB, gt=0)

    @field_validator("files")
    @classmethod
    def _stays_below(cls, pattern: str) -> str:
        if pattern.startswith("/") or ".." in pattern.split("/"):
            raise ValueError("a glob must stay below the folder: no leading / and no ..")
        return pattern

    @field_validator("date")
    @classmethod
    def _names_a_day(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            sample = date(2026, 11, 23)
            if day_in_name(sample.strftime(pattern), pattern) != sample:
                raise ValueError("a date pattern must hold year, month and day")
        return pattern


class HttpTransport(Model):
    """An HTTP interface with numbered pages.

    Attributes:
        url: Address: a literal or `env:NAME`.
        path: What is appended to it for this dataset.
        token: Bearer token, as `env:NAME` only: secrets do not belong into YAML.
        style: How pages are asked for. `page`: a number, from 1 on.
        page_param: Query parameter of the page number.
        size_param: Query parameter of the page size; without it the source's own size holds.
        size: Records a page.
        pages: Dotted path of the number of pages inside an answer.
        params: Further query parameters.
        expect: Dotted path to value that a good answer has, as `code: "0"`: many interfaces report a refused
            token with status 200.
        timeout: Seconds that connecting, or silence while reading, may take.
        attempts: Times that one page is asked for.
        budget: Seconds that a whole fetch may take, waiting included.
        wait: Seconds before the first retry; doubles, up to `wait_max`.
        wait_max: Longest wait; caps the server's Retry-After too.
        max_bytes: Bytes of one page.
        max_pages: Pages of one fetch.
    """

    type: Literal["http"]
    url: str
    path: str = ""
    token: str | None = Field(default=None, pattern=r"^env:[A-Za-z_][A-Za-z0-9_]*$")
    style: Literal["page"] = "page"
    page_param: str = "page"
    size_param: str | None = None
    size: int = Field(default=100, gt=0)
    pages: str = "pages"
    params: dict[str, str] = Field(default_factory=dict)
    expect: dict[str, str] = Field(default_factory=dict)
    timeout: float = Field(default=30, gt=0)
    attempts: int = Field(default=6, gt=0)
    budget: float = Field(default=900, gt=0)
    wait: float = Field(default=0.2, gt=0)
    wait_max: float = Field(default=30, gt=0)
    max_bytes: int = Field(default=64 * MIB, gt=0)
    max_pages: int = Field(default=10_000, gt=0)


Transport = Annotated[FileTransport | HttpTransport, Field(discriminator="type")]
