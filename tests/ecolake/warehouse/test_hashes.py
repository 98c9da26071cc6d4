"""A content hash says what is there, not when somebody did it."""

import duckdb
import pytest

from ecolake.warehouse.hashes import VOLATILE, hash_schemas
from ecolake.warehouse.relation import INSTANT
from ecolake.warehouse.relations import ACCOUNTS, HOLDS, MENDED


def hash_of(reason, hour):
    with duckdb.connect() as connection:
        at = f"timestamptz '2026-03-02 {hour:02}:00:00+00'"
        connection.execute(
            f"create table batch_hold as select 'b' as batch, '{reason}' as reason, {at} as held_at, {at} as decided_at"
        )
        return hash_schemas(connection, ("main",))


def test_a_decision_at_another_hour_is_the_same_and_another_decision_is_not():
    assert hash_of("checked", 9) == hash_of("checked", 10) != hash_of("asked", 10)


@pytest.mark.parametrize("relation", [ACCOUNTS, HOLDS, MENDED])
def test_no_moment_of_the_books_is_hashed(relation):
    assert {one.name for one in relation.columns if one.type == INSTANT} <= VOLATILE
