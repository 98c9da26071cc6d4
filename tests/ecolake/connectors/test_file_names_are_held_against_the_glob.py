import pytest

from ecolake.connectors.file_rules import Below, is_plain


@pytest.mark.parametrize(
    ("pattern", "depth", "meant", "others"),
    [
        ("*.csv", 0, ["a.csv", "数据.csv"], ["a.txt", "x/a.csv", "a.csvx"]),
        ("x/*.csv", 1, ["x/a.csv"], ["a.csv", "y/a.csv", "x/y/a.csv"]),
        ("**/*.csv", None, ["a.csv", "x/a.csv", "x/y/a.csv"], ["a.txt", "x/a.txt"]),
        ("x/**/b?.csv", None, ["x/b1.csv", "x/y/z/b2.csv"], ["b1.csv", "x/b/1.csv"]),
        ("**", None, ["a", "x/a"], []),
    ],
)
def test_a_star_stays_in_its_folder_and_two_descend(pattern, depth, meant, others):
    glob = Below(pattern)
    assert glob.depth == depth
    assert [name for name in meant + others if glob.matches(name)] == meant


def test_the_glob_of_a_remote_folder_is_that_of_a_local_one(tmp_path):
    names = ["a.csv", "b.txt", "x/a.csv", "x/y/a1.csv", "x/y/[z].csv", "A.CSV"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for pattern in ("*", "*.csv", "**/*", "x/*", "x/**/*.csv", "*/*/a?.csv", "[!b]*", "**/[[]z].csv"):
        local = {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob(pattern) if p.is_file()}
        assert {name for name in names if Below(pattern).matches(name)} == local, pattern


@pytest.mark.parametrize(
    "name", ["../a", "a/../b", "/etc/passwd", "a//b", ".", "a\0b", "a\nb", "..\\a", "x" * 231, ""]
)
def test_names_that_lead_elsewhere_are_no_names(name):
    assert not is_plain(name)
