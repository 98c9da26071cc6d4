"""The SQL of the relations in the schema `lake`: views over the Parquet files of one Delta version.

SQL text only, but for the comments that `describe` writes; `sources` runs it. What the grades guard is masked here
and not later: the published file holds these views, so whatever they showed would be published. Names are never
qualified by a catalogue, so that the views also work after the file was renamed or attached under another name.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import ALL_FLAGGED, ALL_REJECTED, MENDED, WITHDRAWN_BY
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Dataset

WITHHELD_ZH = "含个人信息或受限信息的列不合格，取值不公开"
WITHHELD_EN = "a column with personal or restricted information is at fault; its value is withheld"


def literal(text: str) -> str:
    """Quote a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Quote a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def scan(pin: Pin) -> str:
    """Read the files of one Delta version; items added to the standard later are missing from older files."""
    files = ", ".join(literal(file) for file in pin.files)
    # Said outright: left to itself DuckDB takes a folder named a=b, anywhere above the lake, for a partition.
    return f"read_parquet([{files}], union_by_name=true, hive_partitioning=false)"


def describe(
    connection: "duckdb.DuckDBPyConnection", name: str, relation: Relation, kind: str = "table"
) -> None:
    """Say what a relation and each of its columns means, in the file itself."""
    said = {column.name: column.comment for column in relation.columns}
    comment(connection, name, relation.comment, said, kind)


def comment(
    connection: "duckdb.DuckDBPyConnection", name: str, text: str, columns: Mapping[str, str], kind: str
) -> None:
    """Write the comments of a table or view and of its columns."""
    comments = [f"comment on {kind} {name} is {literal(text)}"]
    comments += [
        f"comment on column {name}.{identifier(column)} is {literal(said)}"
        for column, said in columns.items()
    ]
    connection.execute(";\n".join(comments))


def empty(relation: Relation) -> str:
    """Select no rows, typed as the standard says."""
    columns = ", ".join(f"cast(null as {c.type}) as {identifier(c.name)}" for c in relation.columns)
    return f"select {columns} where false"


def visible(
    relation: Relation,
    pin: Pin | None,
    present: frozenset[str],
    key: Sequence[str] = (),
    gone: Pin | None = None,
) -> str:
    """Select the rows of a dataset's table that an account counts, by batch and attempt; guarded columns are masked.

    Args:
        relation: The accepted or rejected relation of a dataset.
        pin: Its files, None when there is no table yet.
        present: Columns that the files hold; an item added to the standard later is null.
        key: The items that name a row.
        gone: The keys that were withdrawn, if any were.
    """
    if pin is None or not pin.files:
        return empty(relation)
    rows, present = _versions(relation, pin, present, key, gone)
    columns = ",\n  ".join(_column(column, present) for column in relation.columns)
    return f"select\n  {columns}\nfrom (\n{rows}\n)"


def _versions(
    relation: Relation, pin: Pin, present: frozenset[str], key: Sequence[str], gone: Pin | None
) -> tuple[str, frozenset[str]]:
    """Select the rows that count, as they are and with their withdrawal; and say which columns they have."""
    rows = counting(relation.dataset, pin, present)
    if gone is None or not gone.files:
        return rows, present
    left = counting(relation.dataset, gone, present)
    return _with_withdrawal(rows, left, key), present | {WITHDRAWN_BY.name}


def counting(dataset_id: str, pin: Pin, present: frozenset[str]) -> str:
    """Select the rows of files that an account counts, as they are: nothing of a person is masked yet."""
    source, dataset = dataset_id.split(".")
    # Rows that were written before attempts were counted are of the first.
    attempt = "coalesce(_attempt, 1)" if "_attempt" in present else "1"
    # Said of the files too, so that DuckDB passes over what lies between them.
    places = "" if pin.sequences is None else f" and _sequence in ({', '.join(map(str, pin.sequences))})"
    return (
        f"select * from {scan(pin)}\nwhere (_batch, {attempt}) in (\n  select (batch, attempt)"
        f" from lake.accounts where source = {literal(source)} and dataset = {literal(dataset)}\n){places}"
    )


