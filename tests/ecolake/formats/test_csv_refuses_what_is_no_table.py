import pytest

from ecolake.formats import Limits


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\r\n\n"])
def test_nothing_in_it(refusal, content):
    assert refusal(content).code == "empty_file"


def test_no_names_in_the_header(refusal):
    assert refusal(" , \n1,2\n").code == "no_header"


def test_a_quote_that_is_never_closed_is_told_with_its_row(refusal):
    error = refusal('a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert error.code == "unclosed_quote"
    assert error.where == "landed.dat, row 3"


def test_a_quote_that_swallows_columns_is_told_with_its_row(refusal):
    error = refusal('a,b\n1,2\n"3,4\n5,6\n')
    assert (error.code, error.where) == ("unclosed_quote", "landed.dat, row 3")


def test_a_quote_left_open_in_the_header(refusal):
    assert refusal('a,"b\n1,2\n').code == "unclosed_quote"


def test_an_open_quote_in_front_of_a_large_file_costs_no_memory(refusal):
    error = refusal('a,b\n1,2\n"' + "x,y\n" * 3_000_000)
    assert error.code == "oversized_field"


def test_a_field_over_the_limit_is_told_with_its_place(refusal):
    error = refusal("a,b\n1,2\n3," + "x" * 2_000_000 + "\n")
    assert (error.code, error.where) == ("oversized_field", "landed.dat, row 3, column b")


def test_a_web_page(refusal):
    error = refusal("\n<!DOCTYPE HTML><html><body>请登录</body></html>")
    assert error.code == "html_instead_of_data"
    assert "login" in error.en


@pytest.mark.parametrize("content", ['{"code": 401}', "[1, 2]", "<?xml version='1.0'?><a/>"])
def test_another_format(refusal, content):
    assert refusal(content).code == "wrong_shape"


def test_another_separator(refusal):
    error = refusal("a;b\n1;2\n")
    assert error.code == "wrong_shape"
    assert "';'" in error.en


def test_too_many_columns(refusal):
    assert refusal("a,b,c\n", limits=Limits(columns=2)).code == "wrong_shape"
