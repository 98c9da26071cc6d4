"""From a source's own columns to items: rename, codes, missing marks, units, dates, types.

Pure expressions; whether a value is admissible is decided later, by the compiled standard. What cannot be read as the
item's type becomes null with `_unread_<item>` true, never a guess.
"""

from fractions import Fraction

import polars as pl

from ecolake.errors import UnreadableError
from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.checks import unread_column
from ecolake.standards.findings import did_you_mean
from ecolake.standards.model import Element
from ecolake.standards.source import CodeMap, Mapping
from ecolake.standards.units import conversion_factor

RAW = "_raw."
# Formats that write a field only where there is a value.
SPARSE = frozenset({"json", "geojson"})
MANY = 6
_TRUE, _FALSE = "true", "false"
_ISO_DATE = "%Y-%m-%d"
_ISO_DATETIME = "%Y-%m-%dT%H:%M:%S"


def check_columns(columns: list[str], dataset: Dataset, mapping: Mapping, where: str) -> list[str]:
    """Hold the columns of a file against the mapping.

    A document (JSON) may leave out what it has no value for; a table may not. A column that is gone while an unknown one
    with a like name has come was renamed, in either.

    Returns:
        One sentence for each column that the mapping does not know, or that an optional item lacks.

    Raises:
        UnreadableError: A column is missing: the contract has changed, and guessing would lose data silently.
    """
    known = {*mapping.map, *mapping.ignore}
    added = [column for column in columns if column not in known]
    gone = [column for column in mapping.map if column not in columns]
    likely = {column: hint for column in gone if (hint := did_you_mean(column, added))}
    sparse = mapping.read.format in SPARSE
    refused = [c for c in gone if not sparse or c in likely or dataset.items[mapping.map[c]].required]
    if refused:
        raise _missing(refused, added, likely, dataset, where)
    notes = [
        f"new column '{column}' is not mapped and was not taken / 新增列“{column}”未映射，未采集"
        for column in added
    ]
    notes += [f"no record has '{column}' / 所有记录均无“{column}”" for column in gone]
    return notes


def _missing(
    gone: list[str], added: list[str], likely: dict[str, str], dataset: Dataset, where: str
) -> UnreadableError:
    renamed = "; ".join(f"'{column}': {hint}" for column, hint in likely.items())
    file = f"standards/sources/{dataset.source}.yaml"
    return UnreadableError(
        "missing_column",
        f"The column(s) {_some(gone)} are not in the file; new there: {_some(added) or 'none'}.",
        f"文件缺少列：{_some(gone)}；新出现的列：{_some(added) or '无'}。",
        where=where,
        hint_en=(
            f"If renamed ({renamed}), mend the map in {file}; else ask for the column."
            if renamed
            else f"Ask the source for it, or mend the map in {file}."
        ),
        hint_zh=f"若系改名，请修改 {file} 的 map；否则请来源单位补列。",
    )


def _some(columns: list[str]) -> str:
    shown = ", ".join(columns[:MANY])
    return shown if len(columns) <= MANY else f"{shown} … (+{len(columns) - MANY})"


def as_received(frame: pl.DataFrame) -> pl.DataFrame:
    """Set the source's columns apart from ours: `_raw.<column>`, whatever the source calls them; `_row` stays."""
    return frame.rename({column: RAW + column for column in frame.columns if column != "_row"})


def map_table(frame: pl.DataFrame, dataset: Dataset, mapping: Mapping) -> pl.LazyFrame:
    """Turn source columns into items.

    Args:
        frame: The source's columns as `_raw.<column>` (text, or already typed where the format has types), and ours.
        dataset: The standard.
        mapping: The source's mapping of this dataset.

    Returns:
        All columns of the frame, the received items and `_unread_<item>` for each.
    """
    columns = {item: RAW + column for column, item in mapping.map.items()}
    expressions = []
    for name, item in dataset.items.items():
        if item.derived:
            continue
        column = columns.get(name)
        value, unread = _read_item(frame, column, item, dataset, mapping)
        expressions += [value.alias(name), unread.alias(unread_column(name))]
    return frame.lazy().with_columns(expressions)


def _read_item(
    frame: pl.DataFrame, column: str | None, item: Item, dataset: Dataset, mapping: Mapping
) -> tuple[pl.Expr, pl.Expr]:
    """The item's value, and whether a value was there that could not be read."""
    if column is None or column not in frame.columns or frame.schema[column] == pl.Null:
        return pl.lit(None, dtype=item.polars), pl.lit(value=False)
    if frame.schema[column] != pl.String or item.element is None:
        return pl.col(column).cast(item.polars), pl.lit(value=False)
    text = _text(column, item.name, mapping)
    value = _typed(text, item, item.element, dataset, mapping)
    return value, text.is_not_null() & value.is_null()


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


def _typed(text: pl.Expr, item: Item, element: Element, dataset: Dataset, mapping: Mapping) -> pl.Expr:
    kind = element.type
    if kind.name == "text":
        return text
    if kind.name == "integer":
        # Spreadsheets and JSON writers give whole numbers a fraction of zeros.
        return text.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    if kind.name == "decimal":
        return _decimal(text, element, mapping.units.get(item.name))
    if kind.name == "boolean":
        return pl.when(text == _TRUE).then(pl.lit(value=True)).when(text == _FALSE).then(pl.lit(value=False))
    form = mapping.formats.get(item.name)
    if kind.name == "date":
        return text.str.to_date(form or _ISO_DATE, strict=False, exact=True)
    return _instant(text, form, dataset.timezone)


def _decimal(text: pl.Expr, element: Element, unit: str | None) -> pl.Expr:
    """Read exactly: more decimals than the element has are unread unless the element says that it is rounded."""
    kind = element.type
    factor = conversion_factor(unit, element.unit or "1") if unit else Fraction(1)
    if factor == 1:
        excess = r"\d*" if element.rounded else "0*"
        plain = text.str.contains(rf"^[+-]?\d*\.?\d{{0,{kind.scale}}}{excess}$")
        return pl.when(plain).then(text).cast(kind.polars, strict=False)
    # A converted value is rounded to the element's scale: it was measured in the other unit.
    wide = pl.when(text.str.contains(r"^[+-]?\d*\.?\d*$")).then(text).cast(pl.Decimal(38, 12), strict=False)
    scaled = wide * factor.numerator / pl.lit(factor.denominator, pl.Decimal(38, 0))
    return scaled.cast(kind.polars, strict=False)


def _instant(text: pl.Expr, form: str | None, timezone: str) -> pl.Expr:
    """Read a local time of the source as an instant; a text with an offset keeps its own.

    Without a form, ISO 8601 is read with `T` or a blank, with or without an offset.
    """
    if form is not None:
        return _with_offset(text, form) if "%z" in form else _local(text, form, timezone)
    iso = text.str.replace(" ", "T", literal=True)
    return pl.coalesce(_local(iso, _ISO_DATETIME, timezone), _with_offset(iso, f"{_ISO_DATETIME}%.f%z"))


def _with_offset(text: pl.Expr, form: str) -> pl.Expr:
    zoned = text.str.replace(r"Z$", "+00:00")
    return zoned.str.to_datetime(form, time_unit="us", strict=False, exact=True).dt.convert_time_zone("UTC")


def _local(text: pl.Expr, form: str, timezone: str) -> pl.Expr:
    naive = text.str.to_datetime(form, time_unit="us", strict=False, exact=True)
    # The same hour twice in autumn is read as the first, one that a clock change skipped is unread.
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")
