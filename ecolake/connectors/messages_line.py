"""One message as one line of NDJSON, so that no message can spoil the reading of the others.

A JSON object is kept as it came; its line breaks, which JSON allows between tokens only, become spaces. Whatever else came is
kept as a JSON text of it: no object, so that the reader tells of it, and still there to be looked at.
"""

import json
import re
from typing import Final

SHOWN: Final = 1024  # bytes of a message over the limit that its line shows
_BREAKS: Final = bytes.maketrans(b"\r\n", b"  ")
# Not allowed in JSON at all; a few of them at the beginning would make the file look like another encoding.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F]")


def line_of(payload: bytes, limit: int) -> bytes:
    """Return the line of a message, with its end.

    Args:
        payload: As received.
        limit: Bytes over which only the beginning is kept.
    """
    if len(payload) > limit:
        text = payload[:SHOWN].decode("utf-8", "backslashreplace")
        return _as_text(f"{text}… ({len(payload)} bytes)")
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return _as_text(payload.decode("utf-8", "backslashreplace"))
    if not text.lstrip(" \t\r\n").startswith("{") or _CONTROL.search(text):
        return _as_text(text)
    return payload.translate(_BREAKS) + b"\n"


def _as_text(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode("utf-8") + b"\n"
