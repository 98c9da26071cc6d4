"""Addresses of an HTTP source: put together, followed on the same server only, and shown without what may be secret."""

import httpx
from pydantic import SecretStr

from ecolake.connectors import http_faults

LONGEST = 8192
STRUCK = "***"


def dataset_address(url: str, path: str) -> httpx.URL:
    """Return the address of a dataset; a name and password in it are dropped, as they would be logged.

    Raises:
        TransportError: `unsupported_address`: it is none of HTTP.
    """
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


def same_server(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether two addresses are of the same server, and a token sent there goes the same way."""
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def join(base: httpx.URL, target: str) -> httpx.URL | None:
    """Return where a link on a page leads; None when it leads to another server, or is no address at all."""
    if len(target) > LONGEST:
        return None
    try:
        url = base.join(target.strip())
    except httpx.InvalidURL:
        return None
    if url.userinfo or not same_server(url, base):
        return None
    return url.copy_with(fragment=None)


def is_below(url: httpx.URL, base: httpx.URL) -> bool:
    """Whether an address lies in the folder that another is in, also to a server that unquotes it once more."""
    folder = base.path.rpartition("/")[0] + "/"
    parts = url.path.replace("%2f", "/").replace("%2F", "/").replace("\\", "/").split("/")
    climbs = any(part.replace("%2e", ".").replace("%2E", ".") in (".", "..") for part in parts)
    return url.path.startswith(folder) and not climbs


class Addresses:
    """Addresses of one dataset, written down without the parameters that the configuration gives: a key may be among them.

    Args:
        configured: The dataset's address, whose query is not shown.
        params: Parameters that are not shown either.
        token: Struck out wherever a server echoes it.
    """

    def __init__(self, configured: httpx.URL, params: dict[str, str], token: SecretStr | None) -> None:
        self.configured = configured
        self.base = str(configured.copy_with(query=None))
        self._hidden = httpx.QueryParams(configured.query).merge(params)
        self._token = token.get_secret_value() if token else ""

    def show(self, url: httpx.URL) -> str:
        """Return an address that may be kept and printed."""
        query = httpx.QueryParams([pair for pair in url.params.multi_items() if pair[0] not in self._hidden])
        return str(url.copy_with(query=self.strike(str(query)).encode() or None))

    def restore(self, shown: str) -> httpx.URL | None:
        """Return the address that was shown so; None when it is none of this source's server."""
        url = join(self.configured, shown)
        return url.copy_merge_params(self._hidden) if url and self._hidden else url

    def strike(self, text: str) -> str:
        """Return a text without the token."""
        return text.replace(self._token, STRUCK) if self._token else text
