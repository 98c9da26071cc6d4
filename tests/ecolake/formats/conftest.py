"""Helpers for the readers: bytes in, table or error out."""

import pytest

from ecolake.errors import UnreadableError
from ecolake.formats import Limits, ReadOptions, read_table


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def read(tmp_path, scratch):
    """Read bytes as a landed file; the scratch folder must be empty afterwards."""

    def reader(content, format="csv", name="landed.dat", limits=None, **options):  # noqa: A002
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            return read_table(path, ReadOptions(format=format, **options), scratch, limits or Limits())
        finally:
            assert list(scratch.iterdir()) == []

    return reader


@pytest.fixture
def refusal(read):
    """Return the error that a file is refused with: in both languages, and with what to do."""

    def refused(content, **options):
        with pytest.raises(UnreadableError) as caught:
            read(content, **options)
        error = caught.value
        assert all((error.en, error.zh, error.hint_en, error.hint_zh))
        return error

    return refused
