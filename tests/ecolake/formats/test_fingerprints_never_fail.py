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
        ("csv", b"*,^.*$\n1,2\n", ["*", "^.*$"]),
        ("json", b'[{"\\ud800": 1}]', []),
        ("json", b'{"\\ud800": 1}', None),
        ("geojson", b'{"features": []}', []),
        ("hj212", b"##0000", None),
        ("ndjson", b'{"b": 1}\nbad\n{"a": 2}', ["b", "a"]),
        ("ndjson", b"", None),
        ("xml", b"<a/>", ["x", "y"]),
        ("xml", b"<a>", None),
        ("html", b"<p>x", ["x", "y"]),
        ("html", b"login", None),
        ("fixed", b"ab\n", ["w", "v"]),
    ],
)
def test_columns_or_none(tmp_path, scratch, format, content, columns):  # noqa: A002
    path = tmp_path / "a"
    path.write_bytes(content)
    paths = {"x": "//p", "y": "//p"}
    read = ReadOptions(
        format=format, records="/a" if format == "xml" else None, widths={"w": 1, "v": 1}, fields=paths
    )
    assert fingerprint_columns(path, read, scratch) == columns
    assert list(scratch.iterdir()) == []


def test_not_even_a_fault_of_the_reader_stops_the_landing(tmp_path, scratch, monkeypatch):
    def fault(*_):
        raise ZeroDivisionError

    path = tmp_path / "a"
    path.write_bytes(b"[]")
    monkeypatch.setattr("ecolake.formats.reading.DOCUMENTS", {"json": fault})
    assert fingerprint_columns(path, ReadOptions(format="json"), scratch) is None