def _with_withdrawal(rows: str, gone: str, key: Sequence[str]) -> str:
    """Add to each row the last batch that withdrew its key, if the row is older."""
    keys = ", ".join(identifier(name) for name in key)
    same = " and ".join(f"r.{identifier(name)} is not distinct from w.{identifier(name)}" for name in key)
    return (
        f"select r.*, w._by as {WITHDRAWN_BY.name} from (\n{rows}\n) as r left join (\n"
        f"select {keys}, max(_sequence) as _last, arg_max(_batch, _sequence) as _by from (\n{gone}\n) group by {keys}\n"
        f") as w on {same} and r._sequence < w._last"
    )


def history(
    relation: Relation, pin: Pin, present: frozenset[str], key: Sequence[str], gone: Pin | None = None
) -> str:
    """Select every version of every key, with the time in which it was the one in force.

    A version is in force from the receipt of its batch until that of the next one, or of the batch that withdrew its key.
    """
    events = f"select *, false as _is_gone from (\n{counting(relation.dataset, pin, present)}\n)"
    if gone is not None and gone.files:
        left = f"select *, true as _is_gone from (\n{counting(relation.dataset, gone, present | {'_attempt'})}\n)"
        events += f"\nunion all by name\n{left}"
    keys = ", ".join(identifier(name) for name in key)
    columns = ",\n  ".join(_column(one, present) for one in relation.columns if one is not WITHDRAWN_BY)
    return (
        f"select\n  {columns},\n  _received_at as valid_from, valid_to, valid_to is null as is_current\nfrom (\n"
        f"select *, lead(_received_at) over (partition by {keys} order by _sequence, _row) as valid_to from (\n"
        f"{events}\n)) where not _is_gone"
    )


def shared(relation: Relation, pin: Pin | None, present: frozenset[str]) -> str:
    """Select all rows of a table that no account counts; personal values are masked."""
    if pin is None or not pin.files:
        return empty(relation)
    columns = ", ".join(_column(column, present) for column in relation.columns)
    return f"select {columns} from {scan(pin)}"


def _column(column: Column, present: frozenset[str]) -> str:
    name = identifier(column.name)
    if column.name not in present:
        return f"cast(null as {column.type}) as {name}"
    if column.published == "masked" and column.type == "VARCHAR":
        return f"{mask(name)} as {name}"
    if column.published != "whole":
        return f"cast(null as {column.type}) as {name}"
    if column.personal_where:
        return f"case when {column.personal_where} then {mask(name)} else {name} end as {name}"
    return f"cast({name} as {column.type}) as {name}"


def mask(value: str) -> str:
    """Mask a text: 张** for a name, 138****1234 for a mobile number, ****21 for a shorter number, nothing of a shorter one yet."""
    return (
        f"case when {value} is null then null"
        f" when regexp_matches({value}, '^[+0-9][0-9 ()-]{{10,}}$')"
        f" then left({value}, 3) || '****' || right({value}, 4)"
        f" when regexp_matches({value}, '[0-9]') then '****' || if(length({value}) > 4, right({value}, 2), '')"
        f" else if(length({value}) > 1, left({value}, 1), '') || '**' end"
    )


