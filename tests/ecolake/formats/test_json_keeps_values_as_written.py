import json

import pytest

PERMITS = {
    "code": 0,
    "data": [
        {
            "permitNo": "P1",
            "lng": 118.10,
            "outlets": [{"outletCode": "DA001"}, {"outletCode": "DW001", "mn": "7"}],
        },
        {"permitNo": "P2", "lng": None, "outlets": []},
        {"permitNo": "P3"},
    ],
}


def column(read, value, **options):
    return read(f'[{{"a": {value}}}]', format="json", **options).frame["a"].to_list()[0]


@pytest.mark.parametrize(
    "number",
    ["0.1", "0.10", "1E5", "-0", "12345678901234567890", "3.14159265358979323846264338", "1e-400", "NaN"],
)
def test_numbers_keep_their_text(read, number):
    assert column(read, number) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("true", "true"),
        ("false", "false"),
        ("null", None),
        ('""', ""),
        ('"\\u4e2d\\n"', "中\n"),
        ('"\\ud83d\\ude00"', "😀"),
        ('{"x": [1.50, null, true, "中\\"", {}]}', '{"x": [1.50, null, true, "中\\"", {}]}'),
        ("[]", "[]"),
    ],
)
def test_every_kind_of_value_has_one_text(read, value, text):
    assert column(read, value) == text


def test_columns_of_mixed_kinds_do_not_lose_the_plain_ones(read):
    table = read('[{"a": 1.0}, {"a": "x"}, {"a": true}, {"a": [1]}, {"a": null}, {}]', format="json")
    assert table.frame["a"].to_list() == ["1.0", "x", "true", "[1]", None, None]


def test_keys_become_columns_in_the_order_of_first_appearance(read):
    assert read('[{"b": 1}, {"a": 2, "b": 3, "_row": 4}]', format="json").columns == ["b", "a", "_row#2"]


def test_a_nested_list_is_exploded_and_rows_are_numbered_after_it(read):
    table = read(json.dumps(PERMITS), format="json", records="data", explode="outlets")
    assert table.columns == ["permitNo", "lng", "outlets.outletCode", "outlets.mn"]
    assert table.frame.rows() == [
        ("P1", "118.1", "DA001", None, 1),
        ("P1", "118.1", "DW001", "7", 2),
        ("P2", None, None, None, 3),
        ("P3", None, None, None, 4),
    ]


def test_records_may_lie_deeper(read):
    assert read('{"result": {"rows": [{"a": 1}]}}', format="json", records="result.rows").frame.height == 1


def test_no_records_is_an_empty_table(read):
    table = read('{"data": []}', format="json", records="data")
    assert (table.columns, table.frame.height, table.frame.columns) == ([], 0, ["_row"])


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("7", "not_an_object"),
        ("null", "not_an_object"),
        ('{"a": 1, "a": 2.50}', "duplicate_key"),
        ('{"a": {"x": 1, "x": 2}}', "duplicate_key"),
        ('{"a": "\\ud800"}', "broken_character"),
        ('{"\\ud800": 1}', "broken_character"),
        ('{"a": {"\\ud800": 1}}', "broken_character"),
        ('{"o": [{"\\ud800": 1}]}', "broken_character"),
        ('{"a": ' + "[" * 70 + "]" * 70 + "}", "too_deep"),
        ('{"o": "no list"}', "not_a_list"),
        ('{"o": [3]}', "not_a_list"),
        ('{"o": [{"k": 1, "k": 2}]}', "duplicate_key"),
    ],
)
def test_a_record_that_is_no_row_is_set_aside_and_the_others_go_on(read, record, code):
    table = read(f'[{{"a": "1"}}, {record}, {{"a": "3"}}]', format="json", explode="o")
    assert table.malformed.select("_row", "code").rows() == [(2, code)]
    assert table.frame.filter(table.frame["a"].is_not_null()).select("a", "_row").rows() == [
        ("1", 1),
        ("3", 3),
    ]


def test_the_payload_of_an_ambiguous_record_has_both_values(read):
    table = read('[{"a": 1, "a": 2.50}]', format="json")
    assert table.malformed["payload"].to_list() == ['{"a": 1, "a": 2.50}']


def test_a_document_in_another_encoding_and_with_a_mark(read):
    assert read('[{"名": "值"}]'.encode("gb18030"), format="json", encoding="gb18030").columns == ["名"]
    assert read("\ufeff[]", format="json").columns == []
