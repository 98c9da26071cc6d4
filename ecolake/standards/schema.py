"""The public face of a standard: a `pandera.polars` schema that anyone may import, print and use alone.

It carries the very expressions that acceptance evaluates, so the two agree row by row. How a frame is judged is in
`schema_backend`, how a schema is printed in `schema_print`.
"""

from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.standards import schema_print
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.checks import Check
from ecolake.standards.compile import compile_dataset
from ecolake.standards.findings import did_you_mean
from ecolake.standards.load import load
from ecolake.standards.schema_backend import CASES, RowCheck, StandardBackend, failures

if TYPE_CHECKING:
    from rich.console import RenderableType


class StandardSchema(pa.DataFrameSchema):
    """A pandera schema over the items of one dataset, typed as in the lake.

    Attributes:
        dataset: The standard that it is made of.
        left_out: Checks that a frame alone cannot answer: how a value was written, when a row arrived, whether what it
            refers to exists.
    """

    dataset: Dataset
    left_out: tuple[Check, ...]

    @classmethod
    def get_backend(cls, check_obj: Any = None, check_type: type | None = None) -> Any:
        """Judge by `StandardBackend`: pandera looks backends up by exact class and knows none for this one."""
        pa.DataFrameSchema.get_backend(
            check_obj, check_type
        )  # registers pandera's own, which the columns need
        return StandardBackend()

    def validate(self, *args: Any, **options: Any) -> Any:
        """Validate types and values, whether the frame is eager or lazy; takes what pandera's `validate` takes."""
        with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            return super().validate(*args, **options)

    def failures(self, frame: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
        """List every failure, where pandera's report stops at the first hundred of each check.

        Args:
            frame: The items, as `validate` takes them.

        Returns:
            `row` (from 0), `check`, `severity`, `items`, `message_zh`, `message_en`; by row, then in the standard's order.
        """
        return failures(frame.lazy(), [one for one in self.checks if isinstance(one, RowCheck)])

    def __repr__(self) -> str:
        """Print items, titles, checks and severities as a table."""
        return schema_print.as_text(self.__rich__())

    def __str__(self) -> str:
        """Print as `repr` does."""
        return repr(self)

    def __rich__(self) -> "RenderableType":
        """Show the schema on a console of rich."""
        checks = [one.standard for one in self.checks if isinstance(one, RowCheck)]
        return schema_print.face(self.dataset, checks, self.left_out)


def schema_for(
    dataset: Dataset | str, standards: Standards | None = None, *, cases: int = CASES
) -> StandardSchema:
    """Build the schema of a dataset.

    Rejecting checks are errors; `flag` and `watch` checks are warnings, as they let a row in.

    Args:
        dataset: A dataset of the loaded standards, or its id, as `water_resources.river_stage`.
        standards: Where an id is looked up; the standards of this installation (`ECOLAKE_PROJECT`) by default.
        cases: How many failing rows of each check pandera's report shows; it counts all of them.

    Raises:
        UsageError: There is no dataset of this id.
    """
    one = dataset if isinstance(dataset, Dataset) else _named(dataset, standards)
    checks = compile_dataset(one).checks
    judged = [check for check in checks if set(one.items).issuperset(check.holds.meta.root_names())]
    schema = StandardSchema(
        columns={
            name: pa.Column(
                item.polars, nullable=True, required=True, title=item.title.en, description=item.title.zh
            )
            for name, item in one.items.items()
        },
        checks=[RowCheck(check, cases) for check in judged],
        name=one.id,
        title=one.title.en,
        description=one.definition.en,
        metadata={"version": one.version, "fingerprint": one.fingerprint, "key": list(one.key)},
        strict=False,
    )
    schema.dataset = one
    schema.left_out = tuple(check for check in checks if check not in judged)
    return schema


def _named(name: str, standards: Standards | None) -> Dataset:
    known = (standards or load(Home.from_environment().standards)).datasets
    if name not in known:
        near = did_you_mean(name, sorted(known))
        raise UsageError(
            "unknown_dataset",
            f"There is no dataset '{name}'.",
            f"没有名为“{name}”的数据集。",
            hint_en=near[:1].upper() + near[1:] if near else "List them with: ecolake standards show",
            hint_zh="请核对名称；全部数据集见：ecolake standards show",
        )
    return known[name]
