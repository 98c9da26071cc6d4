from ecolake.home import Home
from ecolake.warehouse.render import render_sources, sources_path, write_sources
from tests.support.lake_fixture import home_at


def test_the_committed_sources_are_what_the_standards_say(tmp_path, standards):
    committed = sources_path(home_at(tmp_path)).read_text(encoding="utf-8")
    assert committed == render_sources(standards), "render again: python -m ecolake.warehouse.render"


def test_the_file_is_written_only_when_it_differs(tmp_path, standards):
    elsewhere = Home(root=tmp_path, landing=tmp_path / "raw", project=tmp_path)
    assert write_sources(elsewhere, standards)
    assert not write_sources(elsewhere, standards)
