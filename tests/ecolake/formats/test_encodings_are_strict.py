import pytest

TEXT = "名称,地址\n福建某某环保科技有限公司,福州市鼓楼区五四路\n厦门某某水务,思明区\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "big5"])
def test_a_declared_encoding_is_read(read, encoding):
    text = "名,b\n中文,2\n"
    table = read(text.encode(encoding), encoding=encoding)
    assert table.columns == ["名", "b"]
    assert table.frame["名"].to_list() == ["中文"]


def test_characters_beyond_gb2312_survive(read):
    assert read("a\n䶮𠮷€\n".encode("gb18030"), encoding="gb18030").frame["a"].to_list() == ["䶮𠮷€"]


def test_gb_text_declared_as_utf_8_is_refused_with_place_and_likely_encoding(refusal):
    error = refusal(b"name,b\n1,2\n3," + "中文地址".encode("gb18030") + b"\n")
    assert error.code == "wrong_encoding"
    assert error.where == "landed.dat, byte 13, line 3"
    assert "gb18030" in error.en


def test_utf_8_text_declared_as_gb_is_refused_although_it_would_decode(refusal):
    assert "污染源".encode().decode("gb18030", "ignore")
    error = refusal(TEXT, encoding="gb18030")
    assert error.code == "wrong_encoding"
    assert "utf-8" in error.en


def test_gb_text_that_happens_to_be_valid_utf_8_is_read(read):
    content = "名\n".encode("gb18030") + b"\xc4\xa3\n"
    assert content.decode("gb18030") == "名\n模\n"
    assert read(content[3:], encoding="gb18030").columns == ["模"]


@pytest.mark.parametrize("declared", ["utf-8", "gb18030"])
@pytest.mark.parametrize("actual", ["utf-16", "utf-16-le"])
def test_utf_16_declared_as_something_else_is_refused(refusal, actual, declared):
    error = refusal("name,address\n1,2\n".encode(actual), encoding=declared)
    assert error.code == "wrong_encoding"
    assert "utf-16" in error.en


def test_the_place_is_right_far_into_a_large_file(refusal):
    line = "厦门,1\n".encode()
    content = line * 200_000 + b"\xff\n"
    error = refusal(content)
    assert error.where == f"landed.dat, byte {len(line) * 200_000}, line 200001"


def test_a_character_cut_by_the_end_of_the_file_is_found(refusal):
    content = "a\n中".encode()[:-1]
    error = refusal(content)
    assert (error.code, error.where) == ("truncated_text", "landed.dat, byte 2, line 2")


def test_an_encoding_that_does_not_exist_is_a_plain_error(refusal):
    assert refusal("a\n1\n", encoding="gb2313").code == "unknown_encoding"
