import hashlib
from datetime import date

import pytest

from simulator.demo import simulate


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def feeds(folder):
    return {path: digest for path, digest in hashes(folder).items() if not path.startswith("truth/")}


def test_two_runs_write_the_same_bytes(tmp_path):
    for name in "ab":
        simulate(tmp_path / name, profile="tiny")
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_another_seed_is_another_world(tmp_path):
    simulate(tmp_path / "a", profile="tiny", seed=1)
    simulate(tmp_path / "b", profile="tiny", seed=2)
    a, b = feeds(tmp_path / "a"), feeds(tmp_path / "b")
    assert a.keys() == b.keys()
    assert not set(a.values()) & set(b.values())


def test_a_second_run_touches_nothing(tmp_path):
    simulate(tmp_path, profile="tiny")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    again = simulate(tmp_path, profile="tiny")
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert sum(again.rows.values()) > 0


def test_a_spoilt_or_lost_file_is_restored_and_the_others_left(tmp_path):
    simulate(tmp_path, profile="tiny")
    right = hashes(tmp_path)
    logs = sorted((tmp_path / "iot").iterdir())
    logs[0].write_bytes(b"cut")
    logs[1].unlink()
    untouched = logs[2].stat().st_mtime_ns
    simulate(tmp_path, profile="tiny")
    assert hashes(tmp_path) == right
    assert logs[2].stat().st_mtime_ns == untouched


def test_a_day_more_leaves_the_days_before_as_they_are(tmp_path):
    simulate(tmp_path, profile="tiny", days=1)
    first = feeds(tmp_path)
    simulate(tmp_path, profile="tiny", days=2)
    assert feeds(tmp_path).items() > first.items()
    assert (tmp_path / "mee" / "cnemc_air_2026-03-03T00.geojson").is_file()


GROWING = (
    "development_reform.investment_project",
    "water_resources.rainfall",
    "iot.drone_inspection",
    "mee.national_water_station_hourly",
)


def test_departments_that_grew_day_by_day_hold_what_they_hold_at_once(tmp_path, standards):
    simulate(tmp_path / "at_once", profile="tiny", days=3, standards=standards, only=GROWING)
    grown = tmp_path / "grown"
    for days in (1, 2):
        simulate(grown, profile="tiny", days=days, standards=standards, only=GROWING)
    # Without what was laid by for the third day, it would come without its late and corrected rows.
    waiting = next((grown / ".waiting").rglob("*.2026-03-03.parquet"))
    waiting.unlink()
    simulate(grown, profile="tiny", days=3, standards=standards, only=GROWING)
    assert waiting.is_file()
    assert hashes(grown) == hashes(tmp_path / "at_once")


def test_what_a_broken_off_simulation_left_is_in_no_later_one(tmp_path, standards):
    simulate(tmp_path / "other", profile="tiny", seed=1, standards=standards, only=GROWING)
    (tmp_path / "other" / "truth" / "simulation.json").unlink()
    acknowledged = tmp_path / "other" / "iot" / "broker" / ".acked" / "client.json"
    acknowledged.parent.mkdir()
    acknowledged.write_text("{}")
    simulate(tmp_path / "other", profile="tiny", seed=2, standards=standards, only=GROWING)
    simulate(tmp_path / "alone", profile="tiny", seed=2, standards=standards, only=GROWING)
    base = "water_resources/water_resources.db"
    assert hashes(tmp_path / "other")[base] == hashes(tmp_path / "alone")[base]
    assert not acknowledged.exists()


def test_another_simulation_replaces_the_files_of_the_one_before_and_no_others(tmp_path):
    simulate(tmp_path, profile="tiny")
    (tmp_path / "mee" / "dropped_by_hand.geojson").write_text("{}")
    simulate(tmp_path, profile="tiny", start=date(2026, 4, 1))
    assert not list(tmp_path.rglob("*2026-03-02*"))
    assert (tmp_path / "mee" / "dropped_by_hand.geojson").is_file()


def test_a_profile_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(ValueError, match="no profile 'planet'"):
        simulate(tmp_path, profile="planet")
