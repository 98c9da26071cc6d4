"""Whether the registry's tables all tell of the same run, so that a day's news can be added to them.

A run that comes to its end leaves a record of the versions of the tables. Where the tables are at other versions, because a run was
killed, somebody restored a table, or files were laid together, nothing is known of how they stand to each other, and the next run works
everything out again. The record is no truth: without it a run takes longer. Belongs here: writing and reading it. Does not belong
here: whether anything was accepted since (`standing`).
"""

import hashlib
import json
from dataclasses import dataclass

from ecolake.home import Home
from ecolake.lake_log import logged_version
from ecolake.registry.history import Tellers
from ecolake.registry.tables import (
    BATCH,
    CODE,
    ENTERPRISE,
    EVENT,
    FEATURE,
    FIGURE,
    HISTORY,
    LINK,
    MENTION,
    RESOLVED,
    REVIEW,
    THING,
)

RECORD = "registry_settled.json"
_TABLES = (MENTION, THING, BATCH, FEATURE, RESOLVED, EVENT, LINK, ENTERPRISE, CODE, HISTORY, REVIEW, FIGURE)


@dataclass(frozen=True)
class Settled:
    """What a run that came to its end left.

    Attributes:
        enterprises: Enterprises known.
        mentions: Mentions of them.
    """

    enterprises: int
    mentions: int


def settled(home: Home, rules: str, tellers: Tellers) -> Settled | None:
    """What the last run left, if the tables are still as it left them and it worked by these rules; None otherwise."""
    try:
        record = json.loads((home.root / RECORD).read_text(encoding="utf-8"))
        left = Settled(int(record["enterprises"]), int(record["mentions"]))
        stood = (record["by"], record["tables"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return left if stood == (_by(rules, tellers), _versions(home)) else None


def settle(home: Home, rules: str, tellers: Tellers, left: Settled) -> None:
    """Remember that the tables tell of one run. The caller holds the lock `registry`."""
    record = {
        "by": _by(rules, tellers),
        "tables": _versions(home),
        "enterprises": left.enterprises,
        "mentions": left.mentions,
    }
    draft = home.root / f"{RECORD}.next"
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.replace(home.root / RECORD)


def _by(rules: str, tellers: Tellers) -> str:
    told = [rules, list(tellers.registers), list(tellers.authority), sorted(tellers.successors.items())]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _versions(home: Home) -> list[int | None]:
    return [logged_version(home.lake / table) for table in _TABLES]
