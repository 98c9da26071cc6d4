import json
import os

import pytest

from ecolake.errors import EcolakeError
from ecolake.landing import MANIFEST, Fetched, batch_folder, land, manifests


@pytest.fixture
def bring(home, tmp_path, clock):
    """Land files given as (name, bytes) and return the manifest."""

    def run(*files):
        fetched = []
        for number, (name, data) in enumerate(files):
            path = tmp_path / f"scratch-{number}"
            path.write_bytes(data)
            fetched.append(Fetched(name, path, "test", clock()))
        return land(home, "s", "d", fetched)[0]

    return run


@pytest.fixture
def snapshot(home, tmp_path, clock):
    """Land a snapshot of an origin and return the manifest."""

    def run(origin, data):
        path = tmp_path / "scratch"
        path.write_bytes(data)
        return land(home, "s", "d", [Fetched("a.csv", path, origin, clock())], is_snapshot=True)[0]

    return run


def names(manifest):
    return [file.name for file in manifest.files]


def test_two_files_of_one_name_are_both_kept(home, bring):
    manifest = bring(("a.csv", b"1"), ("a.csv", b"2"))
    folder = batch_folder(home, "s", "d", manifest.batch)
    assert [(folder / name).read_bytes() for name in names(manifest)] == [b"1", b"2"]


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "a/../evil", "evil\0"])
def test_name_cannot_climb_out(home, bring, name):
    assert names(bring((name, b"1"))) == ["evil"]


@pytest.mark.parametrize("name", ["manifest.json", "..", "", "/"])
def test_name_that_would_do_harm_is_replaced(home, bring, name):
    manifest = bring((name, b"1"))
    assert names(manifest)[0].startswith("file-0001-")
    assert manifests(home, "s", "d") == [manifest]


def test_very_long_chinese_name_is_cut(bring):
    assert names(bring(("环" * 300 + ".csv", b"1")))[0].endswith("环.csv")


def test_sequence_goes_on_even_when_its_counter_is_lost(home, bring):
    assert [bring(("a", bytes([n]))).sequence for n in range(3)] == [1, 2, 3]
    (home.landing / "s" / "d" / ".sequence").unlink()
    assert bring(("a", b"z")).sequence == 4


def test_sequence_goes_on_when_its_counter_is_empty_after_a_power_cut(home, bring):
    bring(("a", b"1"))
    (home.landing / "s" / "d" / ".sequence").write_bytes(b"")
    assert bring(("a", b"2")).sequence == 2


def test_name_in_gbk_is_read_as_people_there_see_it(home, bring):
    manifest = bring((os.fsdecode("报表.csv".encode("gbk")), b"1"))
    assert names(manifest) == ["报表.csv"]
    assert manifests(home, "s", "d") == [manifest]


def test_damaged_or_foreign_manifest_is_a_clear_error(home, bring):
    folder = batch_folder(home, "s", "d", bring(("a", b"1")).batch)
    path = folder / MANIFEST
    body = json.loads(path.read_text())
    for text in ("{", "[]", json.dumps({**body, "batch": "x' OR 1=1"})):
        path.write_text(text)
        with pytest.raises(EcolakeError, match="damaged_manifest"):
            manifests(home, "s", "d")


def test_bytes_that_come_back_after_others_are_a_batch_again_where_each_delivery_is_a_snapshot(snapshot):
    first, second, third, again = (snapshot("o", data) for data in (b"A", b"B", b"A", b"A"))
    assert [one.sequence for one in (first, second, third, again)] == [1, 2, 3, 3]
    assert third.digests == first.digests
    assert len({one.batch for one in (first, second, third)}) == 3
    assert [snapshot("o", data).sequence for data in (b"B", b"A", b"A")] == [4, 5, 5]


def test_bytes_of_another_origin_are_the_batch_that_they_were(snapshot):
    first = snapshot("o", b"A")
    snapshot("o", b"B")
    assert snapshot("another", b"A") == first


def test_an_increment_that_comes_back_is_the_batch_that_it_was(bring):
    first = bring(("a", b"A"))
    bring(("a", b"B"))
    assert bring(("a", b"A")) == first
