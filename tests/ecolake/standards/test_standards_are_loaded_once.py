"""One process reads the shelf once, and again as soon as a file has changed."""

from ecolake.standards.load import inspect


def test_the_same_files_give_the_same_standards(little):
    assert inspect(little)[0] is inspect(little)[0]


def test_a_changed_file_is_read_again(little, spoil):
    before = inspect(little)[0]
    after = inspect(spoil("datasets/water/stage.yaml", "version: 1.0.0", "version: 1.0.1"))[0]
    assert (before.datasets["water.stage"].version, after.datasets["water.stage"].version) == (
        "1.0.0",
        "1.0.1",
    )


def test_a_new_file_is_found(little):
    assert inspect(little)[1] == []
    (little / "datasets" / "stray.yaml").write_text("a: 1\n", encoding="utf-8")
    assert [finding.code for finding in inspect(little)[1]] == ["misplaced"]


def test_what_is_given_out_can_be_changed_without_harm(spoil):
    root = spoil("elements/water.yaml", "unit: m", "unit: metre")
    found = inspect(root)[1]
    found.clear()
    assert inspect(root)[1] != []
