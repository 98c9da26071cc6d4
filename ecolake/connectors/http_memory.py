"""What of an HTTP source was seen, so that the next fetch can ask whether it still holds (RFC 9110, section 13.1.2).

The entity tags of ALL answers are kept, in the order of the walk: one of the first page alone would hide a record that changed
on a later one. They are the `position` of the batch. A walk with an answer without a tag, or with more answers than fit,
leaves no position, and the next fetch takes everything and compares contents.
"""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

import httpx

from ecolake.connectors.exchange import Exchange
from ecolake.connectors.http_address import STRUCK, Addresses
from ecolake.connectors.http_answer import Answer
from ecolake.landing import Fetched
from ecolake.standards.transport import HttpTransport

MOST_ANSWERS: Final = 2000
LONGEST_TAG: Final = 256
NO_MORE: Final = (400, 404, 410, 422)


class Memory:
    """The entity tags of one walk.

    Args:
        options: The transport; what the tags are good for depends on what was asked for.
        addresses: How addresses are written down without what may be secret.
    """

    def __init__(self, options: HttpTransport, addresses: Addresses) -> None:
        self._is_wanted = options.validate_by == "etag"
        # Budgets and waits do not change what an answer holds; whatever else is changed may.
        asked = options.model_dump_json(exclude={"timeout", "attempts", "budget", "wait", "wait_max"})
        self._asked = sha256(f"{addresses.base} {asked}".encode()).hexdigest()[:16]
        self._addresses = addresses
        self._seen: list[tuple[str, str | None]] = []

    def forget(self) -> None:
        """Begin a new walk."""
        self._seen.clear()

    def note(self, url: httpx.URL, answer: Answer) -> None:
        """Remember one answer of the walk."""
        shown = self._addresses.show(url)
        # An address that a token was struck out of cannot be asked for again.
        self._seen.append((shown, None if STRUCK in shown else answer.etag))

    def marked(self, batch: list[Fetched]) -> list[Fetched]:
        """Return the batch with the walk's position on its last file, if there is one."""
        tags = [tag for _, tag in self._seen if tag is not None and len(tag) <= LONGEST_TAG]
        if not self._is_wanted or len(tags) < len(self._seen) or len(tags) > MOST_ANSWERS or not batch:
            return batch
        position = json.dumps({"asked": self._asked, "etags": self._seen})
        return [*batch[:-1], replace(batch[-1], position=position)]

    def still_holds(self, position: str | None, exchange: Exchange) -> bool:
        """Whether the server says of every answer of the last walk that it has not changed.

        An address of which it knows nothing any more (a document that was taken down, a cursor that ran out) is a change.

        Raises:
            TransportError: See `Exchange.get`.
        """
        seen = self._read(position) if self._is_wanted and position else None
        return bool(seen) and all(
            exchange.get(url, etag, NO_MORE).status == httpx.codes.NOT_MODIFIED for url, etag in seen or ()
        )

    def _read(self, position: str) -> list[tuple[httpx.URL, str]] | None:
        """Return what a position says; None when it says nothing about what is asked for now."""
        try:
            kept: Any = json.loads(position)
            if kept["asked"] != self._asked:
                return None
            seen = [(self._addresses.restore(str(shown)), str(etag)) for shown, etag in kept["etags"]]
        except (ValueError, KeyError, TypeError):
            # Written by another connector, before the source's transport was changed.
            return None
        known = [(url, etag) for url, etag in seen if url is not None]
        return known if len(known) == len(seen) else None
