"""Lint asks for the version that a change needs: of a dataset, and of the element or code list that many share."""

import pytest

from ecolake.errors import UsageError
from ecolake.standards.history.bumps import missing_bumps
from ecolake.standards.history.change import Bump, next_version, shown

ELEMENTS, DATASET, TABLE = "elements/water.yaml", "datasets/water/stage.yaml", "codelists/trend.csv"
NARROW = (ELEMENTS, "  range: [-10, 6000]", "  range: [-10, 600]")


def told(little, *revision):
    return [(one.file, one.line, one.code, one.hint) for one in missing_bumps(little, *revision)]


def test_a_narrowed_range_asks_for_one_line_at_the_element(git, little, spoil):
    spoil(*NARROW)
    (finding,) = missing_bumps(little)
    assert (finding.file, finding.line, finding.code) == (ELEMENTS, 10, "missing_bump")
    assert "element 'level', which 1 dataset(s) use" in finding.message
    assert finding.hint == "write version: 1.1.0"


def test_the_version_of_the_element_is_all_that_a_narrowed_range_needs(git, little, spoil):
    spoil(NARROW[0], NARROW[1], NARROW[2] + "\n  version: 1.1.0")
    assert told(little) == []


def test_a_patch_is_too_little_for_a_narrowed_range(git, little, spoil):
    spoil(NARROW[0], NARROW[1], NARROW[2] + "\n  version: 1.0.1")
    assert told(little) == [(ELEMENTS, 19, "missing_bump", "write version: 1.1.0")]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("key: [station, observed_at]", "key: [station]", "2.0.0"),
        ("{element: level}", "{element: level, required: true}", "1.1.0"),
        ("update: hourly", "update: daily", "1.0.1"),
    ],
)
def test_a_dataset_is_told_at_its_version_which_one_it_needs(git, little, spoil, old, new, wanted):
    spoil(DATASET, old, new)
    assert told(little) == [(DATASET, 5, "missing_bump", f"write version: {wanted}")]
    spoil(DATASET, "version: 1.0.0", f"version: {wanted}")
    assert told(little) == []


def test_a_removed_code_is_told_at_the_header_of_its_list(git, little, spoil):
    spoil(TABLE, "falling,落\n", "")
    assert told(little) == [("codelists/trend.yaml", 1, "missing_bump", "write version: 1.1.0")]


def test_a_version_that_falls_shows_nothing(git, little, spoil):
    spoil(DATASET, "update: hourly", "update: daily")
    spoil(DATASET, "version: 1.0.0", "version: 0.9.0")
    assert len(told(little)) == 1


def test_an_element_that_moves_to_another_file_keeps_its_version(git, little):
    path = little / ELEMENTS
    head, tail = path.read_text("utf-8").split("trend:\n")
    path.write_text(head, "utf-8")
    (little / "elements" / "other.yaml").write_text("trend:\n" + tail.replace("text(10)", "text(3)"), "utf-8")
    assert told(little) == [("elements/other.yaml", 1, "missing_bump", "write version: 1.1.0")]


@pytest.mark.parametrize("change", ["  # a note", ""])
def test_what_is_no_change_asks_for_nothing(git, little, spoil, change):
    spoil(DATASET, "update: hourly", f"update: hourly{change}")
    assert told(little) == []


def test_a_new_dataset_needs_no_version_but_its_first(git, little):
    (little / "datasets" / "water" / "other.yaml").write_text((little / DATASET).read_text("utf-8"), "utf-8")
    assert told(little) == []


def test_any_revision_can_be_asked_for_and_must_be_there(git, little, spoil):
    spoil(DATASET, "update: hourly", "update: daily")
    git("commit", "--quiet", "--all", "--message", "second")
    assert told(little) == []
    assert len(told(little, "HEAD~1")) == 1
    with pytest.raises(UsageError):
        told(little, "HEAD~9")


def test_without_a_repository_nothing_is_asked(little):
    assert missing_bumps(little) == []


def test_without_a_commit_nothing_is_asked(git, little):
    git("checkout", "--quiet", "--orphan", "empty")
    assert missing_bumps(little) == []


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("1.2.3", "1.2.4", Bump.patch),
        ("1.2.3", "1.3.0", Bump.minor),
        ("1.2.3", "2.0.0", Bump.major),
        ("1.2.3", "1.2.3", Bump.none),
        ("1.2.3", "1.1.9", Bump.none),
    ],
)
def test_versions_are_compared_by_their_numbers(old, new, step):
    assert shown(old, new) is step
    if step:
        assert shown(old, next_version(old, step)) is step
