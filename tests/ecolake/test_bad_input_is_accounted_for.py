"""Whatever a department sends ends in a clear reason, and the account balances (checked by the `accept` fixture)."""

import gzip
import json

import pytest

AIR = "mee.air_station_hourly"
REGISTRY = "market_regulation.enterprise"
LOGIN = b"<!DOCTYPE html><html><head><title>\xe7\x99\xbb\xe5\xbd\x95</title></head><body><form></form></body></html>"

UNREADABLE = {
    "empty": (AIR, b"", "file.empty_file"),
    "cut_in_half": (AIR, None, "file.truncated_json"),
    "login_page": (AIR, LOGIN, "file.html_instead_of_data"),
    "no_features": (AIR, b'{"rows": []}', "file.wrong_shape"),
    "not_json": (AIR, b"{]", "file.invalid_json"),
    "truncated_zip": (REGISTRY, None, "file.truncated_archive"),
    "zip_bomb": (REGISTRY, None, "file.archive_bomb"),
    "climbing_member": (REGISTRY, None, "file.unsafe_archive"),
    "wrong_encoding": (REGISTRY, None, "file.wrong_encoding"),
    "renamed_column": (REGISTRY, None, "file.missing_column"),
}


@pytest.fixture
def spoilt(air, registry_csv, packed):
    whole = air(air.feature())
    made = {
        "cut_in_half": lambda: whole[: len(whole) // 2],
        "truncated_zip": lambda: packed(registry_csv.encode("gb18030"))[:-200],
        "zip_bomb": lambda: packed(b"0" * (300 << 20)),
        "climbing_member": lambda: packed(b"x", "../../evil.csv"),
        "wrong_encoding": lambda: packed(registry_csv.encode("gb18030") + b"\xff\xff\xff"),
        "renamed_column": lambda: packed(registry_csv.replace("ENTNAME", "ENT_NAME", 1).encode("gb18030")),
    }
    return lambda name: made[name]()


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_one_rejected_thing_with_its_reason(name, spoilt, accept, rejected):
    dataset, data, rule = UNREADABLE[name]
    account = accept(dataset, spoilt(name) if data is None else data)
    assert (account.received, account.accepted, account.rejected, account.status) == (1, 0, 1, "unreadable")
    (row,) = rejected(dataset)
    assert row["rules"] == [rule]
    assert row["_row"] == 0
    assert row["reason_en"]
    assert row["reason_zh"]
    assert account.notes


def test_renamed_column_names_the_likely_new_one(spoilt, accept, rejected):
    accept(REGISTRY, spoilt("renamed_column"))
    (row,) = rejected(REGISTRY)
    assert "ENTNAME" in row["reason_en"]
    assert "did you mean 'ENT_NAME'" in row["reason_en"]
    assert "standards/sources/market_regulation.yaml" in row["reason_zh"]


def test_added_column_is_told_and_the_rows_are_taken(air, accept):
    account = accept(AIR, air(air.feature(novelty="1")))
    assert account.accepted == 1
    assert "novelty" in account.notes[0]


def test_future_timestamp_is_rejected_with_row_and_column(air, accept, rejected):
    account = accept(AIR, air(air.feature(), air.feature("1002A", "2099-01-01T00:00:00")))
    assert (account.accepted, account.rejected) == (1, 1)
    (row,) = rejected(AIR)
    assert (row["_row"], row["rules"], row["columns"]) == (2, ["observed_not_in_future"], ["timepoint"])
    assert json.loads(row["payload"])["stationcode"] == "1002A"


def test_value_that_cannot_be_read_is_rejected_not_guessed(air, accept, rejected):
    accept(AIR, air(air.feature(so2="1,5"), air.feature("1002A", so2="0.12345")))
    assert [row["rules"] for row in rejected(AIR)] == [["so2_1h.unread"], ["so2_1h.unread"]]


def test_oversized_field_is_rejected(air, accept, rejected):
    accept(AIR, air(air.feature(positionname="站" * 5000)))
    assert rejected(AIR)[0]["rules"] == ["station_name.length"]


def test_wrong_published_index_is_flagged_and_kept(air, accept, accepted):
    account = accept(AIR, air(air.feature(aqi="56")))
    assert (account.accepted, account.flagged) == (1, 1)
    assert accepted(AIR)["_flags"].to_list() == [["aqi_as_published"]]


def test_ragged_csv_row_is_rejected_and_the_others_taken(registry_csv, packed, accept, rejected):
    lines = registry_csv.split("\r\n")
    lines[2] += ",one too many"
    account = accept(REGISTRY, packed("\r\n".join(lines).encode("gb18030")))
    assert account.accepted > 0
    ragged = [row for row in rejected(REGISTRY) if row["rules"][0].startswith("record.")]
    assert [row["_row"] for row in ragged] == [3]


def test_gzip_is_unwrapped(air, accept):
    assert accept(AIR, gzip.compress(air(air.feature()))).accepted == 1


def test_file_with_no_records_is_an_empty_account(air, accept):
    account = accept(AIR, air())
    assert (account.received, account.status) == (0, "accepted")


def test_access_password_of_a_device_is_not_kept_with_its_rejected_frame(accept, rejected):
    frame = b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C08"
    accept("iot.hj212_frame", frame + b"\r\n")
    (row,) = rejected("iot.hj212_frame")
    assert "100000;MN" not in row["payload"]
    assert "PW=***;MN=010000A8900016F000169DC0" in row["payload"]
