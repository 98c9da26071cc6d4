"""A file dropped into an inbox starts its source's job, once."""

import os
import time

import dagster as dg
import pytest

from orchestration.jobs import build_source_jobs
from orchestration.sensors import build_inbox_sensor


@pytest.fixture
def inbox(home):
    folder = home.inbox / "market_regulation" / "enterprise"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def look(home, standards):
    """Evaluate the sensor; the cursor is carried from one look to the next."""
    sensor = build_inbox_sensor(home, standards, build_source_jobs(standards))
    cursor = None

    def evaluate():
        nonlocal cursor
        result = sensor(dg.build_sensor_context(cursor=cursor, sensor_name="inbox"))
        cursor = result.cursor
        return result.run_requests or []

    return evaluate


def drop(path, content=b"content", age=60):
    path.write_bytes(content)
    then = time.time() - age
    os.utime(path, (then, then))


def test_each_file_starts_one_run_of_its_source(look, inbox):
    drop(inbox / "a.zip")
    drop(inbox / "b.zip")
    requests = look()
    assert [request.job_name for request in requests] == ["ingest_market_regulation"] * 2
    assert len({request.run_key for request in requests}) == 2
    assert {key.to_user_string() for key in requests[0].asset_selection} == {
        "landed/market_regulation/enterprise",
        "accepted/market_regulation/enterprise",
    }


def test_a_file_that_stays_starts_no_second_run(look, inbox):
    drop(inbox / "a.zip")
    look()
    assert look() == []


def test_a_file_that_changed_starts_another(look, inbox):
    drop(inbox / "a.zip")
    first = look()
    drop(inbox / "a.zip", b"corrected content", age=30)
    second = look()
    assert len(second) == 1
    assert first[0].run_key != second[0].run_key


@pytest.mark.parametrize("name", ["a.zip.part", ".a.zip", "~$a.zip", "a.zip.tmp"])
def test_unfinished_files_are_left_alone(look, inbox, name):
    drop(inbox / name)
    assert look() == []


def test_a_file_still_being_written_is_left_for_later(look, inbox):
    drop(inbox / "a.zip", age=0)
    assert look() == []
    drop(inbox / "a.zip", age=60)
    assert len(look()) == 1


def test_a_name_in_gbk_can_be_stored_and_keeps_no_other_file_waiting(look, inbox):
    drop(inbox / os.fsdecode("登记.zip".encode("gbk")))
    drop(inbox / "b.zip")
    requests = look()
    assert [request.run_key.encode().decode().split(":")[0].rsplit("/")[-1] for request in requests] == [
        "b.zip",
        "登记.zip",
    ]
    assert requests[1].tags["inbox_file"].endswith("登记.zip")
    assert look() == []


def test_an_absent_inbox_is_no_error(look):
    assert look() == []
