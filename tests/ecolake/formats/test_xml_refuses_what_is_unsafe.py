import pytest

from ecolake.formats import Limits

OPTIONS = {"format": "xml", "records": "/a/r", "fields": {"v": "v"}}
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    + "]><a><r><v>&l9;</v></r></a>"
)
QUADRATIC = f'<!DOCTYPE a [<!ENTITY x "{"x" * 50_000}">]><a><r><v>{"&x;" * 50_000}</v></r></a>'
XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><r><v>&x;</v></r></a>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]><a><r/></a>'
EXTERNAL = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a><r/></a>'


@pytest.mark.parametrize("attack", [LAUGHS, QUADRATIC, XXE, PARAMETER, EXTERNAL])
@pytest.mark.parametrize("before", ["", "\n", '<?xml version="1.0"?>\n<!-- > <!-- -->\n<?pi <a> ?>'])
def test_a_document_that_defines_entities_is_not_parsed(refusal, attack, before):
    assert refusal(before + attack, **OPTIONS).code == "unsafe_xml"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_another_encoding_hides_no_doctype(refusal, encoding):
    content = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{XXE}'.encode(encoding)
    assert refusal(content, **OPTIONS).code == "unsafe_xml"


@pytest.mark.parametrize("declared", ["UTF-7", "zlib", "rot13", "IBM037", "UTF-16", "unicode_escape", "../x"])
def test_encodings_in_which_it_could_hide_are_not_read(refusal, declared):
    error = refusal(f'<?xml version="1.0" encoding="{declared}"?><a/>', **OPTIONS)
    assert error.code == "wrong_encoding"
    assert declared in error.en


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "cp037"])
def test_bytes_that_are_not_in_the_encoding_are_refused(refusal, encoding):
    assert refusal(XXE.encode(encoding), **OPTIONS).code in ("wrong_encoding", "invalid_xml", "truncated_xml")


def test_a_doctype_behind_a_long_comment_is_not_overlooked(refusal):
    assert refusal(f"<!--{' ' * 2_000_000}-->{XXE}", **OPTIONS).code == "unsafe_xml"


def test_a_doctype_after_the_first_element_is_no_xml(refusal):
    assert refusal("<a><r/></a>" + XXE, **OPTIONS).code == "invalid_xml"
    assert refusal("<a>" + XXE + "</a>", **OPTIONS).code == "invalid_xml"


def test_nothing_is_included(read, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    table = read(f"<a><r><v>{include}</v></r></a>", **OPTIONS)
    assert table.frame["v"].to_list() == [None]


@pytest.mark.parametrize("content", ["<a>" * 100_000, "<a><r>" + "<v>" * 300 + "</v>" * 300 + "</r></a>"])
def test_deep_nesting(refusal, content):
    assert refusal(content, **OPTIONS).code == "unsafe_xml"


@pytest.mark.parametrize(
    "content", [f"<a><r><v>{'x' * 11_000_000}</v></r></a>", f'<a><r x="{"x" * 11_000_000}"/></a>']
)
def test_a_text_without_end(refusal, content):
    assert refusal(content, **OPTIONS).code == "unsafe_xml"


def test_a_field_over_the_limit_is_told_with_its_place(refusal):
    error = refusal(f"<a><r/><r><v>{'x' * 2_000_000}</v></r></a>", **OPTIONS)
    assert (error.code, error.where) == ("oversized_field", "landed.dat, record 2, field v")


def test_a_record_without_end(refusal):
    error = refusal("<a><r>" + "<v>x</v>" * 400_000, limits=Limits(record=1_000_000), **OPTIONS)
    assert error.code == "unsafe_xml"
    assert "1000000 bytes" in error.en


def test_many_attributes_and_namespaces_take_no_long_time(read):
    names = " ".join(f'a{i}="" xmlns:n{i}="u{i}"' for i in range(20_000))
    assert read(f"<a><r {names}><v>1</v></r></a>", **OPTIONS).frame["v"].to_list() == ["1"]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("<a><r>\n</a>", "invalid_xml", "line 2, column 5"),
        ("<a><r>\n<v>&nbsp;</v></r></a>", "invalid_xml", "line 2, column 10"),
        ('<a><r v="&x;"/></a>', "invalid_xml", "line 1, column 13"),
        ("<a><r><v>\x01</v></r></a>", "invalid_xml", "line 1, column 10"),
        ("<a>\n<r x='1' x='2'/></a>", "invalid_xml", "line 2, column 15"),
        ("<a><p:r/></a>", "invalid_xml", "line 1, column 8"),
        ("<a/>\n<b/>", "invalid_xml", "line 2, column 1"),
        ("<a><r/>\n<r>", "truncated_xml", "line 2, column 4"),
        ("text", "invalid_xml", "line 1, column 1"),
    ],
)
def test_what_is_not_well_formed_is_refused_whole_and_with_its_place(refusal, content, code, place):
    error = refusal(content, **OPTIONS)
    assert (error.code, error.where) == (code, f"landed.dat, {place}")


def test_a_fault_far_into_a_large_document_is_told_with_its_line(refusal):
    error = refusal("<a>\n" + "<x/>\n" * 400_000 + "<b></c></a>", **OPTIONS)
    assert (error.code, error.where.partition(",")[2]) == ("invalid_xml", " line 400002, column 8")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"),
        ("  \n", "empty_file"),
        ("<b><r/></b>", "wrong_shape"),
        ('{"a": 1}', "invalid_xml"),
        ("<!DOCTYPE html><html>login</html>", "html_instead_of_data"),
        (b"<a>\xd6\xd0</a>", "wrong_encoding"),
        ("<a>中".encode()[:-1], "truncated_xml"),
    ],
)
def test_what_is_another_document_is_refused(refusal, content, code):
    assert refusal(content, **OPTIONS).code == code


def test_an_error_message_in_place_of_the_list_is_told(refusal):
    error = refusal("<a><error>token</error></a>", **OPTIONS | {"records": "/a/list/r"})
    assert error.code == "wrong_shape"


@pytest.mark.parametrize("path", ["a/r", "//r", "/a/r[1]", "/a/@r", "/a/", "/", "", "/x:a/r", "/a/*"])
def test_a_path_of_records_that_cannot_be_followed(refusal, path):
    assert refusal("<a/>", **OPTIONS | {"records": path}).code == "bad_path"


@pytest.mark.parametrize("path", ["v[", "x:v", "x:f()", "foo(v)", "$v"])
def test_a_path_of_a_field_that_cannot_be_used(refusal, path):
    assert refusal("<a><r/></a>", **OPTIONS | {"fields": {"v": path}}).code == "bad_path"
