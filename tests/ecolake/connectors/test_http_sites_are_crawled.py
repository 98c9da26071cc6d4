import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError


def site(pages):
    """Answer with the pages of a site, by path and query."""

    def answer(handler, page, attempt):
        body = pages.get(handler.path)
        if body is None:
            handler.reply(status=404)
        elif isinstance(body, tuple):
            handler.reply(body[1], kind=body[0])
        else:
            handler.reply(body.encode("utf-8"), kind="text/html; charset=utf-8")

    return answer


def listing(*links, following=None):
    items = "".join(f'<li><a href="{link}">文</a></li>' for link in links)
    more = f'<a rel="next" href="{following}">下一页</a>' if following else ""
    return f"<html><body><ul>{items}</ul>{more}</body></html>"


@pytest.fixture
def crawl(source, scratch):
    def crawled(pages, path="/", **options):
        source.answer = site({f"/api/permits{name}": body for name, body in pages.items()})
        transport = {
            "type": "http",
            "url": source.url,
            "path": path,
            "style": "crawl",
            "wait": 0.01,
        } | options
        return build_connector(transport, {}).fetch(FetchState(), scratch, lambda: source.now)

    return crawled


def texts(batch):
    return [one.path.read_text("utf-8") for one in batch]


def test_documents_are_one_batch_in_the_order_of_the_listings(crawl, source):
    pages = {
        "/": listing("b.html", "a.html", following="?page=2"),
        "/?page=2": listing("c.html?id=1&x=2", "a.html"),
        "/a.html": "<p>甲</p>",
        "/b.html": "<p>乙</p>",
        "/c.html?id=1&x=2": "<p>丙</p>",
    }
    [batch] = crawl(pages)
    assert texts(batch) == ["<p>乙</p>", "<p>甲</p>", "<p>丙</p>"]
    assert [one.name for one in batch] == [f"document-000{n}.html" for n in (1, 2, 3)]
    assert batch[2].origin == f"{source.url}/c.html?id=1&x=2"
    assert "text/html" in source.headers[0]["Accept"]


def test_documents_are_kept_in_the_encoding_they_came_in(crawl):
    document = '<html><meta charset="gb18030"><p>排污许可</p></html>'.encode("gb18030")
    [[one]] = crawl({"/": listing("a.html"), "/a.html": ("text/html", document)})
    assert one.path.read_bytes() == document


@pytest.mark.parametrize(
    "link",
    [
        "http://elsewhere.example/a.html",
        "https://127.0.0.1/api/permits/a.html",
        "../secret.html",
        "%2e%2e/secret.html",
        "..%2fsecret.html",
        "x/..\\..\\secret.html",
        "/etc/passwd",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://user:secret@127.0.0.1/api/permits/a.html",
        "http://[broken/",
    ],
)
def test_links_elsewhere_are_told_and_hold_nothing_up(crawl, source, link):
    crawling = crawl({"/": listing(link, "a.html"), "/a.html": "<p>甲</p>"})
    assert texts(next(crawling)) == ["<p>甲</p>"]
    with pytest.raises(TransportError) as caught:
        next(crawling)
    assert caught.value.code == "refused_links"
    assert source.asked == ["/api/permits/", "/api/permits/a.html"]


def test_a_listing_is_no_document_wherever_it_was_linked_to(crawl):
    pages = {
        "/": listing("a.html", "?page=2", "?page=3", following="?page=2"),
        "/?page=2": listing("b.html", "?page=3", following="?page=3"),
        "/?page=3": listing("c.html", "?page=2"),
        "/a.html": "<p>甲</p>",
        "/b.html": "<p>乙</p>",
        "/c.html": "<p>丙</p>",
    }
    [batch] = crawl(pages)
    assert texts(batch) == ["<p>甲</p>", "<p>乙</p>", "<p>丙</p>"]


def test_a_dead_link_and_what_is_no_page_are_told(crawl):
    pages = {
        "/": listing("gone.html", "a.html", "b.pdf"),
        "/a.html": "<p>甲</p>",
        "/b.pdf": ("application/pdf", b"%PDF"),
    }
    crawling = crawl(pages, validate_by="etag")
    [one] = next(crawling)
    assert one.position is None
    with pytest.raises(TransportError) as caught:
        next(crawling)
    assert "gone.html (status 404)" in caught.value.en
    assert "b.pdf (application/pdf)" in caught.value.zh


def test_a_document_that_stays_unavailable_leaves_nothing_behind(crawl, source):
    crawling = crawl({"/": listing("a.html", "b.html"), "/a.html": "<p>甲</p>"}, attempts=2)
    pages = source.answer

    def answer(handler, page, attempt):
        if handler.path.endswith("b.html"):
            handler.reply(status=500)
        else:
            pages(handler, page, attempt)

    source.answer = answer
    with pytest.raises(TransportError) as caught:
        next(crawling)
    assert caught.value.code == "bad_status"


def test_a_site_without_documents_brings_nothing(crawl):
    assert list(crawl({"/": listing()})) == []


def test_listings_in_a_circle_are_noticed(crawl):
    pages = {"/": listing("a.html", following="?page=2"), "/?page=2": listing(following="/api/permits/")}
    with pytest.raises(TransportError) as caught:
        list(crawl(pages))
    assert caught.value.code == "endless_pages"


def test_a_listing_that_goes_on_elsewhere_is_refused(crawl):
    with pytest.raises(TransportError) as caught:
        list(crawl({"/": listing(following="http://elsewhere.example/")}))
    assert caught.value.code == "next_refused"


def test_listings_without_end_are_bounded(crawl, source):
    crawling = crawl({}, max_pages=5)
    source.answer = lambda handler, page, attempt: handler.reply(
        listing(following=f"?page={page + 1}").encode(), kind="text/html"
    )
    with pytest.raises(TransportError) as caught:
        list(crawling)
    assert caught.value.code == "endless_pages"
    assert len(source.asked) == 5


def test_more_documents_than_allowed_are_not_fetched(crawl, source):
    with pytest.raises(TransportError) as caught:
        list(crawl({"/": listing(*(f"{n}.html" for n in range(9)))}, max_pages=8))
    assert caught.value.code == "endless_pages"
    assert len(source.asked) == 1


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->"])
def test_an_empty_listing_is_told(crawl, body):
    with pytest.raises(TransportError) as caught:
        list(crawl({"/": ("text/html", body)}))
    assert caught.value.code == "wrong_answer"


@pytest.mark.parametrize("option", [{"links": "//a["}, {"links": "count(//a)"}, {"next_link": "x:y()"}])
def test_an_xpath_that_gives_no_links_is_told(crawl, option):
    with pytest.raises(TransportError) as caught:
        list(crawl({"/": listing("a.html")}, **option))
    assert caught.value.code == "wrong_option"
