import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ecolake.formats import Limits, ReadOptions, read_table

SOAP = """<?xml version="1.0" encoding="UTF-8"?>
<!-- 报送 -->
<s:Envelope xmlns:s="urn:soap" xmlns="urn:data">
  <s:Body><报文 日期="2026-11-22">
    <站点 编码="S1"><名称> 闽江 <!-- x -->口 </名称><指标><值>1.50</值><值/><值>7</值></指标></站点>
    <站点 编码="S2"><名称/></站点>
  </报文></s:Body>
</s:Envelope>"""
NAMESPACES = {"s": "urn:soap", "d": "urn:data"}
FIELDS = {
    "code": "@编码",
    "name": "d:名称",
    "values": "d:指标/d:值",
    "day": "../@日期",
    "count": "count(d:指标/d:值)",
    "both": "concat(@编码, '-', d:名称)",
    "first": "d:指标/d:值[1]/text()",
    "whole": "d:指标",
    "flag": "d:指标/d:值 = '7'",
    "none": "d:没有",
}
SETTINGS = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows_of(count):
    return "".join(f'<r i="{i}"><v>{i}</v></r>\n' for i in range(count))


def simple(read, text, **options):
    return read(text, format="xml", **({"records": "/a/r", "fields": {"i": "@i", "v": "v"}} | options))


def test_elements_attributes_and_texts_become_cells(read):
    path = "/s:Envelope/s:Body/d:报文/d:站点"
    table = read(SOAP, format="xml", records=path, namespaces=NAMESPACES, fields=FIELDS)
    assert table.columns == list(FIELDS)
    assert table.frame.row(0, named=True) == {
        "code": "S1",
        "name": "闽江 口",
        "values": "1.50;7",
        "day": "2026-11-22",
        "count": "3",
        "both": "S1- 闽江 口",
        "first": "1.50",
        "whole": "1.507",
        "flag": "true",
        "none": None,
        "_row": 1,
    }
    assert table.frame.row(1)[:3] == ("S2", None, None)
    assert table.frame.schema["_row"] == pl.Int64


def test_references_and_cdata_are_text(read):
    assert simple(read, '<a><r i="&lt;&#20013;"><v><![CDATA[<b>]]>&amp;</v></r></a>').frame.rows() == [
        ("<中", "<b>&", 1)
    ]


def test_only_the_elements_at_the_path_are_records(read):
    text = '<a><r i="1"><r i="x"/><v>2</v></r><b><r i="y"/></b><a><r i="z"/></a><r i="3"/></a>'
    assert simple(read, text).frame.rows() == [("1", "2", 1), ("3", None, 2)]


def test_a_name_without_prefix_is_one_without_namespace(refusal):
    error = refusal('<a xmlns="urn:x"><r/></a>', format="xml", records="/a/r", fields={"i": "@i"})
    assert error.code == "wrong_shape"
    assert "'a'" in error.en


def test_the_root_may_be_the_one_record(read):
    assert simple(read, '<a i="1"><v>2</v></a>', records="/a").frame.rows() == [("1", "2", 1)]


def test_a_list_without_records_is_an_empty_table(read):
    table = simple(read, "<a/>")
    assert (table.columns, table.frame.height, table.frame.columns) == (["i", "v"], 0, ["i", "v", "_row"])


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("GB2312", "gb18030"),
        ("gbk", "gb18030"),
        ("GB18030", "gb18030"),
        ("UTF-8", "utf-8"),
        ("UTF-16", "utf-16"),
    ],
)
def test_the_declaration_says_the_encoding(read, declared, encoding):
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<a><r i="䶮"><v>中</v></r></a>'
    assert simple(read, text.encode(encoding)).frame.rows() == [("䶮", "中", 1)]


def test_without_a_declaration_the_source_says_it(read):
    text = '<a><r i="中"/></a>'
    assert simple(read, text.encode("gb18030"), encoding="gb18030").frame["i"].to_list() == ["中"]
    assert simple(read, text.encode("utf-8-sig"), encoding="gb18030").frame["i"].to_list() == ["中"]


def test_a_document_of_many_pieces_is_read_whole(read):
    table = simple(read, f"<a>{rows_of(60_000)}</a>")
    assert table.frame.select("i", "v").rows() == [(str(i), str(i)) for i in range(60_000)]


def test_what_is_no_record_costs_no_memory(read):
    # The limit of one record would be passed long before the end if anything else were kept.
    other = "<x><y>" + "<z>text</z>" * 200_000 + "</y></x>"
    table = simple(read, f"<a>{other}{rows_of(3)}{other}</a>", limits=Limits(record=10_000))
    assert table.frame.height == 3


def test_a_column_name_is_no_pattern_and_not_ours(read):
    table = simple(read, '<a><r i="1"/></a>', fields={"*": "@i", "_row": "@i"})
    assert table.columns == ["*", "_row#2"]


def test_what_a_writer_wrote_is_read(tmp_path, scratch):
    # Without what XML cannot hold, and what it does not keep.
    text = st.text(
        st.sampled_from("<>&\"' ;]中\n")
        | st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=8,
    )

    @SETTINGS
    @given(st.lists(st.tuples(text, text), max_size=6), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
    def holds(records, encoding):
        root = etree.Element("a")
        for attribute, content in records:
            etree.SubElement(etree.SubElement(root, "r", i=attribute), "v").text = content
        path = tmp_path / "a.xml"
        path.write_bytes(etree.tostring(root, encoding=encoding, xml_declaration=True))
        read = ReadOptions(format="xml", records="/a/r", fields={"i": "@i", "v": "v"})
        table = read_table(path, read, scratch)
        assert table.frame.rows() == [
            (attribute.strip() or None, content.strip() or None, number)
            for number, (attribute, content) in enumerate(records, start=1)
        ]

    holds()
