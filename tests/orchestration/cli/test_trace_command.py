"""`trace`: from a published row to the landed file and row."""

import json

import pytest

from tests.orchestration.cli.conftest import SOUND

KEY = "1002A,2017-07-07T16:00:00+08:00"
ORIGIN = {
    *("source", "dataset", "current", "batch", "file", "row", "sequence", "received_at", "flags", "accepted"),
    *("account", "path", "sha256", "origin", "received", "note", "mends"),
}


def test_json_has_a_fixed_form(published):
    found = json.loads(published("trace", "air_quality_hourly", KEY, "--json").stdout)
    assert set(found) == {"table", "release", "key", "rows", "origins"}
    (origin,) = found["origins"]
    assert set(origin) == ORIGIN
    assert (origin["row"], origin["received"]["pm2_5"], origin["file"]) == (2, "120", "hour.geojson")
    assert origin["account"]["received"] == 2


def test_a_person_sees_the_whole_way(published):
    shown = published("trace", "air_quality_hourly", KEY).stdout
    for step in (
        "已发布 published",
        "已接受 accepted",
        "批次 batch",
        "落地文件 landed file",
        "原始行 row as received",
    ):
        assert step in shown
    assert "stationcode" in shown


def test_values_of_persons_are_withheld(published):
    for form in ((), ("--json",)):
        result = published("trace", "enterprise_file", SOUND, *form)
        assert result.exit_code == 0
        assert "张三丰" not in result.stdout
        assert "13812345678" not in result.stdout
        assert "泰嘉纸业" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("air_quality", "x"), "not_traceable"),
        (("air_quality_hourly", "1001A"), "bad_key"),
        (("air_quality_hourly", "1001A,yesterday"), "bad_key"),
        (("air_quality_hourly", "station=1"), "unknown_column"),
        (("air_quality_hourly", "9999A,2017-07-07T08:00:00Z"), "no_such_row"),
    ],
)
def test_what_cannot_be_traced_is_said(published, arguments, code):
    result = published("trace", *arguments)
    assert result.exit_code == 2
    assert code in result.stderr
