"""How the records of a folder are cut into pages: numbered, by cursor, by link, or as web pages with their listing.

Belongs here: what a page holds. Does not belong here: HTTP (``rest``).
"""

import base64
import binascii
import html
import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

RECORDS = "records.ndjson"
SERVING = "serving.json"
TITLES = "titles.json"
_LARGEST_PAGE = 5000
_CHARSET = "charset=utf-8"
_HERE = "\0records\0"  # stands for the records until they are pasted in


class BadRequestError(Exception):
    """The query asks for what cannot be."""


@dataclass(frozen=True)
class Serving:
    """How a folder is served; the names are those of the transport's options in ``standards/sources``.

    Attributes:
        style: How one page leads to the next; ``crawl`` serves the folder's web pages and a listing of them.
        size: Records a page, when the request does not say.
        records: Dotted path of the records in a page; None makes the page a bare list.
        envelope: Constant members of every page.
        total: Dotted path of the number of records; None leaves it out.
        page_param: Query parameter of the page number.
        size_param: Query parameter of the page size.
        pages: Dotted path of the number of pages (``page``).
        cursor_param: Query parameter of the cursor (``cursor``, ``link``).
        next: Dotted path of the next cursor or address.
        header: Whether the next address stands in the Link header instead (``link``).
        token: Whether the token is wanted; without it, by all but web pages.
        refuses: Status with which every request is answered: the source is down.
    """

    style: Literal["page", "cursor", "link", "crawl"] = "page"
    size: int = 100
    records: str | None = "data"
    envelope: dict[str, Any] = field(default_factory=lambda: {"code": 0})
    total: str | None = "total"
    page_param: str = "page"
    size_param: str | None = None
    pages: str = "pages"
    cursor_param: str = "cursor"
    next: str = "next"
    header: bool = False
    token: bool | None = None
    refuses: int | None = None

    @property
    def wants_token(self) -> bool:
        """Whether a request without the token is refused."""
        return self.style != "crawl" if self.token is None else self.token


@dataclass(frozen=True)
class Page:
    """What is answered."""

    body: bytes
    kind: str = f"application/json; {_CHARSET}"
    link: str | None = None

    @cached_property
    def etag(self) -> str:
        """The entity tag: of the link too, which is part of what the page says."""
        return f'"{sha256(self.body + (self.link or "").encode()).hexdigest()[:32]}"'


@dataclass(frozen=True)
class Found:
    """A dataset's folder, or one web page of it."""

    serving: Serving
    lines: list[bytes]
    documents: list[Path]
    titles: dict[str, str]
    document: Path | None = None

    def page(self, query: dict[str, str], address: str) -> Page:
        """Return the page that a query asks for.

        Raises:
            BadRequestError: There is no such page.
        """
        if self.document:
            return Page(self.document.read_bytes(), "text/html")
        serving = self.serving
        if serving.style == "crawl":
            return self._listing(_number(query.get("page", "1")))
        size = _number(query.get(serving.size_param or "", str(serving.size)))
        if size > _LARGEST_PAGE:
            raise BadRequestError
        if serving.style == "page":
            number = _number(query.get(serving.page_param, "1"))
            pages = -(-len(self.lines) // size)
            return self._records((number - 1) * size, size, {"page": number, serving.pages: pages})
        start = _start(query.get(serving.cursor_param))
        if start > len(self.lines):
            raise BadRequestError
        cursor = _cursor(start + size) if start + size < len(self.lines) else None
        if serving.style == "cursor":
            return self._records(start, size, {serving.next: cursor})
        # Without the host, whose port is another each time it is served: the same records are the same bytes.
        link = (
            f"{urlsplit(address).path}?{urlencode(query | {serving.cursor_param: cursor})}"
            if cursor
            else None
        )
        if serving.header:
            return self._records(start, size, {}, link)
        return self._records(start, size, {serving.next: link})

    def _records(self, start: int, size: int, members: dict[str, Any], link: str | None = None) -> Page:
        """Return a page whose records are pasted in as they were written, so that numbers keep their text."""
        joined = b",".join(self.lines[start : start + size])
        if self.serving.records is None:
            return Page(b"[" + joined + b"]", link=link)
        document = json.loads(json.dumps(self.serving.envelope))
        if self.serving.total:
            members = members | {self.serving.total: len(self.lines)}
        for path, value in [*members.items(), (self.serving.records, _HERE)]:
            *folders, name = path.split(".")
            place = document
            for folder in folders:
                place = place.setdefault(folder, {})
            place[name] = value
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        before, _, after = text.partition(json.dumps(_HERE))
        return Page(before.encode() + b"[" + joined + b"]" + after.encode(), link=link)

    def _listing(self, number: int) -> Page:
        size = self.serving.size
        shown = self.documents[(number - 1) * size : number * size]
        items = "\n".join(
            f'<li><a href="{quote(path.name)}">{html.escape(self.titles.get(path.name, path.stem))}</a></li>'
            for path in shown
        )
        more = number * size < len(self.documents)
        following = f'\n<p><a rel="next" href="?page={number + 1}">下一页</a></p>' if more else ""
        body = (
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>目录</title></head>\n<body>\n'
            f'<ul class="documents">\n{items}\n</ul>{following}\n</body>\n</html>\n'
        )
        return Page(body.encode(), f"text/html; {_CHARSET}")


class Shelf:
    """The folders below a root; what was read is kept until the files change."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._read: dict[str, tuple[tuple[tuple[int, int], ...], Found]] = {}

    def find(self, path: str) -> Found | None:
        """Return what is served at a path, None when nothing is."""
        folder = (self._root / path).resolve()
        if not folder.is_relative_to(self._root):
            return None
        if (folder / SERVING).is_file():
            return self._folder(path, folder)
        above = folder.parent
        if folder.suffix == ".html" and folder.is_file() and (above / SERVING).is_file():
            found = self._folder(above.relative_to(self._root).as_posix(), above)
            return Found(found.serving, [], [], {}, folder)
        return None

    def _folder(self, path: str, folder: Path) -> Found:
        files = [folder, *(folder / name for name in (SERVING, RECORDS, TITLES))]
        state = tuple(_state(file) for file in files)
        kept = self._read.get(path)
        if kept is None or kept[0] != state:
            kept = self._read[path] = (state, _read(folder))
        return kept[1]


def _read(folder: Path) -> Found:
    records, titles = folder / RECORDS, folder / TITLES
    return Found(
        Serving(**json.loads((folder / SERVING).read_text("utf-8"))),
        [line for line in records.read_bytes().split(b"\n") if line.strip()] if records.is_file() else [],
        sorted(folder.glob("*.html")),
        json.loads(titles.read_text("utf-8")) if titles.is_file() else {},
    )


def _state(path: Path) -> tuple[int, int]:
    if not path.exists():
        return (0, 0)
    status = path.stat()
    return (status.st_mtime_ns, status.st_size)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text)):
        raise BadRequestError
    return int(text)


def _cursor(start: int) -> str:
    """Return a cursor that nobody would count up by hand."""
    return base64.urlsafe_b64encode(f"after:{start}".encode()).decode()


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        word, _, start = base64.b64decode(cursor, b"-_", validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadRequestError from error
    if word != "after":
        raise BadRequestError
    return _number(start)
