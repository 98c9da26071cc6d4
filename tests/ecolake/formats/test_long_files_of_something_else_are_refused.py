import pytest

from ecolake.formats import Limits


@pytest.mark.parametrize(
    "options", [{"format": "ndjson"}, {"format": "fixed", "widths": {"a": 8}}], ids=["ndjson", "fixed"]
)
def test_a_file_without_a_record_is_refused_before_millions_are_set_aside(read, refusal, options):
    line = '{"a": 1}\n'
    few = Limits(hopeless=100)
    assert refusal("a,b\n" * 101, limits=few, **options).code == "wrong_shape"
    assert read(line + "a,b\n" * 101, limits=few, **options).malformed.height == 101
    assert read("\n" * 101 + line, limits=few, **options).frame.height == 1


def test_ten_thousand_lines_without_a_frame_are_no_log(read, refusal):
    assert refusal("a,b\n" * 10_001, format="hj212").code == "wrong_shape"
    assert read("a,b\n" * 9_999, format="hj212").malformed.height == 9_999
