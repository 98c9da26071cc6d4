import pytest

from ecolake.formats import ReadOptions, fingerprint_columns


@pytest.mark.parametrize(
    ("format", "content", "columns"),
    [
        ("csv", b"a,b\n1,2\n3\n", ["a", "b"]),
        ("csv", b"", None),
        ("csv", b"\xff", None),
        ("json", b'[{"a": 1}]', ["a"]),
        ("json", b"<html>", None),
        ("geojson", b'{"features": []}', []),
        ("hj212", b"##0000", None),
    ],
)
def test_columns_or_none(tmp_path, scratch, format, content, columns):  # noqa: A002
    path = tmp_path / "a"
    path.write_bytes(content)
    assert fingerprint_columns(path, ReadOptions(format=format), scratch) == columns
    assert list(scratch.iterdir()) == []
