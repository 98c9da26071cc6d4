"""Rejected rows, read back for the people who must mend them.

Which rows are visible and what each was told is decided at acceptance; how a workbook is written is the business of
`ecolake.rejects.sheets`.
"""

import json
from collections.abc import Iterator
from typing import Final

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.model_base import Text
from ecolake.validation import REJECTED
from ecolake.visibility import visible

SCHEMA: Final = pl.Schema({"source": pl.String(), "dataset": pl.String(), **REJECTED})
ORDER: Final = ("source", "dataset", "_sequence", "_batch", "_file", "_row", "payload")
# Where the source's own values are no JSON object: a line of a log, a row with too many cells.
AS_RECEIVED: Final = "(as received)"

_ADVICE: Final = {
    "unread": Text(zh="改正所列列的写法（数字、日期或是否）", en="correct how the named columns are written"),
    "required": Text(zh="补填所列列", en="fill in the named columns"),
    "length": Text(zh="缩短所列列的内容", en="shorten the named columns"),
    "range": Text(zh="核对数值与单位", en="check the value and its unit"),
    "pattern": Text(zh="按标准格式改写所列列", en="write the named columns in the form of the standard"),
    "code": Text(zh="改用代码表中的代码", en="use a code of the code list"),
    "check": Text(
        zh="核对代码，校验位不符", en="check the code against its certificate: the check digit is wrong"
    ),
    "valid_on": Text(zh="改用当日有效的代码", en="use the code that was in force on that day"),
    "reference": Text(
        zh="核对，或先报送被引用的记录", en="check it, or send first the record that it refers to"
    ),
    "key.": Text(zh="同一主键只报一行", en="send one row per key"),
    "record.": Text(
        zh="检查该记录的分隔符、引号和结构", en="check separators, quotes and structure of the record"
    ),
    "file.": Text(zh="重新导出整个文件", en="export the whole file anew"),
}
_OTHER: Final = Text(zh="对照原因核对所列列", en="check the named columns against the reason")
_AGAIN: Final = Text(zh="，改正后重报", en=", then send it again")


def rejected_rows(
    home: Home,
    standards: Standards,
    source: str | None = None,
    dataset: str | None = None,
    *,
    rule: str | None = None,
    batch: str | None = None,
) -> pl.DataFrame:
    """Read the rejected rows of all batches that have an account.

    Args:
        home: The installation.
        standards: The loaded standards.
        source: Only this source.
        dataset: Only datasets of this name (without the source).
        rule: Only rows that failed this rule.
        batch: Only batches whose name begins so.

    Returns:
        Columns `source`, `dataset` and those of `ecolake.validation.REJECTED`, in the order of arrival. Personal
        information in `payload` is as received.
    """
    chosen = [
        one
        for _, one in sorted(standards.datasets.items())
        if source in (None, one.source) and dataset in (None, one.name)
    ]
    frames = [pl.LazyFrame(schema=SCHEMA), *(_of(home, one) for one in chosen)]
    rows = pl.concat(frames)
    if rule is not None:
        rows = rows.filter(pl.col("rules").list.contains(rule))
    if batch is not None:
        rows = rows.filter(pl.col("_batch").str.starts_with(batch))
    return rows.sort(ORDER).collect()


def _of(home: Home, dataset: Dataset) -> pl.LazyFrame:
    rows = visible(home, lake.rejected(dataset.table), dataset, REJECTED)
    return rows.select(
        pl.lit(dataset.source).alias("source"), pl.lit(dataset.name).alias("dataset"), *REJECTED
    )


def advice(rules: list[str]) -> Text:
    """What the department should do about a row that failed these rules."""
    parts = list(dict.fromkeys(_advice(rule) for rule in rules)) or [_OTHER]
    return Text(
        zh="；".join(part.zh for part in parts) + _AGAIN.zh,
        en="; ".join(part.en for part in parts) + _AGAIN.en,
    )


def _advice(rule: str) -> Text:
    for prefix in ("key.", "record.", "file."):
        if rule.startswith(prefix):
            return _ADVICE[prefix]
    return _ADVICE.get(rule.rpartition(".")[2], _OTHER) if "." in rule else _OTHER


def own_values(payload: str) -> dict[str, str | None]:
    """The source's own values of a row, by its own columns."""
    try:
        values = json.loads(payload)
    except ValueError:
        values = payload
    if not isinstance(values, dict):
        return {AS_RECEIVED: payload}
    return {str(column): _text(value) for column, value in values.items()}


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def source_columns(dataset: Dataset, rows: pl.DataFrame) -> list[str]:
    """The source's columns that the rows have: those of the mapping in its order, then any other by name."""
    present = {column for payload in rows.get_column("payload") for column in own_values(payload)}
    mapped = list(dataset.mapping.columns) if dataset.mapping else []
    return [column for column in mapped if column in present] + sorted(present.difference(mapped))


def concerned(columns: list[str], dataset: Dataset) -> Iterator[str]:
    """The source's columns at fault, one by one; a name of ours becomes the source's."""
    own = dataset.mapping.column_of if dataset.mapping else {}
    for joined in columns:
        for column in joined.split("、"):
            yield from own.get(column, column).split("、")
