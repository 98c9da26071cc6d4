AIR = "mee.air_station_hourly"


def test_same_bytes_twice_is_one_batch(air, accept, all_accounts):
    first = accept(AIR, air(air.feature()))
    second = accept(AIR, air(air.feature()), name="other-name")
    assert second == first
    assert all_accounts().height == 1


def test_same_rows_in_another_file_are_duplicates(air, accept, accepted):
    accept(AIR, air(air.feature()))
    account = accept(AIR, air(air.feature(), air.feature("1002A")))
    assert (account.accepted, account.duplicate) == (1, 1)
    assert accepted(AIR).height == 2


def test_same_row_twice_in_one_file_is_a_duplicate(air, accept):
    account = accept(AIR, air(air.feature(), air.feature()))
    assert (account.accepted, account.duplicate) == (1, 1)


def test_other_content_under_the_same_key_in_one_file_is_a_conflict(air, accept, rejected):
    account = accept(AIR, air(air.feature(), air.feature(so2="2"), air.feature()))
    assert (account.accepted, account.rejected, account.duplicate) == (1, 1, 1)
    (row,) = rejected(AIR)
    assert row["rules"] == ["key.conflict"]
    assert row["_row"] == 2
    assert '"so2":"2"' in row["payload"]


def test_other_content_in_a_later_file_is_a_correction_and_the_old_version_stays(air, accept, accepted):
    accept(AIR, air(air.feature()))
    account = accept(AIR, air(air.feature(so2="2")))
    assert account.accepted == 1
    versions = accepted(AIR).sort("_sequence")
    assert [str(value) for value in versions["so2_1h"]] == ["1.000", "2.000"]


def test_correction_back_to_the_first_value_is_a_version_of_its_own(air, accept, accepted):
    for so2, padding in (
        ("1", b""),
        ("2", b""),
        ("1", b" "),
    ):  # the padding makes other bytes of the same rows
        assert accept(AIR, air(air.feature(so2=so2)) + padding).accepted == 1
    assert [str(value) for value in accepted(AIR).sort("_sequence")["so2_1h"]] == ["1.000", "2.000", "1.000"]


def test_how_a_row_arrived_does_not_make_it_different(accept):
    frame = b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80"
    log = (
        b"2026-03-02T08:00:05.120+08:00 10.0.0.1 "
        + frame
        + b"\r\n2026-03-02T08:00:16.120+08:00 10.0.0.1 "
        + frame
        + b"\r\n"
    )
    account = accept("iot.hj212_frame", log)
    assert (account.received, account.accepted, account.duplicate) == (2, 1, 1)


def test_rows_whose_key_has_a_gap_are_told_apart_too(home, standards, tmp_path, clock):
    """A permit without outlets has no outlet code, and still is one row."""
    import json

    from ecolake.ingestion import accept_files

    permit = {
        "permitNo": "91130200699229617X001P", "uscc": "91130200699229617X", "entName": "某公司", "manageClass": "登记管理",
        "divisionCode": "350582", "issueDate": "2024-01-01", "validFrom": "2024-01-01", "validTo": "2029-01-01",
    }  # fmt: skip
    accounts = []
    for address in ("甲", "甲", "乙"):
        path = tmp_path / "page.json"
        data = [{**permit, "address": address, "outlets": []}]
        path.write_text(json.dumps({"code": 0, "data": data, "n": len(accounts)}), encoding="utf-8")
        accounts += accept_files(home, standards, "ecology.discharge_permit", [path], clock)
    assert [(a.accepted, a.duplicate, a.rejected) for a in accounts] == [(1, 0, 0), (0, 1, 0), (1, 0, 0)]


def test_a_snapshot_that_goes_back_to_old_bytes_is_a_correction_too(home, tmp_path, clock, spoil):
    from ecolake.ingestion import accept_files
    from ecolake.standards.load import load

    given = "    read: {format: csv}\n"
    standards = load(spoil("sources/water.yaml", given, given + "    delivers: snapshot\n"))
    path = tmp_path / "stage.csv"
    accepted = []
    for stage in ("1", "2", "1", "1"):
        path.write_text(f"STCD,TM,Z,WPTN\nA,2026-01-01T00:00:00,{stage},4\n", "utf-8")
        (account,) = accept_files(home, standards, "water.stage", [path], clock)
        accepted.append((account.sequence, account.accepted))
    assert accepted == [(1, 1), (2, 1), (3, 1), (3, 1)]
