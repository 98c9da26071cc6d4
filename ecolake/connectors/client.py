"""The httpx client that every exchange uses: how it signs, what it sends, and what it keeps out of logs."""

import ipaddress
import logging
import ssl
from collections.abc import Generator
from functools import cache

import httpx
from pydantic import SecretStr

# httpx logs every address with its query, where some interfaces want their key.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Bearer(httpx.Auth):
    """Adds the token on its way out, so that no header with it lies in a frame that a traceback may show."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign one request."""
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


def build_client(url: httpx.URL, timeout: float, accept: str = "application/json") -> httpx.Client:
    """Return a client for one address; it follows no redirect by itself."""
    return httpx.Client(
        timeout=timeout,
        follow_redirects=False,
        # Answers are stored as received, so a coding that would have to be undone is not asked for.
        headers={"Accept": accept, "Accept-Encoding": "identity", "User-Agent": "ecolake"},
        # A proxy serves the way out; it cannot reach what listens on this machine only.
        trust_env=not _is_loopback(url.host),
        verify=_trusted(),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that a server's certificate may be of: reading them takes longer than most exchanges."""
    return httpx.create_ssl_context()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
