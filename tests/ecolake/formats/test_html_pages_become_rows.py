import pytest

from ecolake.formats import Limits

PAGE = """<!DOCTYPE html>
<html><head><meta charset="gb2312"><title>通知</title><style>h1 {}</style><script>var h = "<h1>假</h1>";</script></head>
<body><!-- <h1>注释</h1> -->
<h1>关于<b>福州</b>市&nbsp;&nbsp;的
  通知<script>track()</script></h1>
<p class="date">发布日期：2026-11-22</p><div class=body><p>一</p><p>二<br>三</p><noscript>请启用</noscript>
<ul><li>a<li>b</ul></div>
"""
FIELDS = {
    "title": "//h1",
    "date": "substring-after(//p[@class='date'], '：')",
    "body": "//div[@class='body']",
    "items": "//li",
    "count": "count(//li)",
    "class": "//div/@class",
    "none": "//h2",
}
TABLE = "<table><tr><th>站名<th>值</tr><tr><td>闽江<td>1.50</tr><tr><td>九龙江<td> </tr></table>"


def test_a_page_is_one_record_of_what_a_browser_shows(read):
    table = read(PAGE, format="html", fields=FIELDS)
    assert table.columns == list(FIELDS)
    expected = ("关于福州市 的 通知", "2026-11-22", "一 二 三 a b", "a;b", "2", "body", None, 1)
    assert table.frame.rows() == [expected]


def test_a_list_on_a_page_is_several_records(read):
    table = read(TABLE, format="html", records="//tr[td]", fields={"name": "td[1]", "v": "td[2]"})
    assert table.frame.rows() == [("闽江", "1.50", 1), ("九龙江", None, 2)]


def test_the_text_of_a_record_is_its_own(read):
    table = read("<p>a</p>b<p>c</p>d", format="html", records="//p", fields={"x": "."})
    assert table.frame["x"].to_list() == ["a", "c"]


def test_the_source_says_the_encoding_and_the_page_is_not_asked(read):
    for meta, encoding in (("utf-8", "gb18030"), ("gb2312", "utf-8")):
        page = f'<html><head><meta charset="{meta}"></head><h1>中文䶮</h1>'.encode(encoding)
        assert (
            read(page, format="html", encoding=encoding, fields={"t": "//h1"}).frame["t"].item() == "中文䶮"
        )


def test_bytes_in_another_encoding_are_refused_with_the_likely_one(refusal):
    error = refusal("<html><h1>关于福州市</h1>".encode("gb18030"), format="html", fields={"t": "//h1"})
    assert error.code == "wrong_encoding"
    assert "gb18030" in error.en


def test_entities_of_a_page_are_no_way_to_a_file(read):
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x;&amp;&lt;'
    assert read(page, format="html", fields={"p": "//p"}).frame["p"].item() == "&x;&<"


def test_characters_that_are_none_do_no_harm(read):
    table = read("<p>&#0;a&#xD800;&#x110000;</p>", format="html", fields={"p": "//p"})
    assert "a" in table.frame["p"].item()


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        ("", {}, "empty_file"),
        (" \n", {}, "empty_file"),
        ('{"code": 401}', {}, "wrong_shape"),
        ("<!-- nothing -->", {}, "wrong_shape"),
        ("<form>请登录<input></form>", {"fields": {"t": "//h1"}}, "wrong_shape"),
        ("<form>请登录<input></form>", {"records": "//tr"}, "wrong_shape"),
        ("<p>x", {"records": "string(//p)"}, "wrong_shape"),
        ("<p>x", {"records": "//p["}, "bad_path"),
        ("<p>x", {"fields": {"t": "nothing(//p)"}}, "bad_path"),
        (f"<p>{'x' * 2_000_000}", {}, "oversized_field"),
        (f"<p>{'x' * 11_000_000}", {"limits": Limits(page=12_000_000)}, "unsafe_html"),
        ("<div>" * 100_000 + "<p>x", {}, "unsafe_html"),
        (f"<p {' '.join(f'a{i}' for i in range(100_000))}>x", {}, "unsafe_html"),
        ("<p>x", {"limits": Limits(page=3)}, "page_too_large"),
    ],
)
def test_what_is_not_the_page_is_refused(refusal, content, options, code):
    assert refusal(content, **{"format": "html", "fields": {"p": "//p"}} | options).code == code


def test_a_field_over_the_limit_is_told_with_its_place(refusal):
    page = f"<p>x<p>{'x' * 2_000}"
    error = refusal(page, format="html", records="//p", fields={"t": "."}, limits=Limits(field=1_000))
    assert error.where == "landed.dat, record 2, field t"
