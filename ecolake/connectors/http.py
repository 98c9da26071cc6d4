"""A paged HTTP interface. All pages of one fetch are one batch: a page alone says nothing about completeness.

Only the walk over pages stands here; asking for one of them, with retries, is `ecolake.connectors.exchange`.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
from pydantic import SecretStr

from ecolake.connectors import http_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.exchange import Exchange
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.transport import HttpTransport

ABSENT = object()


class HttpConnector:
    """Fetches numbered pages until the number that the source says it has.

    Args:
        options: How to ask.
        url: The address, resolved.
        token: Bearer token, resolved; it is sent to this address only and never written anywhere.
    """

    def __init__(self, options: HttpTransport, url: str, token: SecretStr | None) -> None:
        self._options = options
        self._url = _join(url, options.path)
        # A query of the configured address may hold a key.
        self._shown = self._url.copy_with(query=None)
        self._token = token

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:  # noqa: ARG002
        """Yield one batch: the answers as received, `page-0001.json` and on.

        Whether they are new is told by their content when they are landed.

        Raises:
            TransportError: `unreachable`, `out_of_time`, `bad_status`, `refused_token`, `redirect_refused`,
                `html_instead_of_data`, `answer_too_large`, `endless_pages` or `wrong_answer`.
        """
        options = self._options
        batch: list[Fetched] = []
        folder = Path(mkdtemp(dir=scratch))
        last_digest = b""
        page, pages = 0, 1
        with Exchange(options, self._token) as exchange:
            while page < pages:
                page += 1
                body = exchange.get(self._url.copy_merge_params(self._params(page)))
                digest = sha256(body).digest()
                if digest == last_digest:
                    raise self._endless(
                        f"page {page} is page {page - 1} again", f"第 {page} 页与前一页完全相同"
                    )
                last_digest = digest
                pages = self._page_count(body, f"{self._shown} (page {page})")
                if pages > options.max_pages:
                    raise self._endless(f"{pages} of them are announced", f"对方声称共有 {pages} 页")
                target = folder / f"page-{page:04d}.json"
                target.write_bytes(body)
                batch.append(
                    Fetched(target.name, target, f"{self._shown}?{options.page_param}={page}", clock())
                )
        yield batch

    def _params(self, page: int) -> dict[str, str]:
        params = dict(self._options.params) | {self._options.page_param: str(page)}
        if self._options.size_param:
            params[self._options.size_param] = str(self._options.size)
        return params

    def _page_count(self, body: bytes, where: str) -> int:
        """Return the number of pages that an answer announces, having checked that it is an answer."""
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._wrong(where, "it is not JSON", "不是 JSON", body) from error
        for path, value in self._options.expect.items():
            found = _at(document, path)
            if found is ABSENT or (found if isinstance(found, str) else json.dumps(found)) != value:
                raise self._wrong(where, f"{path} is not {value}", f"{path} 不是 {value}", body)
        pages = _at(document, self._options.pages)
        if not isinstance(pages, int | str) or isinstance(pages, bool) or not str(pages).isdecimal():
            field = self._options.pages
            raise self._wrong(where, f"no number of pages at {field!r}", f"{field} 处没有页数", body)
        return int(pages)

    def _endless(self, en: str, zh: str) -> TransportError:
        return http_faults.endless_pages(str(self._shown), en, zh)

    def _wrong(self, where: str, en: str, zh: str, body: bytes) -> TransportError:
        """Return the error with the answer's beginning, from which an echoed token is struck out."""
        said = body[:200].decode("utf-8", "replace")
        if self._token:
            said = said.replace(self._token.get_secret_value(), "***")
        return http_faults.wrong_answer(where, f"{en}; it begins {said!r}", f"{zh}；开头为 {said!r}")


def _join(url: str, path: str) -> httpx.URL:
    """Return the address of a dataset; a name and password in it are dropped, as they would be logged."""
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise http_faults.unsupported_address("?") from error
    if base.scheme not in ("http", "https") or not base.host:
        raise http_faults.unsupported_address(f"{base.scheme}://{base.host}")
    base = base.copy_with(userinfo=b"")
    if not path:
        return base
    return base.copy_with(path=base.path.rstrip("/") + "/" + path.lstrip("/"))


def _at(document: Any, path: str) -> Any:
    found = document
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            return ABSENT
        found = found[key]
    return found
