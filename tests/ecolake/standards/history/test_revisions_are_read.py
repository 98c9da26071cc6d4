"""Any revision can be compared with any other or with the working tree, and the repository stays as it is."""

import shutil

import pytest

from ecolake.errors import EcolakeError, StandardsError
from ecolake.standards.history.changes import compare_revisions
from ecolake.standards.history.things import read_things

DATASET = "datasets/water/stage.yaml"


def test_two_revisions_are_compared_whatever_the_working_tree_holds(git, changes, spoil):
    spoil(DATASET, "{element: level}", "{element: level, required: true}")
    git("commit", "--quiet", "--all", "--message", "second")
    spoil(DATASET, "update: hourly", "update: daily")
    (change,) = changes("HEAD~1", "HEAD").changes
    assert change.en == "item stage is required now"
    assert len(changes("HEAD~1").changes) == 2


def test_a_new_file_counts_before_it_is_added(changes, little):
    text = (little / DATASET).read_text("utf-8").replace('"1"', '"2"')
    (little / "datasets" / "water" / "other.yaml").write_text(text, "utf-8")
    (change,) = changes().changes
    assert (change.name, change.whole, change.judgement) == ("water.other", True, "widening")


def test_a_dataset_that_is_gone_is_a_break_and_needs_no_version(changes, little):
    (little / DATASET).unlink()
    found = changes()
    assert [(change.judgement, change.datasets) for change in found.changes] == [
        ("breaking", ("water.stage",))
    ]
    assert not found.missing


def test_an_old_side_with_keys_of_another_day_is_compared_as_far_as_it_is_known(git, changes, spoil):
    spoil(DATASET, "update: hourly\n", "update: hourly\ncolour: blue\n")
    spoil(DATASET, "issued: 2026-01-01\n", "")
    spoil(DATASET, "{element: level}", "{element: level, shade: dark}")
    git("commit", "--quiet", "--all", "--message", "of another day")
    spoil(DATASET, "colour: blue\n", "issued: 2026-01-01\n")
    spoil(DATASET, "{element: level, shade: dark}", "{element: level, required: true}")
    assert sorted(change.path for change in changes().changes) == ["issued", "items.stage.required"]


def test_the_repository_is_only_read(git, changes, spoil, little):
    spoil(DATASET, "update: hourly", "update: daily")
    before = git("status", "--porcelain")
    index = (little.parent / ".git" / "index").stat().st_mtime_ns
    changes()
    changes("HEAD", "HEAD")
    assert (little.parent / ".git" / "index").stat().st_mtime_ns == index
    assert git("status", "--porcelain") == before


@pytest.mark.parametrize(
    "revision", ["--help", "-p", "", "HEAD --help", "^HEAD", "HEAD..HEAD", "HEAD:standards"]
)
def test_what_is_no_revision_is_named(changes, revision):
    with pytest.raises(EcolakeError, match="unknown_revision"):
        changes(revision)


@pytest.mark.parametrize(
    ("file", "data"),
    [(DATASET, b"items: ["), (DATASET, b"\xff"), (DATASET, b"- a\n"), ("codelists/trend.csv", b"\xff")],
)
def test_a_file_that_cannot_be_read_is_a_fault_and_nothing_that_was_removed(changes, little, file, data):
    (little / file).write_bytes(data)
    with pytest.raises(StandardsError, match=file):
        changes()


def test_a_folder_of_odd_signs_is_found(git, little, tmp_path, spoil):
    spoil(DATASET, "update: hourly", "update: daily")
    odd = tmp_path.parent / f"{tmp_path.name} \u2028[x]*"
    tmp_path.rename(odd)
    try:
        assert len(compare_revisions(odd / little.name).changes) == 1
    finally:
        odd.rename(tmp_path)


def test_a_folder_outside_git_is_told_so(little):
    with pytest.raises(EcolakeError, match="not_a_repository"):
        compare_revisions(little)


def test_a_machine_without_git_is_told_so(git, little, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(EcolakeError, match="no_git"):
        compare_revisions(little)


def test_nothing_changed_is_nothing(changes):
    assert changes().changes == ()


def test_the_standards_of_the_project_equal_themselves(standards, home):
    things = read_things(home.standards)
    names = {name for kind, name in things if kind == "element"}
    assert names == set(standards.elements)
    assert {name for kind, name in things if kind == "dataset"} == set(standards.datasets)
