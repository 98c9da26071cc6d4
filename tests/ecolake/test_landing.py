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
