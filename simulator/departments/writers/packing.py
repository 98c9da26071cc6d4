"""Zip and gzip whose bytes do not depend on when they are made."""

import gzip
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime


def zipped(members: Mapping[str, bytes], stamp: datetime) -> bytes:
    """Return a zip whose members have the given time and not that of the clock."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=stamp.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def gzipped(content: bytes) -> bytes:
    """Return the content in gzip, without a time."""
    return gzip.compress(content, compresslevel=6, mtime=0)