def withhold(select: str, dataset: "Dataset", guarded: Sequence[str]) -> str:
    """Keep personal and other guarded values out of rejected rows.

    The payload keeps the source columns known to be harmless; a renamed or unknown column may hold anything.
    """
    items_of = dataset.mapping.items_of if dataset.mapping else {}
    harmful = {column for column, items in items_of.items() if set(items).intersection(guarded)}
    harmless = sorted(items_of.keys() - harmful)
    # Several columns of one item are named together, as `year、month`.
    joined = (
        {column for item, column in dataset.mapping.column_of.items() if item in guarded}
        if dataset.mapping
        else set()
    )
    named = sorted({*guarded, *harmful, *joined})
    keys, faulty = (f"[{', '.join(literal(word) for word in words)}]" for words in (harmless, named))
    entries = "map_entries(try_cast(try_cast(payload as json) as map(varchar, json)))"
    kept = f"list_filter({entries}, lambda e: e.key in {keys})"
    if_faulty = f"case when list_has_any(columns, {faulty}) then"
    return (
        f"select * replace (\n"
        f"  {if_faulty} {literal(WITHHELD_ZH)} else reason_zh end as reason_zh,\n"
        f"  {if_faulty} {literal(WITHHELD_EN)} else reason_en end as reason_en,\n"
        f"  cast(to_json(map_from_entries({kept})) as varchar) as payload\n) from (\n{select}\n)"
    )


def current(relation: str, key: Sequence[str], columns: str = "*") -> str:
    """Keep the last delivered version of each key that was not withdrawn since; the key must not be guarded."""
    return f"select {columns} from lake.{identifier(relation)} {_latest(key)} and {WITHDRAWN_BY.name} is null"


def in_force(
    relation: Relation, pin: Pin | None, present: frozenset[str], key: Sequence[str], gone: Pin | None = None
) -> str:
    """Do the same from the rows as they are: two persons whose keys look alike behind their masks are still two."""
    if pin is None or not pin.files:
        return empty(relation)
    rows, present = _versions(relation, pin, present, key, gone)
    columns = ",\n  ".join(_column(column, present) for column in relation.columns)
    still = f" and {WITHDRAWN_BY.name} is null" if WITHDRAWN_BY.name in present else ""
    return f"select\n  {columns}\nfrom (\nselect * from (\n{rows}\n) {_latest(key)}{still}\n)"


def _latest(key: Sequence[str]) -> str:
    keys = ", ".join(identifier(column) for column in key)
    return f"qualify row_number() over (partition by {keys} order by _sequence desc, _row desc) = 1"


def all_rejected(datasets: Mapping[str, Relation]) -> str:
    """Union the rejected rows of the datasets that have any table."""
    return _union(ALL_REJECTED, {name: f"lake.{identifier(r.name)}" for name, r in datasets.items()})


def all_flagged(datasets: Mapping[str, str]) -> str:
    """Union the flags on the current rows of the datasets that have any: what `flagged` selects, by dataset."""
    return _union(ALL_FLAGGED, {name: f"({select})" for name, select in datasets.items()})


def all_mended(datasets: Mapping[str, Pin]) -> str:
    """Union the links of the datasets that have any, as far as the batch that brought the mended row counts."""
    numbered = frozenset({"_attempt"})
    return _union(MENDED, {name: f"({counting(name, pin, numbered)})" for name, pin in datasets.items()})


def flagged(
    relation: Relation, pin: Pin, present: frozenset[str], key: Sequence[str], gone: Pin | None = None
) -> str:
    """Select the flags on the current rows, one row per flag.

    From the rows as they are: two persons whose keys look alike behind their masks are still two.
    """
    rows, present = _versions(relation, pin, present, key, gone)
    in_force = f" and {WITHDRAWN_BY.name} is null" if WITHDRAWN_BY.name in present else ""
    known = {column.name: column for column in relation.columns}
    columns = ", ".join(
        "unnest(_flags) as rule" if one.name == "rule" else _column(known.get(one.name, one), present)
        for one in ALL_FLAGGED.columns[2:]
    )
    return f"select {columns} from (\nselect * from (\n{rows}\n) {_latest(key)}{in_force}\n) where len(_flags) > 0"


def _union(relation: Relation, tables: Mapping[str, str]) -> str:
    columns = ", ".join(identifier(column.name) for column in relation.columns[2:])
    parts = [
        f"select {literal(name.split('.')[0])} as source, {literal(name.split('.')[1])} as dataset, {columns}"
        f" from {table}"
        for name, table in tables.items()
    ]
    return "\nunion all\n".join(parts) or empty(relation)
