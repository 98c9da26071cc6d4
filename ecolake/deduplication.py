"""Which admissible rows are new, which are known already, and which contradict their own batch.

Per key, in landing order: the same content as before is a duplicate. Other content in a later batch is a correction (the old
version stays readable), or, where the standard refuses changes, a conflict. Other content inside one batch is always a conflict.
Of a conflict the first row stands, and the later one is rejected.
"""

from dataclasses import dataclass

import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.model_base import Text

CONFLICT = "key.conflict"
MESSAGE = Text(
    zh="同一批次中主键相同而内容不同，先出现的一行已采用；请核对后只报一行",
    en="has the key of an earlier row of the same batch but other values; the first was taken: check, and send one row",
)
REFUSED = Text(
    zh="该主键此前已报送且内容不同；本数据集的标准规定已报内容不得更改（changes: refuse），先报的一行有效；如确有错误，请与标准责任单位联系",
    en="has the key of a row that was delivered before but other values; the standard lets nobody change this dataset "
    "(changes: refuse), and the earlier row stands: if that one is wrong, turn to the owner of the standard",
)
_ORDER = ["_sequence", "_file", "_row"]


@dataclass(frozen=True)
class Deduplicated:
    """The admissible rows, told apart."""

    accepted: pl.DataFrame
    duplicates: pl.DataFrame
    conflicts: pl.DataFrame
    refused: pl.DataFrame


def deduplicate(rows: pl.DataFrame, known: pl.LazyFrame, dataset: Dataset) -> Deduplicated:
    """Tell new rows from known ones.

    Args:
        rows: Admissible rows of one or more batches, as in the accepted table.
        known: Visible accepted rows of earlier batches.
        dataset: The standard, for its key and what it says of changes.
    """
    key = list(dataset.key)
    said = [name for name, item in dataset.items.items() if not (item.derived or item.arrival)]
    content = pl.struct(said).hash(seed=0).alias("_content")
    fresh = rows.with_columns(content).sort(_ORDER, maintain_order=True)
    first = pl.col("_content").first().over([*key, "_batch"])
    ordinal = pl.int_range(pl.len()).over([*key, "_batch"])
    fresh = fresh.with_columns(_ordinal=ordinal, _first=first)
    candidates = fresh.filter(pl.col("_ordinal") == 0)
    repeated = fresh.filter(pl.col("_ordinal") > 0)

    earlier = (
        _current(known, fresh.select(key).unique(), key)
        .with_columns(content)
        .select(*key, "_content", _old=True)
    )
    chain = pl.concat([earlier, candidates.with_columns(_old=pl.lit(False))], how="diagonal")
    is_fixed = dataset.spec.changes == "refuse"
    # Where nothing may change, the first version stands and all others are held against it.
    standing = pl.col("_content").first() if is_fixed else pl.col("_content").shift(1)
    is_first = pl.int_range(pl.len()).over(key) == 0
    chain = chain.with_columns(_before=pl.when(is_first.not_()).then(standing.over(key)))
    chain = chain.filter(pl.col("_old").not_())
    is_known = pl.col("_content").eq_missing(pl.col("_before")) & pl.col("_before").is_not_null()
    is_other = pl.lit(is_fixed) & pl.col("_before").is_not_null() & is_known.not_()
    same = pl.col("_content") == pl.col("_first")
    return Deduplicated(
        accepted=chain.filter(is_known.not_() & is_other.not_()).select(rows.columns),
        duplicates=pl.concat(
            [chain.filter(is_known).select(rows.columns), repeated.filter(same).select(rows.columns)]
        ),
        conflicts=repeated.filter(same.not_()).select(rows.columns),
        refused=chain.filter(is_other).select(rows.columns),
    )


def _current(known: pl.LazyFrame, wanted: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The latest known version of each wanted key."""
    return (
        nearby(known, wanted.lazy(), key)
        .join(wanted.lazy(), on=key, how="semi", nulls_equal=True)
        .sort(_ORDER)
        .unique(key, keep="last", maintain_order=True)
        .collect()
    )


def nearby(known: pl.LazyFrame, wanted: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """Leave out rows of other times than those wanted, which Parquet's statistics do without reading them."""
    schema = wanted.collect_schema()
    for name in (one for one in key if schema[one].is_temporal()):
        column = pl.col(name)
        range_of = wanted.select(low=column.min(), high=column.max(), missing=column.null_count())
        low, high, missing = range_of.collect(engine="streaming").row(0)
        if low is not None and not missing:
            known = known.filter(column.is_between(low, high))
    return known
