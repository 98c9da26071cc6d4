"""The public face of a standard: a `pandera.polars` schema that anyone may import, print and use alone.

It carries the very expressions that acceptance evaluates, so the two agree row by row. Unlike a plain pandera schema it
validates values as well as types on a LazyFrame (pandera 0.35 checks only types there, silently).
"""

from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check
from ecolake.standards.compile import compile_dataset


class StandardSchema(pa.DataFrameSchema):
    """A pandera schema that always checks values too."""

    @classmethod
    def get_backend(cls, check_obj: Any = None, check_type: type | None = None) -> Any:
        """Use the backend of the class that this one refines: pandera looks backends up by exact class."""
        return pa.DataFrameSchema.get_backend(check_obj, check_type)

    def validate(self, *args: Any, **options: Any) -> Any:
        """Validate types and values, whether the frame is eager or lazy."""
        with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            return super().validate(*args, **options)


def schema_for(dataset: Dataset) -> StandardSchema:
    """Build the schema of a dataset.

    Rejecting checks are errors; `flag` and `watch` checks are warnings, as they let a row in.

    Args:
        dataset: A dataset of the loaded standards.

    Returns:
        A schema over the dataset's items (typed columns as in the lake). Checks on how a row arrived (could a value be
        read at all, does it lie after its receipt) are not among them: a frame alone cannot say.
    """
    columns = set(dataset.items)
    checks = [
        check
        for check in compile_dataset(dataset).checks
        if columns.issuperset(check.holds.meta.root_names())
    ]
    return StandardSchema(
        columns={
            name: pa.Column(
                item.polars, nullable=True, required=True, title=item.title.en, description=item.title.zh
            )
            for name, item in dataset.items.items()
        },
        checks=[_pandera_check(check) for check in checks],
        name=dataset.id,
        title=dataset.title.en,
        description=dataset.definition.en,
        strict=False,
    )


def _pandera_check(check: Check) -> pa.Check:
    def holds(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(check.failure().not_())

    return pa.Check(
        holds,
        name=check.id,
        error=f"{check.id}: {check.message.en}",
        raise_warning=check.severity != "reject",
    )
