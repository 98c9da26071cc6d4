"""`query`, `releases` and `rollback`: the published release, for people and for programs."""

import json

from tests.support.small_release import publish_small_release


def test_query_json_is_an_array_of_objects_with_plain_numbers_and_iso_times(published):
    sql = "select station_code, observed_at, pm2_5_1h, aqi from air_quality_hourly order by 1"
    first, _ = json.loads(published("query", sql, "--json").stdout)
    assert first == {
        "station_code": "1001A", "observed_at": "2017-07-07T08:00:00+00:00", "pm2_5_1h": 34, "aqi": 49,
    }  # fmt: skip


def test_query_json_takes_every_type(published):
    sql = (
        "select 12345678901234567890123456.5::decimal(38,1) as wide, 1.5::double as d, 'nan'::double as nan, "
        "date '2026-03-02' as day, {'a': [1, null]} as nested, '\\x41'::blob as bytes, interval 90 second as gap, true as b"
    )
    (row,) = json.loads(published("query", sql, "--json").stdout)
    assert row["nan"] is None
    assert (row["day"], row["nested"], row["bytes"], row["gap"], row["b"]) == (
        "2026-03-02", {"a": [1, None]}, "41", 90.0, True,
    )  # fmt: skip


def test_a_wide_row_is_shown_record_by_record(published):
    shown = published("query", "select * from lake.mee__air_station_hourly order by station_code").stdout
    assert "station_code" in shown
    assert "2 行 rows" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_query_does_not_write(published):
    result = published("query", "drop table air_quality_hourly")
    assert result.exit_code == 1
    assert "query_refused" in result.stderr


def test_releases_and_rollback(publishing, small_home, standards):
    publish_small_release(small_home, standards)
    newest, oldest = json.loads(publishing("releases", "--json").stdout)
    assert (newest["release"], newest["current"], oldest["current"]) == (2, True, False)
    assert newest["path"].endswith("r000002/ecolake.duckdb")
    assert json.loads(publishing("rollback", "--json").stdout)["release"] == 1
    assert [one["current"] for one in json.loads(publishing("releases", "--json").stdout)] == [False, True]
    assert "2" in publishing("rollback", "2").stdout
    assert publishing("rollback", "9").exit_code == 2


def test_before_the_first_release_the_list_is_empty_and_says_what_to_do(ecolake):
    assert json.loads(ecolake("releases", "--json").stdout) == []
    assert "ecolake run" in ecolake("releases").stdout


def test_a_release_is_asked_by_its_number_or_its_day(publishing, small_home, standards):
    publish_small_release(small_home, standards)
    sql = "select release from release"
    assert json.loads(publishing("query", sql, "--release", "1", "--json").stdout) == [{"release": 1}]
    assert json.loads(publishing("query", sql, "--as-of", "2026-11-01", "--json").stdout) == [{"release": 2}]
    (found,) = json.loads(publishing("releases", "--as-of", "2026-12-24", "--json").stdout)
    assert found["release"] == 2
    assert publishing("query", sql, "--as-of", "2026-10-31").exit_code == 2
    assert "bad_day" in publishing("releases", "--as-of", "yesterday").stderr


def test_full_values_need_a_reason_and_leave_a_line(publishing, small_home):
    sql = "select count(*) as n from restricted.market_regulation__enterprise"
    assert "no_reason" in publishing("query", sql, "--restricted").stderr
    assert (
        json.loads(publishing("query", sql, "--restricted", "--reason", "a test", "--json").stdout)[0]["n"]
        >= 0
    )
    lines = (small_home.warehouse / "restricted" / "opened.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["reason"] == "a test"
    assert publishing("query", sql).exit_code == 1


def test_diff_says_what_changed_for_people_and_for_programs(publishing, small_home, standards, tmp_path):
    publish_small_release(small_home, standards)
    told = json.loads(publishing("diff", "1", "2", "--json").stdout)
    assert (told["before"], told["after"]) == (1, 2)
    assert {one["table"]: one["state"] for one in told["tables"]} == {
        "air_quality_hourly": "same",
        "enterprise_file": "same",
    }
    page = tmp_path / "changes.html"
    shown = publishing("diff", "1", "2", "--table", "enterprise_file", "--html", str(page))
    assert "say the same" in shown.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "no_such_table" in publishing("diff", "1", "2", "--table", "nothing").stderr
    assert publishing("diff", "1", "9").exit_code == 2
