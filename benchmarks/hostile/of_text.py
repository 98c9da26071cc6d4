"""Ways to spoil text: other encodings, values that are hard to read, and the tricks of JSON, XML and web pages."""

import re
from collections.abc import Callable, Mapping
from random import Random

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "shift_jis", "utf-7", "cp037")
VALUES = (
    "NaN", "Infinity", "-inf", "1e999", "-1e-999", "1e5", "0x1F", "９９", "1,234", "1_000", "--1", "+", "-", ".", "-0", "00012",
    "9" * 19, "9" * 39, "9" * 400, "0." + "0" * 400 + "1", "99999999999999999999.123456789012345678901234567890",
    "0000-00-00", "2026-02-30", "2026-13-01", "9999-12-31T23:59:59.999999999+23:59", "-0001-01-01", "20260302",
    "2026-03-02T24:00:00", "2026-03-02T08:00:60Z", "0001-01-01T00:00:00+14:00", "+275760-09-13T00:00:00Z", "262143-12-31",
    "true", "null", "None", "\\N", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", "\x00", "\x1b[31m", "\x7f", "\u202e", "\ufeff",
    "\ufffe", "\U0010ffff", "e\u0301" * 50, "=cmd|' /C calc'!A0", "@SUM(1)", "'; drop table x; --", "{{7*7}}", "${jndi:x}",
    "%s%n%x", "../../etc/passwd", "{}", "[]", '""', "'", '"', "，", "\u3000", "\u00a0", "\u2028", "&lt;", "<b>", "]]>", "&#0;",
    "119.3,26.1", "a" * 66_000, "中" * 30_000, "1" * 1_100_000,
)  # fmt: skip
_TOKEN = re.compile(r"[^\s,;:<>\"'=&{}\[\]]+")


def recoded(data: bytes, rng: Random) -> bytes:
    """Write the text in another encoding."""
    return _text(data).encode(rng.choice(ENCODINGS), "replace")


def half_recoded(data: bytes, rng: Random) -> bytes:
    """Write the second half in another encoding."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + recoded(data[at:], rng)


def valued(data: bytes, rng: Random) -> bytes:
    """Put odd values in the place of words."""
    text = _text(data)
    for _ in range(rng.choice((1, 1, 3, 20))):
        found = list(_TOKEN.finditer(text))
        if not found:
            break
        spot = rng.choice(found)
        text = text[: spot.start()] + rng.choice(VALUES) + text[spot.end() :]
    return text.encode(
        "utf-8" if _is_utf8(data) else "gb18030", "surrogatepass" if _is_utf8(data) else "replace"
    )


def lines_shuffled(data: bytes, rng: Random) -> bytes:
    """Put the lines in another order, with the header where chance has it."""
    lines = data.splitlines(keepends=True)
    rng.shuffle(lines)
    return b"".join(lines)


def line_ends(data: bytes, rng: Random) -> bytes:
    """End lines in another way."""
    return data.replace(b"\r\n", b"\n").replace(
        b"\n", rng.choice((b"\r", b"\r\n", b"\n\r", b"\x0b", b"\xe2\x80\xa8", b"\r\r\n", b""))
    )


def quoted(data: bytes, rng: Random) -> bytes:
    """Put quotes where there are none, or take them away."""
    if rng.random() < 0.3:
        return data.replace(b'"', b"")
    out = bytearray(data)
    for _ in range(rng.randint(1, 9)):
        at = rng.randrange(len(out) + 1)
        out[at:at] = rng.choice((b'"', b'""', b"'", b'"\n"', b'\\"'))
    return bytes(out)


def wide(data: bytes, rng: Random) -> bytes:
    """Make one line very wide."""
    lines = data.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    lines[at] = (
        lines[at].rstrip(b"\r\n")
        + rng.choice((b",", b";", b"\t", b",x", b'"",')) * rng.choice((1, 3000, 200_000))
        + b"\n"
    )
    return b"".join(lines)


def nested(data: bytes, rng: Random) -> bytes:
    """Put deep nesting in the place of a value."""
    depth = rng.choice((10, 65, 1000, 100_000))
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")))
    return _at_value(data, rng, opening * depth + "1" + (closing * depth if rng.random() < 0.7 else ""))


def keys_twice(data: bytes, rng: Random) -> bytes:
    """Give keys again, or a great many keys."""
    text = _text(data)
    spots = [match.end() for match in re.finditer(r"\{", text)] or [0]
    at = rng.choice(spots)
    keys = re.findall(r'"([^"\n]{1,40})"\s*:', text) or ["a"]
    count = rng.choice((1, 3, 1900, 5000))
    given = [rng.choice(keys) if count < 10 else f"k{n}" for n in range(count)]
    kinds = ("1", "null", "[]", '"x"', "{}")
    added = "".join(f'"{key}": {rng.choice(kinds)}, ' for key in given)
    return (text[:at] + added + text[at:]).encode("utf-8", "replace")


def values_swapped(data: bytes, rng: Random) -> bytes:
    """Give values of other kinds than were agreed on."""
    return _at_value(
        data,
        rng,
        rng.choice(
            (
                "null",
                "true",
                "[]",
                "{}",
                "[[]]",
                "[1,2]",
                '{"a": [1]}',
                "-",
                "1.",
                ".5",
                "01",
                '"\\ud800"',
                "[null]",
                "1e400",
                "NaN",
                '{"a":1,"a":2}',
            )
        ),
    )


def doctype(data: bytes, rng: Random) -> bytes:
    """Declare a document type that computes, or reads other files."""
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    said = rng.choice(
        (
            f'<!DOCTYPE r [<!ENTITY e0 "lol">{bomb}]>',
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///dev/zero"> %p;]>',
            "<!DOCTYPE html>",
        )
    ).encode()
    at = data.find(b"?>") + 2 if b"?>" in data else 0
    body = data[at:]
    spot = body.find(b">", rng.randrange(len(body) + 1)) + 1
    return data[:at] + said + body[:spot] + rng.choice((b"&e9;", b"&x;", b"")) + body[spot:]


def markup(data: bytes, rng: Random) -> bytes:
    """Put markup in that is legal, endless or neither."""
    pieces = (
        "<a>" * 100_000, "<a>" * 300 + "</a>" * 300, "<!--" + "-" * 70_000, "<![CDATA[", "<![CDATA[x]]>", "<?x " + "y" * 70_000 + "?>",
        "<a " + " ".join(f'a{n}="1"' for n in range(5000)) + "/>", '<a x="1" x="2"/>', "</a>", "<", "&", "&#x110000;", "&#55296;",
        '<a xmlns:q="u"><q:b/></a>', "<q:b/>", '<a xmlns=""/>', "<table>" * 2000, "<script>", "<plaintext>", "<select>" * 500, "\x00",
        "<x:y:z/>", "<?xml version='1.0' encoding='utf-16'?>", "<!ELEMENT a ANY>", "<svg><style>", "<frameset>", "<base href='x'>",
    )  # fmt: skip
    at = rng.choice([match.end() for match in re.finditer(rb"[>\s]", data)] or [0])
    return data[:at] + rng.choice(pieces).encode() + data[at:]


def declared(data: bytes, rng: Random) -> bytes:
    """Declare another encoding or version."""
    said = rng.choice(
        (
            "utf-16",
            "gb2312",
            "gbk",
            "ebcdic-cp-be",
            "utf-7",
            "x-unknown",
            "iso-8859-1",
            "ucs-4",
            "",
            "utf-8' x='",
        )
    )
    out = re.sub(rb"(encoding=|charset=)([\"']?)[\w-]*", rb"\g<1>\g<2>" + said.encode(), data, count=1)
    return out if out != data else f"<?xml version='1.1' encoding='{said}'?>".encode() + data


def _at_value(data: bytes, rng: Random, value: str) -> bytes:
    text = _text(data)
    spots = list(re.finditer(r'(?<=:)\s*("[^"\n]*"|[\d.]+|null|true|false)', text))
    if not spots:
        return (value + text).encode("utf-8", "replace")
    spot = rng.choice(spots)
    return (text[: spot.start()] + value + text[spot.end() :]).encode("utf-8", "replace")


def _text(data: bytes) -> str:
    return data.decode("utf-8" if _is_utf8(data) else "gb18030", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


Way = Callable[[bytes, Random], bytes]
WAYS: Mapping[str, Way] = {
    way.__name__: way for way in (recoded, half_recoded, valued, lines_shuffled, line_ends, quoted, wide)
}
BRACED_WAYS: Mapping[str, Way] = {way.__name__: way for way in (nested, keys_twice, values_swapped)}
MARKED_WAYS: Mapping[str, Way] = {way.__name__: way for way in (doctype, markup, declared)}
