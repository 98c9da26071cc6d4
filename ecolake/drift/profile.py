"""What a batch looked like, in a few hundred bytes: kinds of its columns, spread of its quantities, codes that no list has.

Worked out on a sample of rows spread over the batch, from the values as received, so that what cannot be read as the item
still shows. Whether it differs from earlier batches is decided in `compare`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

import polars as pl

from ecolake.mapping import RAW
from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.source import CodeMap
from ecolake.standards.source import Mapping as SourceMapping
from ecolake.standards.units import conversion_factor
from ecolake.typed_text import as_text

# Medians and kinds of a few thousand rows are those of ten million.
SAMPLE_ROWS = 2_000
SAMPLE_FRAMES = 20
# Fewer values than these say nothing of the rest.
FEWEST_VALUES, FEWEST_NUMBERS = 20, 30
QUANTILES = (0.1, 0.5, 0.9)
# A text column is of numbers, or of times, when this share of it is; below the other it is not.
MOST, HALF = 0.9, 0.5
# A code that no list has is no slip of the hand when it comes again and again.
RECURRING_ROWS, RECURRING_SHARE = 5, 0.02
_MOST_CODES = 12
# Scales on which twice the number is not twice as much.
_NO_RATIO = ("Cel", "[degF]", "[pH]", "dB", "dB[SPL]", "deg")

# Kinds of a column: typed number, time, boolean, nested; text of Numbers, of Times, of words; none can be told.
NUMBER, TIME, BOOLEAN, NESTED = "n", "t", "b", "l"
NUMBER_TEXT, TIME_TEXT, WORDS, UNTOLD = "N", "T", "s", "-"
_POSITION = "_position"
_TIME = r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}"


@dataclass(frozen=True)
class Spread:
    """Quantiles of the decimal logarithm of a quantity's magnitude, zeros left out, in hundredths.

    Attributes:
        unit: The unit it was converted to.
        values: How many there were in the sample.
        quantiles: At `QUANTILES`.
    """

    unit: str
    values: int
    quantiles: tuple[int, ...]


@dataclass(frozen=True)
class Profile:
    """What a batch looked like.

    Attributes:
        kinds: Kind of each column of the source, in its order.
        spreads: By item.
        unlisted: By item with a code list, the recurring codes that are not in it, sorted.
        shares: By item, the share of the values that are such codes, per cent; not kept.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    unlisted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict, compare=False)

    def dumps(self) -> str:
        """The profile as the account keeps it."""
        body = {
            "kinds": dict(self.kinds),
            "spreads": {item: [s.unit, s.values, *s.quantiles] for item, s in self.spreads.items()},
            "unlisted": {item: list(codes) for item, codes in self.unlisted.items()},
        }
        kept = {name: value for name, value in body.items() if value}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> "Profile":
        """Read what `dumps` wrote."""
        body = json.loads(text)
        return cls(
            kinds=body.get("kinds", {}),
            spreads={
                item: Spread(unit, values, tuple(quantiles))
                for item, (unit, values, *quantiles) in body.get("spreads", {}).items()
            },
            unlisted={item: tuple(codes) for item, codes in body.get("unlisted", {}).items()},
        )


def profile_of(
    frames: Sequence[pl.LazyFrame], dataset: Dataset, mapping: SourceMapping, received: date
) -> Profile:
    """Say what a batch looks like.

    Args:
        frames: Its rows, the source's columns as `_raw.<column>`.
        dataset: The standard.
        mapping: The source's mapping of it.
        received: The day on which it was received, in the source's calendar.
    """
    sample = list(_sample(frames))
    columns = {name: None for frame in sample for name in frame.columns if name.startswith(RAW)}
    kinds: dict[str, str] = {}
    spreads: dict[str, Spread] = {}
    unlisted: dict[str, tuple[str, ...]] = {}
    shares: dict[str, float] = {}
    for name in columns:
        column = name.removeprefix(RAW)
        item = dataset.items.get(mapping.map.get(column, ""))
        marks = [*mapping.missing, *mapping.missing_in.get(item.name if item else "", ())]
        given = [_without(frame[name], marks) for frame in sample if name in frame.columns]
        kinds[column] = _kind_of(given)
        if item is None:
            continue
        if _is_quantity(item, dataset) and (
            spread := _spread_of(given, item, mapping.unit_of(item.name, received))
        ):
            spreads[item.name] = spread
        elif item.codes is not None:
            codes, share = _unlisted(given, item, mapping.codes.get(item.name))
            if codes:
                unlisted[item.name], shares[item.name] = codes, share
    return Profile(kinds, spreads, unlisted, shares)


