import json
import stat
from datetime import UTC, datetime

import duckdb
import pytest

from ecolake.errors import EcolakeError
from ecolake.warehouse import restricted
from ecolake.warehouse.opening import audit_file, open_restricted
from ecolake.warehouse.query import ask, query
from ecolake.warehouse.record import current_file
from ecolake.warehouse.releases import current, publish
from ecolake.warehouse.retention import Keep
from ecolake.warehouse.sources import prepare
from tests.support.lake_fixture import home_at, write_discharges, write_tiny_lake

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FULL = ("张三丰", "13812345678", "王信访", "Kf7#secret")


@pytest.fixture(scope="module")
def published(tmp_path_factory, few):
    tiny = write_tiny_lake(home_at(tmp_path_factory.mktemp("published")), few)
    write_discharges(tiny)
    publish(tiny.home, prepare(tiny.home, tiny.standards))
    return tiny.home


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_open_or_list_them(published):
    path = restricted.file_of(published, 1)
    assert mode(path) == 0o600
    assert mode(path.parent) == mode(restricted.room(published)) == 0o700


def test_the_file_has_the_guarded_columns_the_key_and_the_origin_alone(published, few):
    with duckdb.connect(str(restricted.file_of(published, 1)), read_only=True) as connection:
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'market_regulation__enterprise'"
        ).fetchall()
    items = few.datasets["market_regulation.enterprise"].items
    named = {name for name, _ in columns if not name.startswith("_")}
    assert named == {"unified_social_credit_code", *(name for name, item in items.items() if item.guarded)}
    assert all(comment for _, comment in columns)


def test_a_full_value_is_found_by_joining_and_the_opening_leaves_a_line(published):
    sql = (
        "select shown.legal_representative, full_values.legal_representative"
        " from lake.market_regulation__enterprise as shown join restricted.market_regulation__enterprise as full_values using (_batch, _file, _row)"
    )
    shown = current(published)
    with open_restricted(published, shown, reason="test of the join", sql=sql, now=NOW) as connection:
        _, rows = ask(connection, sql)
    assert rows == [("张**", "张三丰")]
    line = json.loads(audit_file(published).read_text(encoding="utf-8").splitlines()[-1])
    assert (line["reason"], line["release"], line["sql"]) == ("test of the join", 1, sql)
    assert line["opened_at"] == NOW.isoformat()
    assert mode(audit_file(published)) == 0o600


def test_without_a_reason_nothing_is_opened(published):
    with pytest.raises(EcolakeError, match="no_reason"):
        open_restricted(published, current(published), reason="  ", sql="select 1")


def test_what_is_graded_but_not_personal_is_guarded_too(published):
    _, rows = query(published, "select distinct access_password from lake.iot__source_monitoring_point")
    assert rows == [(None,)]
    with duckdb.connect(str(restricted.file_of(published, 1)), read_only=True) as connection:
        found = connection.execute(
            "select distinct access_password from iot__source_monitoring_point"
        ).fetchall()
    assert found == [("Kf7#secret",)]


def test_no_full_value_is_in_the_bytes_of_the_published_file(published):
    held = current_file(published).read_bytes()
    apart = restricted.file_of(published, 1).read_bytes()
    for value in FULL:
        assert value.encode() not in held
        assert value.encode() in apart


def test_they_go_when_their_release_goes(published, few, tmp_path):
    tiny = write_tiny_lake(home_at(tmp_path), few)
    build = prepare(tiny.home, few)
    for month in (1, 2, 3):
        publish(tiny.home, build, now=datetime(2026, month, 1, tzinfo=UTC), keep=Keep(2, 0))
    assert [path.name for path in sorted(restricted.room(tiny.home).glob("r*"))] == ["r000002", "r000003"]
