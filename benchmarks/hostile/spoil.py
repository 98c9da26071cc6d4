"""A good file to a hostile one: which ways of spoiling suit it, and one to three of them by chance.

The same seed and number give the same bytes. The ways themselves are in `of_bytes`, `of_text`, `of_archives` and `of_tables`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.hostile import of_archives, of_bytes, of_tables, of_text
from benchmarks.hostile.seeds import Seed

Way = Callable[[bytes, Random], bytes]

TEXT = frozenset({"csv", "fixed", "json", "ndjson", "geojson", "xml", "html", "hj212"})
BRACED = frozenset({"json", "ndjson", "geojson"})
MARKED = frozenset({"xml", "html"})
# Files that begin as the same good one.
TOGETHER = 20
# How often a way is chosen that knows the format.
OWN = 0.7
ZIP = b"PK\x03\x04"
# Names that a file may come under; most come under a plain one.
NAMES = (
    "a\nb.csv", "a'b\"c.csv", "%2e%2e%2fetc.csv", "..", "manifest.json", "数据" * 60 + ".csv", "a b?*[x].csv", "=cmd|.csv",
    "a\u202ecsv.exe", "-rf", "\udcff\udcfe.csv", "NUL", ".hidden", "a\tb", "a;drop table x;--.csv",
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """A spoilt file.

    Attributes:
        number: Its place in the campaign, which makes it again.
        seed: What it was.
        name: The name that it comes under.
        ways: What was done to it.
        content: Its bytes.
    """

    number: int
    seed: Seed
    name: str
    ways: tuple[str, ...]
    content: bytes


def hostile_file(seeds: Sequence[Seed], campaign: int, number: int) -> Hostile:
    """Make one file of a campaign."""
    rng = Random(f"{campaign}/{number}")
    # Neighbours are of one dataset, so that they can be taken in together.
    seed = Random(f"{campaign}/{number // TOGETHER}").choice(seeds)
    content, done = seed.content, []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        plain, own = ways_for(seed, content, seeds)
        # Chance bytes are mostly refused at the door; what knows the format comes further.
        ways = own if own and rng.random() < OWN else plain
        name = rng.choice(sorted(ways))
        try:
            content = ways[name](content, rng)
        except Exception:  # noqa: BLE001  the ways before have left nothing that this one could take apart
            content = of_bytes.flipped(content, rng)
        done.append(name)
    name = rng.choice(NAMES) if rng.random() < 0.03 else seed.name
    return Hostile(number, seed, name, tuple(done), content)


def ways_for(
    seed: Seed, content: bytes, seeds: Sequence[Seed]
) -> tuple[Mapping[str, Way], Mapping[str, Way]]:
    """Return the ways of spoiling that suit anything, and those that mean something for what the file now is."""

    def spliced(data: bytes, rng: Random) -> bytes:
        return of_bytes.spliced(data, rng.choice(seeds).content, rng)

    def another(_: bytes, rng: Random) -> bytes:
        return rng.choice(seeds).content

    plain = {**of_bytes.WAYS, "spliced": spliced, "another_file": another, **of_archives.WRAPPINGS}
    ways: dict[str, Way] = {}
    if content.startswith(ZIP):
        ways |= of_archives.ZIP_WAYS
    if seed.format in TEXT and not content.startswith(ZIP):
        ways |= of_text.WAYS
    if seed.format in BRACED:
        ways |= of_text.BRACED_WAYS
    if seed.format in MARKED:
        ways |= of_text.MARKED_WAYS
    if seed.format == "excel" and content.startswith(ZIP):
        ways |= of_archives.WORKBOOK_WAYS
    if seed.format == "parquet":
        ways |= of_tables.PARQUET_WAYS
    if content.startswith(of_tables.SQLITE):
        ways |= of_tables.PACKAGE_WAYS
    return plain, ways
