"""Whether the registry is what the lake makes of it: asked before hundreds of tables are read to find that nothing changed.

A row counts from its account on, so the version of the accounts stands for all accepted rows. What is made of them is the
business of the modules beside this one, whose code counts too.
"""

import hashlib
import json
from pathlib import Path

from ecolake import lake
from ecolake.home import Home
from ecolake.lake_log import logged_version
from ecolake.registry.enterprise import CODE, ENTERPRISE, MENTION, Registered, register
from ecolake.standards.catalogue import Standards

RECORD = "registry.json"


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
    done = register(home, standards)
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


def _tables(home: Home) -> list[int | None]:
    return [logged_version(home.lake / table) for table in (MENTION, ENTERPRISE)]


def _inputs(home: Home, standards: Standards) -> str:
    naming = sorted(d.id + d.fingerprint for d in standards.datasets.values() if CODE in d.items)
    digest = hashlib.sha256(json.dumps([logged_version(home.lake / lake.ACCOUNTS), naming]).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