def _sample(frames: Sequence[pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """Rows at equal distances, of files at equal distances."""
    some = frames[:: -(-len(frames) // SAMPLE_FRAMES)] if frames else ()
    share = max(SAMPLE_ROWS // len(some), 1) if some else 0
    for frame in some:
        height = frame.select(pl.len()).collect().item()
        is_chosen = pl.col(_POSITION) % max(height // share, 1) == 0
        # Rows that are chosen while they are read do not keep what they were read from in memory.
        some_rows = frame.with_row_index(_POSITION).filter(is_chosen).head(share).drop(_POSITION)
        yield some_rows.collect(engine="streaming")


def _without(values: pl.Series, marks: Sequence[str]) -> pl.Series:
    """The values that are there: texts without surrounding space, marks for missing left out."""
    if values.dtype == pl.String:
        values = values.str.strip_chars()
        return values.filter(~values.is_in(list(marks)))
    return values.drop_nulls()


def _kind_of(given: Sequence[pl.Series]) -> str:
    present = [values for values in given if len(values) and values.dtype != pl.Null]
    if sum(map(len, present)) < FEWEST_VALUES:
        return UNTOLD
    kinds = {_typed_kind(values.dtype) for values in present}
    if len(kinds) > 1:
        return UNTOLD
    kind = kinds.pop()
    if kind != WORDS or any(values.dtype != pl.String for values in present):
        return kind
    return _text_kind(pl.concat(present))


def _typed_kind(kind: pl.DataType) -> str:
    if kind.is_numeric():
        return NUMBER
    if kind.is_temporal():
        return TIME
    if kind == pl.Boolean:
        return BOOLEAN
    return NESTED if kind.is_nested() else WORDS


def _text_kind(texts: pl.Series) -> str:
    numbers = texts.cast(pl.Float64, strict=False).is_not_null().mean()
    times = texts.str.contains(_TIME).mean()
    for share, kind in ((numbers, NUMBER_TEXT), (times, TIME_TEXT)):
        if isinstance(share, float) and share >= MOST:
            return kind
        if isinstance(share, float) and share >= HALF:
            return UNTOLD
    return WORDS


def _is_quantity(item: Item, dataset: Dataset) -> bool:
    element = item.element
    return (
        element is not None
        and element.type.is_number
        and bool(element.unit)
        and element.unit not in _NO_RATIO
        and item.name not in dataset.key
    )


def _spread_of(given: Sequence[pl.Series], item: Item, stated: str | None) -> Spread | None:
    unit = (item.element.unit if item.element else None) or "1"
    factor = float(conversion_factor(stated, unit)) if stated else 1.0
    readable = [values for values in given if values.dtype == pl.String or values.dtype.is_numeric()]
    if not readable:
        return None
    numbers = pl.concat([values.cast(pl.Float64, strict=False) for values in readable])
    sizes = numbers.abs().filter(numbers.is_finite() & (numbers != 0))
    if len(sizes) < FEWEST_NUMBERS:
        return None
    logs = (sizes * factor).log10()
    quantiles = [logs.quantile(share, "nearest") for share in QUANTILES]
    told = tuple(round(100 * one) for one in quantiles if one is not None and isfinite(one))
    return Spread(unit, len(sizes), told) if len(told) == len(QUANTILES) else None


def _unlisted(given: Sequence[pl.Series], item: Item, codes: CodeMap | None) -> tuple[tuple[str, ...], float]:
    """The recurring codes outside the list, and the share of the values, per cent, that they are."""
    texts = [_as_texts(values) for values in given]
    found = pl.concat(texts) if texts else pl.Series([], dtype=pl.String)
    if codes is not None and codes.separator is not None:
        found = found.str.split(codes.separator).explode().str.strip_chars()
    if codes is not None:
        found = found.replace(dict(codes.values))
    known = item.codes.sorted_codes if item.codes else ()
    strange = found.filter(~found.is_in(list(known))).alias("code")
    least = max(RECURRING_ROWS, RECURRING_SHARE * len(found))
    counts = (
        strange.value_counts()
        .filter(pl.col("count") >= least)
        .sort("count", "code", descending=[True, False])
    )
    share = 100.0 * float(counts["count"].sum()) / max(len(found), 1)
    return tuple(sorted(counts["code"].head(_MOST_CODES).to_list())), share


def _as_texts(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        return values
    name = values.name
    return values.to_frame().select(as_text(pl.col(name), values.dtype)).to_series().drop_nulls()
