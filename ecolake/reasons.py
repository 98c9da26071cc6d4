"""What a failure mask says in words: rules, columns, sentences; worked out once for each mask, of which a table has few.

Which rows have a mask is decided in `validation`, and what a bit stands for in `standards.compile`.
"""

from collections.abc import Callable, Sequence

import polars as pl

from ecolake.mapping import column_at_fault
from ecolake.standards.checks import Check
from ecolake.standards.compile import CompiledStandard

REASONS = pl.Schema(
    {
        "rules": pl.List(pl.String()),
        "columns": pl.List(pl.String()),
        "reason_zh": pl.String(),
        "reason_en": pl.String(),
    }
)
# A hostile table may have a mask of its own for every row: no more than these are remembered.
_REMEMBERED = 4096
_KNOWN = "_known"

Say = Callable[[pl.DataFrame], pl.DataFrame]


def flags(lenient: CompiledStandard) -> pl.Expr:
    """List the flagging checks that a row fails, from its mask."""
    flagging = [check for check in lenient.checks if check.severity == "flag"]
    if not flagging:
        return pl.lit([], dtype=pl.List(pl.String))

    def listed(masks: pl.DataFrame) -> pl.DataFrame:
        return masks.select(_named(lenient, flagging, lambda check: pl.lit(check.id)).alias("flags"))

    return _by_mask(lenient, listed, pl.Struct({"flags": pl.List(pl.String)})).struct.field("flags")


def reasons(standard: CompiledStandard) -> pl.Expr:
    """Say why a row is rejected, from its mask: the fields of `REASONS`."""
    mapping = standard.dataset.mapping
    rejecting = standard.rejecting

    def columns(check: Check) -> pl.Expr:
        return pl.concat_str([column_at_fault(mapping, item) for item in check.items], separator="、")

    def told(masks: pl.DataFrame) -> pl.DataFrame:
        return masks.select(
            _named(standard, rejecting, lambda check: pl.lit(check.id)).alias("rules"),
            _named(standard, rejecting, columns).list.unique(maintain_order=True).alias("columns"),
            _named(standard, rejecting, lambda check: pl.lit(check.message.zh))
            .list.join("；")
            .alias("reason_zh"),
            _named(standard, rejecting, lambda check: pl.lit(check.message.en))
            .list.join("; ")
            .alias("reason_en"),
        )

    # Of an unpivoted record it depends on the reading which column is at fault.
    beside = [mapping.unpivot.name] if mapping and mapping.unpivot else []
    return _by_mask(standard, told, pl.Struct(REASONS), beside)


class _Memory:
    """What was said of the masks met so far.

    The parts of a table are judged on several threads: what is known is only ever replaced whole, so that at worst two of
    them say the same.
    """

    def __init__(self, named: list[str], say: Say) -> None:
        self._named = named
        self._say = say
        self._known: pl.DataFrame | None = None

    def of(self, masks: pl.DataFrame) -> pl.DataFrame:
        """Say it of each row."""
        known = self._known
        if known is not None:
            every = self._joined(masks, known)
            if not every[_KNOWN].null_count():
                return every.drop(_KNOWN)
        distinct = masks.unique(maintain_order=True)
        said = distinct.hstack(self._say(distinct)).with_columns(pl.lit(value=True).alias(_KNOWN))
        self._known = self._together(known, said)
        return self._joined(masks, said).drop(_KNOWN)

    def _joined(self, masks: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
        every = masks.join(said, on=self._named, how="left", maintain_order="left", nulls_equal=True)
        return every.drop(self._named)

    def _together(self, known: pl.DataFrame | None, said: pl.DataFrame) -> pl.DataFrame:
        if known is None or known.height + said.height > _REMEMBERED:
            return said
        return pl.concat([known, said]).unique(self._named)


def _by_mask(standard: CompiledStandard, say: Say, kind: pl.Struct, beside: Sequence[str] = ()) -> pl.Expr:
    """Work something out for each distinct mask, and what it depends on beside."""
    named = [*standard.words, *beside]
    memory = _Memory(named, say)

    def spread(masks: pl.Series) -> pl.Series:
        return memory.of(masks.struct.unnest()).to_struct(masks.name)

    return pl.struct(named).map_batches(spread, return_dtype=kind, is_elementwise=True)


def _named(standard: CompiledStandard, checks: Sequence[Check], word: Callable[[Check], pl.Expr]) -> pl.Expr:
    """List a word for each failed check of a row."""
    if not checks:
        return pl.lit([], dtype=pl.List(pl.String))
    return pl.concat_list(
        [pl.when(standard.failing(check)).then(word(check)) for check in checks]
    ).list.drop_nulls()
