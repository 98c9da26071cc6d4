import json

import pytest

from ecolake.formats import Limits

DOCUMENT = json.dumps({"data": [{"名称": "值", "n": -1.5e3, "t": True, "x": None, "e": "\n\u00e9"}]})


@pytest.mark.parametrize("end", range(1, len(DOCUMENT)))
def test_a_document_cut_anywhere_is_called_truncated(refusal, end):
    assert refusal(DOCUMENT[:end], format="json").code == "truncated_json"


@pytest.mark.parametrize("end", range(10, 20))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_document_cut_within_a_character_is_truncated_not_wrongly_encoded(refusal, end, encoding):
    content = '[{"a": "中文中文中文"}]'.encode(encoding)[:end]
    assert refusal(content, format="json", encoding=encoding).code == "truncated_json"


def test_a_cut_document_says_where(refusal):
    error = refusal('{"data": [\n  {"a": 1},\n  {"a"', format="json")
    assert error.where == "landed.dat, line 3, column 7"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ('[\n {"a": 1,}]', "line 2, column 10"),
        ("[1 2]", "line 1, column 4"),
        ("{'a': 1}", "line 1, column 2"),
        ('{"a": 1}\n{"a": 2}', "line 2, column 1"),
        ("nothing", "line 1, column 1"),
    ],
)
def test_a_fault_of_syntax_says_where(refusal, content, where):
    error = refusal(content, format="json")
    assert error.code == "invalid_json"
    assert error.where == f"landed.dat, {where}"


@pytest.mark.parametrize("content", ["", "  \n", "\ufeff"])
def test_nothing_in_it(refusal, content):
    assert refusal(content, format="json").code == "empty_file"


@pytest.mark.parametrize(
    "page", ["<html>", "\n <!doctype html>\n", "<?xml version='1.0'?><html xmlns=''>", "<!-- x --><html>"]
)
def test_a_web_page(refusal, page):
    assert refusal(page, format="json").code == "html_instead_of_data"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"code": 401, "message": "expired"}', "keys code, message"),
        ('{"data": {"a": 1}}', "keys a"),
        ('{"data": null}', "null"),
        ('{"data": [], "data": [{}]}', "same key twice"),
        ('{"\\ud800": 1}', "keys \\ud800"),
        ("[]", "a list"),
        ("1", "a number"),
    ],
)
def test_no_list_at_the_path_says_what_is_there(refusal, content, found):
    error = refusal(content, format="json", records="data")
    assert error.code == "wrong_shape"
    assert found in error.en


def test_nesting_without_end_is_no_crash(refusal):
    assert refusal("[" * 1_000_000, format="json").code == "too_deep"
    assert refusal('{"a":' * 1_000_000, format="json").code == "too_deep"


def test_a_document_over_the_limit(refusal):
    assert refusal("[1, 2, 3]", format="json", limits=Limits(document=5)).code == "document_too_large"


def test_more_keys_than_columns_may_be(refusal):
    assert refusal('[{"a": 1}, {"b": 1}]', format="json", limits=Limits(columns=1)).code == "wrong_shape"
