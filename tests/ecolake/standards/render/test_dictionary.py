"""The data dictionary: every link leads somewhere, every text is inert, nothing is fetched."""

import json
import posixpath
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from ecolake.standards.render.dictionary import site


class Page(HTMLParser):
    """The links and the marks of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.links, self.marks, self.tags, self.words = [], set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for key, value in attrs:
            if key in ("href", "src"):
                self.links.append(value)
            elif key == "id":
                self.marks.add(value)

    def handle_data(self, data):
        self.words.append(data)


def rendered(standards):
    return {page.path: page.content.decode() for page in site.render(standards)}


def parsed(files):
    return {path: Page(text) for path, text in files.items() if path.endswith(".html")}


def dead(files):
    pages = parsed(files)
    for path, page in pages.items():
        for link in page.links:
            address, _, mark = link.partition("#")
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))
                if address
                else path
            )
            if target not in files or (mark and unquote(mark) not in pages[target].marks):
                yield path, link


def index(files):
    text = files["assets/index.js"]
    return json.loads(text[text.index("[") : text.rindex("]") + 1])


@pytest.fixture
def files(small):
    return rendered(small)


def test_every_link_of_the_dictionary_leads_somewhere(standards):
    files = rendered(standards)
    assert not list(dead(files))
    pages = parsed(files)
    for entry in index(files):
        address, _, mark = entry[4].partition("#")
        assert address in pages
        assert not mark or mark in pages[address].marks, entry


def test_every_link_of_the_small_dictionary_leads_somewhere(files):
    assert not list(dead(files))


def test_everything_has_its_page_and_can_be_found(files, small):
    found = {(entry[0], entry[1]) for entry in index(files)}
    for name, dataset in small.datasets.items():
        assert f"dataset/{name}.html" in files
        assert ("dataset", name) in found
        assert {("item", item) for item in dataset.items} <= found
        assert {("rule", rule.id) for rule in dataset.rules} <= found
    for kind, shelf in (("element", small.elements), ("codelist", small.codelists)):
        assert {(kind, name) for name in shelf} <= found
        assert {f"{kind}/{name}.html" for name in shelf} <= set(files)
    assert ("document", "JC01") in found
    assert ("code", "rising") in found
    assert "document/stage.html" in files


def test_nothing_is_fetched_from_elsewhere(files):
    for path, page in parsed(files).items():
        for link in page.links:
            assert "//" not in link, f"{path}: {link}"
    for path in ("assets/style.css", "assets/search.js", "assets/settings.js"):
        assert not {"//cdn", "http:", "https:", "@import", "fetch("} & set(files[path].split())


def test_a_text_with_a_tag_stays_a_text(files):
    page = parsed(files)["element/station_title.html"]
    assert "b" not in page.tags
    assert "=站名<b>" in page.words


def test_a_rule_links_the_items_that_it_speaks_of(files):
    page = parsed(files)["dataset/water.stage.html"]
    assert {"#item-trend", "#item-stage"} <= set(page.links)
    assert "'rising'" in page.words


def test_an_element_tells_where_it_is_used(files):
    links = parsed(files)["element/station_code.html"].links
    assert {
        "../dataset/water.stage.html#item-station_code",
        "../dataset/land.station.html#item-station_code",
    } <= set(links)


def test_clauses_and_what_keeps_them_lead_to_each_other(files):
    pages = parsed(files)
    kept = pages["document/stage.html"].links
    assert {
        "../element/stage_trend.html",
        "../dataset/water.stage.html#rule-rising_needs_stage",
        "../dataset/water.stage.html#item-trend",
        "../dataset/water.stage.html#item-station_code",
    } <= set(kept)
    assert "../document/stage.html#clause-4.1" in pages["element/stage_trend.html"].links
    assert "../document/stage.html#clause-4.2" in pages["dataset/water.stage.html"].links


def test_both_languages_are_on_every_page(files):
    for path, text in files.items():
        if path.endswith(".html"):
            assert '<span lang="zh">' in text
            assert '<span lang="en">' in text


def test_rendering_twice_gives_the_same_bytes(small):
    assert list(site.render(small)) == list(site.render(small))
