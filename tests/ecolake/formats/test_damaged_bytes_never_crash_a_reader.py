import contextlib
import gzip
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.errors import UnreadableError
from ecolake.formats import ReadOptions, read_table

SETTINGS = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CSV = 'a,b\n1,"中文\n"\n'.encode() * 30
JSON = '{"data": [{"a": 1.50, "b": ["中文", null, {"c": true}]}]}'.encode()

NDJSON = b'{"a": 1.50, "b": null}\n{"a": true}\n' * 80 + '{"b": ["中文"]}\n'.encode()
FIXED = "0001福州1.5\r\n0002  ab  2\r\n".encode("gb18030") * 30
XML = '<?xml version="1.0" encoding="utf-8"?><!-- - --><a><r x="&lt;"><v>中</v><v/></r><r/></a>'.encode()
HTML = '<!DOCTYPE html><html><script>1</script><p class="x">中&amp;<b>文</b><table><td>1</table>'.encode()
OPTIONS = {
    "json": {"records": "data"},
    "fixed": {"widths": {"a": 4, "b": 4, "c": 3}, "encoding": "gb18030"},
    "xml": {"records": "/a/r", "fields": {"x": "@x", "v": "v", "all": "."}},
    "html": {"fields": {"p": "//p", "all": "//body"}},
}


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("format", "whole"),
    [
        ("csv", CSV),
        ("csv", zipped("数据.csv", CSV)),
        ("csv", gzip.compress(CSV, mtime=0)),
        ("json", JSON),
        ("geojson", JSON.replace(b"data", b"features")),
        ("ndjson", NDJSON),
        ("fixed", FIXED),
        ("xml", XML),
        ("html", HTML),
    ],
    ids=["csv", "zip", "gzip", "json", "geojson", "ndjson", "fixed", "xml", "html"],
)
def test_it_is_read_or_refused(tmp_path, scratch, format, whole):  # noqa: A002
    place = st.integers(0, len(whole) - 1)

    @SETTINGS
    @given(st.lists(st.tuples(place, st.binary(max_size=3)), max_size=4), st.none() | place)
    def holds(changes, end):
        content = bytearray(whole)
        for at, new in changes:
            content[at : at + len(new)] = new
        path = tmp_path / "a"
        path.write_bytes(content[:end])
        read = ReadOptions(format=format, **OPTIONS.get(format, {}))
        with contextlib.suppress(UnreadableError):
            table = read_table(path, read, scratch)
            assert table.frame["_row"].is_sorted()
        assert list(scratch.iterdir()) == []

    holds()
