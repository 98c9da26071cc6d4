"""How a source is reached, as its YAML says: the transport's options.

Shapes only; what a transport does with them is in `ecolake.connectors`. A dataset's `read` block narrows the transport:
`files`, `date` and `path` take the place of those here, and `table`, `watermark` and `keys` say what of a database is read.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from ecolake.standards.days import day_in_name
from ecolake.standards.model_base import Model

# Secrets are named, never written: where the value is looked up.
Secret = Field(default=None, pattern=r"^env:[A-Za-z_][A-Za-z0-9_]*$")

MIB = 1024 * 1024
GIB = 1024 * MIB


class FileTransport(Model):
    """A folder that the source writes files into: of this machine, or behind SFTP, S3 or HTTP.

    Attributes:
        url: Folder: a path, `file://…`, `sftp://host[:port]/…`, `s3://bucket/…`, `https://…/`, or `env:NAME`.
        username: Of SFTP, or the access key of S3: a literal or `env:NAME`.
        password: Of SFTP, or the secret key of S3: `env:NAME` only.
        private_key: Path of an SFTP key file, as `env:NAME`.
        known_hosts: Path of the file that the SFTP server's key must be in, as a path or `env:NAME`; without it, the
            user's own. A server whose key is not known is refused.
        endpoint: Address of an S3 service that is not AWS's, a literal or `env:NAME`.
        timeout: Seconds that connecting, or silence while reading, may take.
        attempts: Times that listing, or one file, is asked for.
        budget: Seconds that a whole fetch may take.
        files: Glob of the dataset's files below it; `**/` descends.
        date: How a file's name carries its day, in strptime directives, as `%Y-%m-%dT%H`.
        settle: Seconds that a file must have been left alone before it is taken.
        max_bytes: Size from which a file is refused.
    """

    type: Literal["file"]
    url: str
    username: str | None = None
    password: str | None = Secret
    private_key: str | None = Secret
    known_hosts: str | None = None
    endpoint: str | None = None
    timeout: float = Field(default=30, gt=0)
    attempts: int = Field(default=4, gt=0)
    budget: float = Field(default=3600, gt=0)
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
    """An HTTP interface with pages.

    Attributes:
        url: Address: a literal or `env:NAME`.
        path: What is appended to it for this dataset.
        token: Bearer token, as `env:NAME` only: secrets do not belong into YAML.
        style: How pages are asked for. `page`: a number, from 1 on. `cursor`: each answer holds the cursor of the next, under
            `next`. `link`: each answer names the next page's address, in its `Link` header or under `next`. `crawl`: web
            pages; a listing links to the documents, which are what is taken.
        page_param: Query parameter of the page number.
        size_param: Query parameter of the page size; without it the source's own size holds.
        size: Records a page.
        pages: Dotted path of the number of pages inside an answer (`page`).
        next: Dotted path of the next cursor or address inside an answer (`cursor`, `link`); the end is null, empty or absent.
        cursor_param: Query parameter of the cursor.
        links: XPath of the links to documents on a listing, and `next_link` of the one to the next listing (`crawl`).
        next_link: See `links`.
        validate_by: `etag`: ask with the last ETag, and take nothing when the server says 304. `hash`: by content alone.
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
    token: str | None = Secret
    style: Literal["page", "cursor", "link", "crawl"] = "page"
    page_param: str = "page"
    size_param: str | None = None
    size: int = Field(default=100, gt=0)
    pages: str = "pages"
    next: str = "next"
    cursor_param: str = "cursor"
    links: str = "//a/@href"
    next_link: str = "//a[@rel='next']/@href"
    validate_by: Literal["etag", "hash"] = "hash"
    params: dict[str, str] = Field(default_factory=dict)
    expect: dict[str, str] = Field(default_factory=dict)
    timeout: float = Field(default=30, gt=0)
    attempts: int = Field(default=6, gt=0)
    budget: float = Field(default=900, gt=0)
    wait: float = Field(default=0.2, gt=0)
    wait_max: float = Field(default=30, gt=0)
    max_bytes: int = Field(default=64 * MIB, gt=0)
    max_pages: int = Field(default=10_000, gt=0)


class DatabaseTransport(Model):
    """A relational database, read by watermark. A dataset's `read` says the table, its watermark and its keys.

    Attributes:
        url: `sqlite:///path`, `postgresql://host[:port]/database`, or `env:NAME`. A name or password in it is refused.
        username: A literal or `env:NAME`.
        password: `env:NAME` only.
        rows: Rows of one batch; a long table is landed in several, each of which moves the watermark.
        overlap: Seconds before the watermark that are read again, for rows that are committed late (a time as watermark).
        timeout: Seconds that connecting may take, and that one statement may run.
        attempts: Times that the database is asked.
        budget: Seconds that a whole fetch may take.
        max_bytes: Bytes of one batch from which the fetch is given up.
    """

    type: Literal["database"]
    url: str
    username: str | None = None
    password: str | None = Secret
    rows: int = Field(default=500_000, gt=0)
    overlap: float = Field(default=0, ge=0)
    timeout: float = Field(default=60, gt=0)
    attempts: int = Field(default=4, gt=0)
    budget: float = Field(default=3600, gt=0)
    max_bytes: int = Field(default=2 * GIB, gt=0)


class FramesTransport(Model):
    """A gateway that relays frames of HJ 212 over TCP as they come; a fetch listens until it falls silent.

    Attributes:
        url: `tcp://host:port` or `env:NAME`.
        idle: Seconds of silence that end a fetch.
        timeout: Seconds that connecting may take.
        attempts: Times that the gateway is called.
        budget: Seconds that a whole fetch may take.
        max_bytes: Bytes of one batch; the next begins another.
    """

    type: Literal["frames"]
    url: str
    idle: float = Field(default=5, gt=0)
    timeout: float = Field(default=30, gt=0)
    attempts: int = Field(default=4, gt=0)
    budget: float = Field(default=900, gt=0)
    max_bytes: int = Field(default=64 * MIB, gt=0)


class MessagesTransport(Model):
    """A topic of an MQTT broker, which keeps for us what comes while we are away; messages are JSON objects.

    A message is acknowledged only after it was landed. A dataset's `read.path` is its topic.

    Attributes:
        url: `mqtt://host[:port]`, `mqtts://…`, or `env:NAME`.
        username: A literal or `env:NAME`.
        password: `env:NAME` only.
        client: Our name at the broker, under which it keeps our messages; it must be nobody else's.
        idle: Seconds of silence that end a fetch.
        timeout: Seconds that connecting may take.
        attempts: Times that the broker is called.
        budget: Seconds that a whole fetch may take.
        max_bytes: Bytes of one batch; the next begins another.
        max_message: Bytes of one message; a larger one is refused.
    """

    type: Literal["messages"]
    url: str
    username: str | None = None
    password: str | None = Secret
    client: str = "ecolake"
    idle: float = Field(default=3, gt=0)
    timeout: float = Field(default=30, gt=0)
    attempts: int = Field(default=4, gt=0)
    budget: float = Field(default=900, gt=0)
    max_bytes: int = Field(default=64 * MIB, gt=0)
    max_message: int = Field(default=1 * MIB, gt=0)


Transport = Annotated[
    FileTransport | HttpTransport | DatabaseTransport | FramesTransport | MessagesTransport,
    Field(discriminator="type"),
]
