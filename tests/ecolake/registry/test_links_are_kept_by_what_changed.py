"""What matching said is kept by adding what changed; of several rows of a mention the last counts, until all are written anew."""

import polars as pl
import pytest

from ecolake import lake
from ecolake.registry import resolution, resolved
from ecolake.registry.resolved import add_resolved, evidence_of, keep_resolved, read_resolved
from ecolake.registry.tables import RESOLVED

MANY = [f"m{number:02}" for number in range(30)]


def links(mentions, evidence="{}"):
    given = [{"mention": one, "tier": "code", "rule": "valid_code", "evidence": evidence} for one in mentions]
    return pl.DataFrame(given, schema=resolution.LINKS)


NOTHING = pl.DataFrame(schema=resolution.REVIEW)


@pytest.fixture
def kept(home):
    keep_resolved(home, links(MANY), NOTHING, "ours")
    return home


def test_the_last_row_of_a_mention_counts(kept):
    after = links(MANY)
    for evidence in ('{"a":1}', '{"a":0}'):
        changed = links(["m03"], evidence)
        after = pl.concat([after.filter(pl.col("mention") != "m03"), changed])
        add_resolved(kept, changed, after, NOTHING, "ours")
    assert lake.row_count(kept, RESOLVED) == len(MANY) + 2
    assert read_resolved(kept).drop("rules").sort("mention").equals(after.sort("mention"))
    assert evidence_of(kept, "m03") == '{"a":0}'
    assert evidence_of(kept, "m04") == "{}"
    assert evidence_of(kept, "nobody") is None


def test_new_mentions_are_added_beside(kept):
    new = links(["n1"])
    add_resolved(kept, new, pl.concat([links(MANY), new]), NOTHING, "ours")
    assert sorted(read_resolved(kept)["mention"]) == [*MANY, "n1"]
    assert lake.row_count(kept, RESOLVED) == len(MANY) + 1


def test_nothing_changed_writes_nothing(kept):
    before = lake.version(kept, RESOLVED)
    add_resolved(kept, links([]), links(MANY), NOTHING, "ours")
    assert lake.version(kept, RESOLVED) == before


def test_too_many_rows_that_count_no_more_are_left_out(kept):
    again = links(MANY[: int(len(MANY) * resolved._STALE) + 1], '{"a":1}')
    after = pl.concat([links(MANY).join(again, on="mention", how="anti"), again])
    add_resolved(kept, again, after, NOTHING, "ours")
    assert lake.row_count(kept, RESOLVED) == len(MANY)
    assert read_resolved(kept).drop("rules").sort("mention").equals(after.sort("mention"))
