"""The columns of a file against the mapping: new, gone, renamed.

Names and places only; what stands in the columns is looked at in `profile` and `compare`.
"""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field

from ecolake.drift.finding import Finding
from ecolake.errors import UnreadableError
from ecolake.formats.excel_layout import SHEET
from ecolake.standards.catalogue import Dataset
from ecolake.standards.findings import did_you_mean
from ecolake.standards.source import DriftPolicy, Mapping

# Formats that write a field only where there is a value.
SPARSE = frozenset({"json", "geojson", "ndjson", "xml", "html"})
MANY = 6


@dataclass(frozen=True)
class Contract:
    """What a file of a batch is held against.

    Attributes:
        policy: What becomes of a change.
        places: The columns of the last accepted batch, in its order; empty when there was none.
    """

    policy: DriftPolicy
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """What the columns of a file are.

    Attributes:
        notes: What the mapping allows and a person should know.
        findings: What changed.
        renamed: The new name of a column to the mapped one that it is read as.
    """

    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    renamed: MappingType[str, str] = field(default_factory=dict)


def check_columns(
    columns: Sequence[str], dataset: Dataset, mapping: Mapping, where: str, contract: Contract | None = None
) -> Columns:
    """Hold the columns of a file against the mapping.

    A document (JSON) may leave out what it has no value for; a table may not. A column that is gone while an unknown one
    has come with a like name, or stands in its place, was renamed, in either.

    Args:
        columns: Of the file, in its order.
        dataset: The standard.
        mapping: Which column is which item.
        where: Name of the file.
        contract: Policy and earlier columns; without it the mapping's policy, for nothing but names.

    Raises:
        UnreadableError: The policy refuses a change: the contract is broken, and guessing would lose data silently.
    """
    contract = contract or Contract(mapping.drift)
    # Every workbook tells a row's sheet; nobody has to want it.
    known = {*mapping.columns, *mapping.ignore, SHEET}
    added = [column for column in columns if column not in known]
    gone = [column for column in mapping.columns if column not in columns]
    renamed = _renamed(gone, added, columns, contract.places)
    sparse = mapping.read.format in SPARSE
    needed = {c for c in gone if any(dataset.items[item].required for item in mapping.items_of[c])}
    allowed = [c for c in gone if sparse and c not in renamed and c not in needed]
    missed = [column for column in gone if column not in allowed]
    policy = contract.policy
    _refuse(missed, added, renamed, policy, dataset, where)
    findings = [_new(column, policy) for column in added if column not in renamed.values()]
    findings += [
        _renamed_to(column, renamed[column], mapping, policy)
        if column in renamed
        else _gone(column, mapping, policy)
        for column in missed
    ]
    return Columns(
        notes=tuple(f"no record has '{column}' / 所有记录均无“{column}”" for column in allowed),
        findings=tuple(findings),
        renamed={new: old for old, new in renamed.items()},
    )


def _renamed(
    gone: Sequence[str], added: Sequence[str], columns: Sequence[str], places: Sequence[str]
) -> dict[str, str]:
    """Pair columns that are gone with the new ones that they became, each of which is taken once."""
    pairs: dict[str, str] = {}
    free = list(added)
    for column in gone:
        new = _alike(column, free) or _in_place_of(column, free, columns, places)
        if new:
            pairs[column] = new
            free.remove(new)
    return pairs


def _alike(column: str, added: Sequence[str]) -> str:
    return did_you_mean(column, added).removeprefix("did you mean '").removesuffix("'?")


def _in_place_of(column: str, added: Sequence[str], columns: Sequence[str], places: Sequence[str]) -> str:
    """The new column between the same neighbours; where the number of columns changed, places say nothing."""
    if column not in places or len(places) != len(columns):
        return ""
    place = list(places).index(column)
    moved = sum(old != new for old, new in zip(places, columns, strict=True))
    new = columns[place]
    return new if new in added and moved <= len(places) // 2 else ""


def _new(column: str, policy: DriftPolicy) -> Finding:
    return Finding(
        "new",
        policy.new,
        column,
        "",
        f"new column '{column}' is not mapped and was not taken",
        f"新增列“{column}”未映射，未采集",
    )


def _gone(column: str, mapping: Mapping, policy: DriftPolicy) -> Finding:
    item = "、".join(mapping.items_of[column])
    return Finding(
        "gone",
        policy.gone,
        column,
        item,
        f"column '{column}' ({item}) is gone",
        f"列“{column}”（{item}）缺失",
    )


def _renamed_to(column: str, new: str, mapping: Mapping, policy: DriftPolicy) -> Finding:
    item = "、".join(mapping.items_of[column])
    return Finding(
        "renamed",
        policy.renamed,
        column,
        item,
        f"column '{column}' ({item}) seems to be called '{new}' now",
        f"列“{column}”（{item}）疑已改名为“{new}”",
    )


def _refuse(
    missed: Sequence[str],
    added: Sequence[str],
    renamed: MappingType[str, str],
    policy: DriftPolicy,
    dataset: Dataset,
    where: str,
) -> None:
    refused = [c for c in missed if (policy.renamed if c in renamed else policy.gone) == "reject"]
    if refused:
        raise _missing(refused, added, renamed, dataset, where)
    unknown = [column for column in added if column not in renamed.values()]
    if unknown and policy.new == "reject":
        raise UnreadableError(
            "new_column",
            f"The column(s) {_some(unknown)} are not in the mapping, which refuses new columns.",
            f"文件新增列：{_some(unknown)}；映射规定不接收新增列。",
            where=where,
            hint_en=f"Map or ignore them in standards/sources/{dataset.source}.yaml.",
            hint_zh=f"请在 standards/sources/{dataset.source}.yaml 中映射或忽略。",
        )


def _missing(
    gone: Sequence[str], added: Sequence[str], renamed: MappingType[str, str], dataset: Dataset, where: str
) -> UnreadableError:
    likely = "; ".join(f"'{c}': did you mean '{renamed[c]}'?" for c in gone if c in renamed)
    file = f"standards/sources/{dataset.source}.yaml"
    return UnreadableError(
        "missing_column",
        f"The column(s) {_some(gone)} are not in the file; new there: {_some(added) or 'none'}.",
        f"文件缺少列：{_some(gone)}；新出现的列：{_some(added) or '无'}。",
        where=where,
        hint_en=(
            f"If renamed ({likely}), mend the map in {file}; else ask for the column."
            if likely
            else f"Ask the source for it, or mend the map in {file}."
        ),
        hint_zh=f"若系改名，请修改 {file} 的 map；否则请来源单位补列。",
    )


def _some(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:MANY])
    return shown if len(columns) <= MANY else f"{shown} … (+{len(columns) - MANY})"
