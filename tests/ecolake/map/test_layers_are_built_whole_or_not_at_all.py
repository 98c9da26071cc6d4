"""A map is built from the release once, to the same bytes, and what readers see stays whole whatever happens in between."""

import json
import os

import pyarrow.parquet as pq
import pytest
import shapely

from ecolake.errors import EcolakeError, StandardsError
from ecolake.map import build, record
from tests.support.small_map import LAYERS, home_of, layer_text, publish, register_at


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("map"))
    made, is_new = build.build(home)
    assert is_new
    return home, {one.name: one for one in made.layers}


@pytest.fixture
def home(tmp_path):
    return home_of(tmp_path)


def table(home, layer):
    return pq.read_table(record.current_folder(home) / layer.file)


def test_every_row_is_a_feature_or_counted_with_its_reason(built):
    _, layers = built
    assert (layers["air_station_hour"].rows, layers["air_station_hour"].left_out) == (
        4,
        {"no_place": 1, "outside": 1},
    )
    assert layers["river_line"].left_out == {"unreadable": 1, "not_valid": 1}
    assert (layers["air_county_ranking"].rows, layers["air_county_ranking"].left_out) == (
        2,
        {"unknown_division": 1},
    )


def test_a_feature_has_its_class_and_where_its_geometry_is_from(built):
    home, layers = built
    rows = table(home, layers["air_station_hour"])
    assert rows["aqi"].to_pylist() == [60, 61, 62, 63]
    assert set(rows["grade_class"].to_pylist()) == {2}
    assert set(rows["geometry_origin"].to_pylist()) == {"reported"}
    assert set(table(home, layers["air_county_ranking"])["geometry_origin"].to_pylist()) == {"derived"}
    assert table(home, layers["river_line"]).schema.names[-2:] == ["bbox", "geometry"]


def test_areas_of_divisions_hold_their_places_and_do_not_overlap(built):
    home, layers = built
    one, other = shapely.from_wkb(table(home, layers["air_county_ranking"])["geometry"].to_pylist())
    assert one.contains(shapely.Point(119.02, 26.06))
    assert other.contains(shapely.Point(119.52, 26.06))
    assert one.intersection(other).area == 0


def test_a_home_that_the_simulator_feeds_marks_every_geometry(home):
    home.simulated.mkdir(parents=True)
    made, _ = build.build(home)
    rows = table(home, made.layers[0])
    assert made.simulated
    assert set(rows["geometry_origin"].to_pylist()) == {"simulated"}
    assert json.loads(rows.schema.metadata[b"ecolake"])["simulated"] is True


def test_the_same_release_gives_the_same_bytes_and_is_built_once(built, home):
    again, _ = build.build(home)
    assert {one.name: one.sha256 for one in again.layers} == {
        one.name: one.sha256 for one in built[1].values()
    }
    assert build.build(home) == (again, False)


def test_a_layer_that_fails_leaves_the_map_that_readers_see(home):
    before, _ = build.build(home)
    publish(home, 2)
    spoilt = layer_text("water", "river_line").replace("record_id as id", "record_number as id")
    (home.standards / "map" / "layers" / "water.yaml").write_text(f"layers:\n{spoilt}", encoding="utf-8")
    with pytest.raises(EcolakeError, match="river_line") as fault:
        build.build(home)
    assert (fault.value.code, fault.value.where) == (
        "layer_failed",
        "standards/map/layers/water.yaml: river_line",
    )
    assert record.current(home) == before
    register_at(home, LAYERS)
    assert build.build(home)[0].release == 2
    assert not list(record.root(home).glob(".draft-*"))


def test_a_build_whose_link_was_never_swapped_is_shown_without_building_again(home, monkeypatch):
    monkeypatch.setattr(build, "_show", lambda *_: None)
    with pytest.raises(FileNotFoundError):
        record.read(record.root(home) / record.CURRENT)
    build.build(home)
    assert record.current(home) is None
    monkeypatch.undo()
    monkeypatch.setattr(build, "_build", lambda *_: pytest.fail("it was built already"))
    assert build.build(home)[0].release == 1
    assert record.current(home) is not None


def test_of_older_maps_one_is_kept(home):
    for number, age in ((7, 2), (8, 3), (9, 1)):
        folder = record.root(home) / f"r00000{number}-old"
        folder.mkdir(parents=True)
        os.utime(folder, (age, age))
    build.build(home)
    kept = sorted(path.name[:7] for path in record.root(home).glob("r[0-9]*"))
    assert kept == ["r000001", "r000008"]


def test_a_map_that_was_removed_in_part_is_not_taken_for_whole(home, monkeypatch):
    for number in (7, 8):
        (record.root(home) / f"r00000{number}-old").mkdir(parents=True)

    def killed(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(build.shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        build.build(home)
    monkeypatch.undo()
    assert len(list(record.root(home).glob("r[0-9]*"))) == 2
    publish(home, 2)
    build.build(home)
    assert not list(record.root(home).glob(".draft-*"))


@pytest.mark.parametrize("table", ["enterprise_file", "Enterprise_File"])
def test_a_layer_that_names_what_a_mart_has_of_a_person_is_refused(home, table):
    spoilt = layer_text("water", "river_line").replace(
        "from water.ecology__river_line",
        f", e.legal_representative_masked from water.ecology__river_line, {table} as e",
    )
    (home.standards / "map" / "layers" / "water.yaml").write_text(f"layers:\n{spoilt}", encoding="utf-8")
    with pytest.raises(EcolakeError, match=r"enterprise_file\.legal_representative_masked") as fault:
        build.build(home)
    assert fault.value.code == "layer_personal"


def test_a_query_that_reads_files_is_refused(home):
    spoilt = layer_text("water", "river_line").replace(
        "water.ecology__river_line", "read_text('/etc/hostname')"
    )
    (home.standards / "map" / "layers" / "water.yaml").write_text(f"layers:\n{spoilt}", encoding="utf-8")
    with pytest.raises(EcolakeError, match="read_text is not allowed"):
        build.build(home)


def test_without_a_map_the_command_that_makes_one_is_named(home):
    with pytest.raises(EcolakeError, match="no_map"):
        record.current_folder(home)
    (home.standards / "map" / "layers" / "water.yaml").write_text("layers: {}\n", encoding="utf-8")
    with pytest.raises(StandardsError):
        build.build(home)
