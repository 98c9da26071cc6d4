"""How a frame is judged by a standard's schema: all checks in one pass, and a report of bounded size.

pandera would run each check over the frame by itself, and keep every failing row of each as Python objects. What the
checks are is the business of `checks`; what a schema is made of that of `schema`.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.backends.base import CoreCheckResult
from pandera.backends.polars.container import DataFrameSchemaBackend
from pandera.constants import CHECK_OUTPUT_KEY
from pandera.errors import SchemaErrorReason, SchemaWarning

from ecolake.standards.checks import Check

CASES = 100
_SHOWN = 3
_ROW = "row"


class RowCheck(pa.Check):
    """One check of a standard as pandera knows it.

    Args:
        check: The compiled check.
        cases: How many failing rows a report shows.
    """

    def __init__(self, check: Check, cases: int = CASES) -> None:
        def holds(data: pa.PolarsData) -> pl.LazyFrame:
            return data.lazyframe.select(check.failure().not_())

        super().__init__(
            holds,
            name=check.id,
            error=f"{check.id}: {check.message.en}",
            title=check.message.en,
            description=check.message.zh,
            raise_warning=check.severity != "reject",
            n_failure_cases=cases,
        )
        self.standard = check
        self.cases = cases

    @classmethod
    def get_backend(cls, check_obj: Any) -> Any:
        """Use the backend of the class that this one refines: pandera looks backends up by exact class."""
        return pa.Check.get_backend(check_obj)


class StandardBackend(DataFrameSchemaBackend):
    """pandera's backend, but for the checks of the standard."""

    def run_checks(self, check_obj: pl.LazyFrame, schema: pa.DataFrameSchema) -> list[CoreCheckResult]:
        """Evaluate the checks of the standard together, and those that a user has added as pandera does."""
        numbered = list(enumerate(schema.checks))
        mine = [(n, one) for n, one in numbered if isinstance(one, RowCheck)]
        fitting = _fitting(check_obj, schema)
        judged = [(n, one) for n, one in mine if fitting.issuperset(one.standard.holds.meta.root_names())]
        results = _results(check_obj, schema, judged)
        others = [(n, one) for n, one in numbered if not isinstance(one, RowCheck)]
        results.extend(self.run_check(check_obj, schema, one, n) for n, one in others)
        return results


def failures(frame: pl.LazyFrame, checks: Sequence[RowCheck]) -> pl.DataFrame:
    """List every failure of every check: by row, then in the order of the checks."""
    standard = [one.standard for one in checks]
    failing = _failing(frame, standard)
    places = [
        pl.select(failing[check.id].arg_true().cast(pl.UInt32).alias(_ROW), order=pl.lit(order, pl.UInt32))
        for order, check in enumerate(standard)
    ]
    told = pl.DataFrame(
        {
            "order": range(len(standard)),
            "check": [check.id for check in standard],
            "severity": [check.severity for check in standard],
            "items": [list(check.items) for check in standard],
            "message_zh": [check.message.zh for check in standard],
            "message_en": [check.message.en for check in standard],
        },
        schema_overrides={"order": pl.UInt32, "items": pl.List(pl.String)},
    )
    found = pl.concat(places or [pl.DataFrame(schema={_ROW: pl.UInt32, "order": pl.UInt32})])
    return found.join(told, on="order").sort(_ROW, "order").drop("order")


def _failing(frame: pl.LazyFrame, checks: Sequence[Check]) -> pl.DataFrame:
    """One pass: a boolean column a check, which is a bit a row."""
    return frame.select(check.failure().alias(check.id) for check in checks).collect(engine="streaming")


def _fitting(frame: pl.LazyFrame, schema: pa.DataFrameSchema) -> frozenset[str]:
    """The columns that are there and of their type; the others have their own line in the report."""
    found = frame.collect_schema()
    return frozenset(
        name
        for name, column in schema.columns.items()
        if name in found and column.dtype is not None and column.dtype.check(found[name])
    )


def _results(
    frame: pl.LazyFrame, schema: pa.DataFrameSchema, checks: Sequence[tuple[int, RowCheck]]
) -> list[CoreCheckResult]:
    if not checks:
        return []
    failing = _failing(frame, [one.standard for _, one in checks])
    first = {one.standard.id: failing[one.standard.id].arg_true().head(one.cases) for _, one in checks}
    places = pl.concat(list(first.values())).unique().sort().alias(_ROW)
    wanted = sorted({item for _, one in checks for item in one.standard.items})
    shown = _rows(frame.select(wanted), places)
    return [
        _result(schema, number, one, failing[one.standard.id], shown, first[one.standard.id])
        for number, one in checks
    ]


def _rows(frame: pl.LazyFrame, places: pl.Series) -> pl.DataFrame:
    """The rows at the places, and only those, in memory."""
    numbered = frame.with_row_index(_ROW)
    return numbered.filter(pl.col(_ROW).is_in(places.implode())).collect(engine="streaming").sort(_ROW)


def _result(
    schema: pa.DataFrameSchema,
    number: int,
    one: RowCheck,
    failing: pl.Series,
    shown: pl.DataFrame,
    first: pl.Series,
) -> CoreCheckResult:
    check, count = one.standard, int(failing.sum())
    reason = SchemaErrorReason.DATAFRAME_CHECK
    if count == 0:
        return CoreCheckResult(passed=True, check=one, check_index=number, reason_code=reason)
    cases = shown.filter(pl.col(_ROW).is_in(first.implode())).select(check.items or pl.exclude(_ROW))
    examples = cases.head(_SHOWN).rows(named=True)
    message = f"{schema.name}: {count} of {len(failing)} rows fail {one.error}; as {examples}"
    if one.raise_warning:
        warnings.warn(message, SchemaWarning, stacklevel=2)
        return CoreCheckResult(passed=True, check=one, check_index=number, reason_code=reason)
    return CoreCheckResult(
        passed=False,
        check=one,
        check_index=number,
        check_output=failing.not_().alias(CHECK_OUTPUT_KEY).to_frame(),
        reason_code=reason,
        message=message,
        failure_cases=cases,
    )
