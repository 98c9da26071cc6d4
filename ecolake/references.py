"""Whether what a row refers to exists: keys of other datasets, from one pinned version of each.

The standards say what refers to what; here the keys are read from the lake and looked up. A dataset of which nothing has
been accepted yet cannot be asked, and then no reference to it is judged.
"""

from collections.abc import Mapping

import polars as pl

from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset, Link, Standards
from ecolake.standards.checks import found_column
from ecolake.visibility import visible

# By reference: the distinct keys that exist, as columns `key_0`, `key_1` …
Known = Mapping[str, pl.DataFrame]


def known_keys(home: Home, standards: Standards, dataset: Dataset, *, before: int | None = None) -> Known:
    """Read the keys that the dataset's references may name.

    Args:
        home: The installation.
        standards: All standards.
        dataset: The dataset whose rows will be judged.
        before: Where it refers to itself, only what was landed before this place in its landing order.

    Returns:
        Keys by reference; one to a dataset that nothing was accepted of is left out.
    """
    known: dict[str, pl.DataFrame] = {}
    for link in dataset.links:
        target = standards.datasets[link.dataset]
        table = lake.accepted(target.table)
        until = before if link.dataset == dataset.id else None
        if not lake.exists(home, table) or not accounts.attempts(
            home, target.source, target.name, before=until
        ):
            continue
        # By the standard's columns: a table written before an item was added has not got it.
        schema = pl.Schema({lake.BATCH: pl.String(), **{name: target.schema[name] for name in link.targets}})
        rows = visible(home, table, target, schema, before=until)
        known[link.id] = rows.select(_named(link)).drop_nulls().unique().collect(engine="streaming")
    return known


def look_up(frame: pl.LazyFrame, dataset: Dataset, known: Known) -> pl.LazyFrame:
    """Add `_found_<reference>`: whether what the row names exists, null where it names nothing or cannot be judged.

    A dataset that refers to itself, as a branch to its parent, is looked up in the rows at hand too.
    """
    own = frame
    for link in dataset.links:
        keys = [known[link.id].lazy()] if link.id in known else []
        if link.dataset == dataset.id:
            keys.append(own.select(_named(link)))
        if keys:
            frame = _with_found(frame, link, pl.concat(keys, how="vertical_relaxed"))
        else:
            frame = frame.with_columns(pl.lit(None, pl.Boolean).alias(found_column(link)))
    return frame


def _named(link: Link) -> list[pl.Expr]:
    return [pl.col(name).alias(f"key_{n}") for n, name in enumerate(link.targets)]


def _with_found(frame: pl.LazyFrame, link: Link, keys: pl.LazyFrame) -> pl.LazyFrame:
    column, schema = found_column(link), frame.collect_schema()
    names = [f"key_{n}" for n in range(len(link.items))]
    # A key that the item's type cannot hold is named by no row; those that become alike in it are one.
    alike = keys.select(
        pl.col(name).cast(schema[item], strict=False) for name, item in zip(names, link.items, strict=True)
    )
    there = alike.drop_nulls().unique().with_columns(pl.lit(value=True).alias(column))
    given = pl.all_horizontal([pl.col(item).is_not_null() for item in link.items])
    joined = frame.join(there, left_on=list(link.items), right_on=names, how="left", maintain_order="left")
    return joined.with_columns(pl.when(given).then(pl.col(column).fill_null(value=False)).alias(column))
