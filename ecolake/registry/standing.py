"""Whether the registry is what the lake makes of it: asked before hundreds of tables are read to find that nothing changed.

A row counts from its account on, so the version of the accounts stands for all accepted rows. What is made of them is the
business of the modules beside this one, whose code counts too, as do the words and decisions in `standards/registry/`.
"""

import hashlib
import json
from pathlib import Path

from ecolake import lake
from ecolake.home import Home
from ecolake.lake_log import logged_version
from ecolake.registry.identity import read_identity
from ecolake.registry.incremental import Registered, register
from ecolake.registry.matching import read_matching
from ecolake.registry.mentions import naming
from ecolake.registry.tables import CODE, ENTERPRISE, EVENT, HISTORY, LINK, MENTION, RESOLVED, REVIEW, THING
from ecolake.standards.catalogue import Standards

RECORD = "registry.json"
TABLES = (MENTION, THING, RESOLVED, EVENT, LINK, ENTERPRISE, CODE, HISTORY, REVIEW)
WORDS = "registry"


def recall(home: Home, standards: Standards) -> Registered | None:
    """What the registry holds, if it would be made the same again; None when that must be seen."""
    try:
        record = json.loads((home.root / RECORD).read_text(encoding="utf-8"))
        made = (record["inputs"], record["tables"])
        known = Registered(int(record["enterprises"]), int(record["mentions"]), changed=False)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return known if made == (_inputs(home, standards), _tables(home)) else None


def register_anew(home: Home, standards: Standards) -> Registered:
    """Make the registry from what is accepted, and remember what it stands on."""
    # Before the tables are read: what is accepted meanwhile is seen the next time.
    inputs = _inputs(home, standards)
    done = register(home, standards, rules(home, standards))
    record = {
        "inputs": inputs,
        "tables": _tables(home),
        "enterprises": done.enterprises,
        "mentions": done.mentions,
    }
    draft = home.root / f"{RECORD}.next"
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.replace(home.root / RECORD)
    return done


def rules(home: Home, standards: Standards) -> str:
    """Name the code, the words and the decisions that say who is who: under others, everyone is asked again."""
    divisions = standards.codelists[read_matching(home.standards).said.divisions]
    digest = hashlib.sha256(repr(divisions.rows).encode())
    for folder, suffix in ((Path(__file__).parent, "*.py"), (home.standards / WORDS, "*.*")):
        for path in sorted(folder.rglob(suffix)):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _tables(home: Home) -> list[int | None]:
    return [logged_version(home.lake / table) for table in TABLES]


def _inputs(home: Home, standards: Standards) -> str:
    named = sorted(one.id + one.fingerprint for one in naming(standards, read_identity(home.standards)))
    told = [logged_version(home.lake / lake.ACCOUNTS), named, rules(home, standards)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
