import json

import pytest

from ecolake.standards.render.files import LIST, Page, write


def test_files_of_an_earlier_rendering_go_and_others_stay(tmp_path):
    write(tmp_path, [Page.of_text("a/one.html", "1"), Page.of_text("two.html", "2")], "site")
    (tmp_path / "mine.txt").write_text("keep me")
    written = write(tmp_path, [Page.of_text("two.html", "22")], "site")
    assert written.files == ("two.html",)
    assert written.bytes == 2
    assert not (tmp_path / "a/one.html").exists()
    assert (tmp_path / "mine.txt").read_text() == "keep me"


def test_a_list_that_leads_out_of_the_folder_removes_nothing(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("keep me")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / LIST.format(form="site")).write_text(json.dumps(["../outside.txt"]))
    write(folder, [], "site")
    assert outside.exists()


@pytest.mark.parametrize("said", ["not json", "5", '{"a": 1}', "[5, null]", '["folder"]'])
def test_a_broken_list_is_no_obstacle(tmp_path, said):
    (tmp_path / "folder").mkdir()
    (tmp_path / LIST.format(form="site")).write_text(said)
    assert write(tmp_path, [Page.of_text("a", "1")], "site").files == ("a",)


def test_a_form_takes_away_nothing_of_another_in_the_same_folder(tmp_path):
    write(tmp_path, [Page.of_text("one.yaml", "1")], "odcs")
    write(tmp_path, [Page.of_text("index.html", "1")], "dictionary")
    write(tmp_path, [Page.of_text("dataset.json", "1")], None)
    assert (tmp_path / "one.yaml").is_file()
    assert (tmp_path / "index.html").is_file()


def test_a_folder_under_version_control_gets_no_list(tmp_path):
    write(tmp_path, [Page.of_text("a", "1")], None)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
