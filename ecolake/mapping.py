"""From a source's own columns to items: rename, codes, missing marks, units, dates, types.

Pure expressions; whether a value is admissible is decided later, by the compiled standard. What cannot be read as the
item's type becomes null with `_unread_<item>` true, never a guess.
"""

import polars as pl

from ecolake.errors import UnreadableError
from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.checks import unread_column
from ecolake.standards.findings import did_you_mean
from ecolake.standards.source import CodeMap, Mapping
from ecolake.standards.units import conversion_factor

RAW = "_raw."
_TRUE, _FALSE = "true", "false"
_ISO_DATE = "%Y-%m-%d"
_ISO_DATETIME = "%Y-%m-%dT%H:%M:%S"


def check_columns(columns: list[str], dataset: Dataset, mapping: Mapping, where: str) -> list[str]:
    """Hold the columns of a file against the mapping.

    Returns:
        One sentence for each column that the mapping does not know.

    Raises:
        UnreadableError: A mapped column is not there: the contract has changed, and guessing would lose data silently.
    """
    known = {*mapping.map, *mapping.ignore}
    added = [column for column in columns if column not in known]
    gone = [column for column in mapping.map if column not in columns]
    if gone:
        hints = {column: did_you_mean(column, added) for column in gone}
        renamed = "; ".join(f"'{column}': {hint}" for column, hint in hints.items() if hint)
        raise UnreadableError(
            "missing_column",
            f"The column(s) {', '.join(gone)} are not in the file; new there: {', '.join(added) or 'none'}.",
            f"文件缺少列：{'、'.join(gone)}；新出现的列：{'、'.join(added) or '无'}。",
            where=where,
            hint_en=(
                f"If renamed ({renamed}), mend the map in standards/sources/{dataset.source}.yaml; else ask for the column."
                if renamed
                else f"Ask the source for it, or mend the map in standards/sources/{dataset.source}.yaml."
            ),
            hint_zh=f"若系改名，请修改 standards/sources/{dataset.source}.yaml 的 map；否则请来源单位补列。",
        )
    return [
        f"new column '{column}' is not mapped and was not taken / 新增列“{column}”未映射，未采集"
        for column in added
    ]


def map_table(frame: pl.DataFrame, dataset: Dataset, mapping: Mapping) -> pl.LazyFrame:
    """Turn source columns into items.

    Args:
        frame: The source's columns (text, or already typed where the format has types) and columns that begin with `_`.
        dataset: The standard.
        mapping: The source's mapping of this dataset.

    Returns:
        The `_` columns, the source's columns as `_raw.<column>`, the received items and `_unread_<item>` for each.
    """
    source_columns = [column for column in frame.columns if not column.startswith("_")]
    renamed = frame.lazy().rename({column: RAW + column for column in source_columns})
    columns = {item: column for column, item in mapping.map.items()}
    expressions = []
    for name, item in dataset.items.items():
        if item.derived:
            continue
        if name not in columns:
            expressions.append(pl.lit(None, dtype=item.polars).alias(name))
            expressions.append(pl.lit(False).alias(unread_column(name)))
            continue
        column = columns[name]
        if frame.schema[column] != pl.String or item.each is not None:
            expressions.append(pl.col(RAW + column).cast(item.polars).alias(name))
            expressions.append(pl.lit(False).alias(unread_column(name)))
        else:
            text = _text(RAW + column, name, mapping)
            value = _typed(text, item, dataset, mapping)
            expressions.append(value.alias(name))
            expressions.append((text.is_not_null() & value.is_null()).alias(unread_column(name)))
    return renamed.with_columns(expressions)


def _text(column: str, item: str, mapping: Mapping) -> pl.Expr:
    """The cell without surrounding space, null where it is a mark for missing, codes translated."""
    text = pl.col(column).str.strip_chars()
    missing = [*mapping.missing, *mapping.missing_in.get(item, ())]
    text = pl.when(text.is_in(missing).not_()).then(text)
    codes = mapping.codes.get(item)
    if codes is None:
        return text
    return (
        text.replace(dict(codes.values))
        if codes.separator is None
        else _several_codes(text, codes, codes.separator)
    )


def _several_codes(text: pl.Expr, codes: CodeMap, separator: str) -> pl.Expr:
    """Translate a cell of several codes; the order of the map is the order written. An unknown code stays as it was."""
    parts = text.str.split(separator).list.eval(pl.element().str.strip_chars())
    known = pl.concat_list(
        [pl.when(parts.list.contains(source)).then(pl.lit(code)) for source, code in codes.values.items()]
    ).list.drop_nulls()
    complete = parts.list.n_unique() == known.list.len()
    several = known.list.unique(maintain_order=True).list.join(separator)
    return pl.when(complete & text.is_not_null()).then(several).otherwise(text)


def _typed(text: pl.Expr, item: Item, dataset: Dataset, mapping: Mapping) -> pl.Expr:
    if item.element is None:
        raise AssertionError(item.name)
    kind = item.element.type
    if kind.name == "text":
        return text
    if kind.name == "integer":
        return text.cast(pl.Int64, strict=False)
    if kind.name == "decimal":
        return _decimal(text, item, mapping)
    if kind.name == "boolean":
        return pl.when(text == _TRUE).then(pl.lit(True)).when(text == _FALSE).then(pl.lit(False))
    form = mapping.formats.get(item.name)
    if kind.name == "date":
        return text.str.to_date(form or _ISO_DATE, strict=False, exact=True)
    return _instant(text, form or _ISO_DATETIME, dataset.timezone)


def _decimal(text: pl.Expr, item: Item, mapping: Mapping) -> pl.Expr:
    """Read exactly: more decimals than the element has are unread unless the element says that it is rounded."""
    if item.element is None:
        raise AssertionError(item.name)
    kind = item.element.type
    unit = mapping.units.get(item.name)
    factor = conversion_factor(unit, item.element.unit or "1") if unit else None
    if factor is None or factor == 1:
        excess = r"\d*" if item.element.rounded else "0*"
        plain = text.str.contains(rf"^[+-]?\d*\.?\d{{0,{kind.scale}}}{excess}$")
        return pl.when(plain).then(text).cast(kind.polars, strict=False)
    # A converted value is rounded to the element's scale: it was measured in the other unit.
    wide = pl.when(text.str.contains(r"^[+-]?\d*\.?\d*$")).then(text).cast(pl.Decimal(38, 12), strict=False)
    scaled = wide * factor.numerator / pl.lit(factor.denominator, pl.Decimal(38, 0))
    return scaled.cast(kind.polars, strict=False)


def _instant(text: pl.Expr, form: str, timezone: str) -> pl.Expr:
    """Read a local time of the source as an instant; a text with an offset keeps its own."""
    if "%z" in form:
        return text.str.to_datetime(form, time_unit="us", strict=False, exact=True).dt.convert_time_zone(
            "UTC"
        )
    naive = text.str.to_datetime(form, time_unit="us", strict=False, exact=True)
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")
