import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.errors import UnreadableError
from ecolake.formats import ReadOptions, fingerprint_columns, read_table
from ecolake.formats.csv import SENTINEL

# Lone surrogates cannot be encoded; the rest of Unicode, quotes and line breaks of all kinds, must pass.
CHARACTERS = st.one_of(
    st.sampled_from('",;\n\r\t \'"'),
    st.sampled_from("环保局污染源𠮷䶮€"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"),
)
CELL = st.text(CHARACTERS, max_size=12)
SETTINGS = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(rows, separator, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8", ","), ("gb18030", "\t"), ("utf-16", ";")])
def test_what_a_writer_wrote_is_read(tmp_path, scratch, encoding, separator):
    @SETTINGS
    @given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
    def holds(records):
        path = tmp_path / "a.csv"
        path.write_bytes(written([("a", "b", "c"), *records], separator, encoding))
        options = ReadOptions(format="csv", encoding=encoding, separator=separator)
        table = read_table(path, options, scratch)
        expected = [
            (*(cell or None for cell in record), number)
            for number, record in enumerate(records, start=2)
            if any(record)
        ]
        assert table.frame.rows() == expected
        assert table.malformed.height == 0
        assert fingerprint_columns(path, options, scratch) == ["a", "b", "c"]

    holds()


def test_no_bytes_make_it_crash_or_lose_count(tmp_path, scratch):
    @SETTINGS
    @given(st.text(st.sampled_from('a,"\n\r中'), max_size=60))
    def holds(text):
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8", newline="")
        try:
            table = read_table(path, ReadOptions(format="csv"), scratch)
        except UnreadableError:
            return
        numbers = table.frame["_row"].to_list() + table.malformed["_row"].to_list()
        assert len(numbers) == len(set(numbers))
        kept = "".join(cell for row in table.frame.iter_rows() for cell in row[:-1] if cell)
        kept += "".join(table.malformed["payload"]) + "".join(table.columns)
        assert kept.count("中") == text.count("中")
        assert SENTINEL not in kept

    holds()
