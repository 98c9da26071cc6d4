"""How much of a hostile or broken file is read before it is refused: all limits of the readers."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Bounds on what one landed file may cost.

    Attributes:
        uncompressed: Bytes that an archive's member may unpack to, counted while unpacking.
        ratio: How many times its packed size a member may unpack to, once past `ratio_floor` bytes.
        ratio_floor: Below this size a high ratio is harmless: short tables of zeros pack very well.
        members: Entries an archive may hold.
        document: Bytes of a JSON document; it is parsed in memory at about ten times its size.
        field: Bytes of one field of CSV, XML or HTML.
        line: Characters of one line of NDJSON or fixed-width text.
        hopeless: Lines of NDJSON or fixed-width text after which a file without one record is something else: setting
            millions of them aside one by one helps nobody.
        record: Bytes of one record of an XML document.
        page: Bytes of a web page; it is parsed in memory at about ten times its size.
        attributes: Attributes of one tag of a web page.
        columns: Columns of one table.
        cells: Cells that rows of different keys may make at a time (JSON, NDJSON), where most of them are empty.
        depth: Levels of nesting inside one JSON value that is kept as text, and of one Parquet column.
    """

    uncompressed: int = 2 * GIB
    ratio: int = 200
    ratio_floor: int = 16 * MIB
    members: int = 100
    document: int = 512 * MIB
    field: int = MIB
    line: int = 4 * MIB
    hopeless: int = 10_000
    record: int = 4 * MIB
    page: int = 8 * MIB
    attributes: int = 1_000
    columns: int = 2_000
    cells: int = 20_000_000
    depth: int = 64


DEFAULT_LIMITS = Limits()
