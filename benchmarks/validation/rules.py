"""The twelve rules of a race in words of no engine: taken from the standard once, written down for engines that know none.

The rules are those that reject, without what another implies (a code of a list is not too long either), and that the key
occurs once.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.validation.data import STANDARDS


@dataclass(frozen=True)
class Plain:
    """One rule.

    Attributes:
        id: As in the standard.
        kind: required, length, range, pattern, code, check, reference, rule or unique.
        columns: What it is about.
        value: What it takes: a size, two bounds, a pattern, the codes, a SQL condition.
    """

    id: str
    kind: str
    columns: tuple[str, ...]
    value: Any = None

    @property
    def column(self) -> str:
        """The one column of a rule about one."""
        return self.columns[0]


def write_rules(dataset_id: str, known: dict[str, list[str]], path: Path) -> None:
    """Write down the rules of a standard, and the keys that its references may name."""
    from ecolake.standards.compile import compile_dataset
    from ecolake.standards.load import load

    dataset = load(STANDARDS).datasets[dataset_id]
    asserted = {rule.id: rule.holds for rule in dataset.rules}
    rules = []
    for check in compile_dataset(dataset).checks:
        item = dataset.items[check.items[0]]
        element, codes = item.element, item.codes
        # The patterns of the race say how long a text may be, as do its codes and check characters.
        if check.kind == "length" and element and (element.pattern or element.check or codes):
            continue
        value = {
            "length": element and element.type.size,
            "range": element and element.range and [str(bound) for bound in element.range],
            "pattern": element and element.pattern,
            "code": codes and list(codes.sorted_codes),
            "reference": known.get(check.items[0]),
            "rule": asserted.get(check.id),
        }.get(check.kind)
        rules.append(Plain(check.id, check.kind, check.items, value))
    rules.append(Plain("key.unique", "unique", dataset.key))
    path.write_text(json.dumps([asdict(rule) for rule in rules], ensure_ascii=False), "utf-8")


def read_rules(path: Path) -> list[Plain]:
    """Read what `write_rules` wrote."""
    return [
        Plain(r["id"], r["kind"], tuple(r["columns"]), r["value"])
        for r in json.loads(path.read_text("utf-8"))
    ]


def holds(rule: Plain, schema: pl.Schema) -> pl.Expr:
    """The rule as a polars expression, true or null where it holds; not for `unique`."""
    if rule.kind == "rule":
        return pl.sql_expr(rule.value)
    column = pl.col(rule.column)
    if rule.kind == "range":
        low, high = (pl.lit(bound).cast(schema[rule.column]) for bound in rule.value)
        return (column >= low) & (column <= high)
    return {
        "required": column.is_not_null,
        "length": lambda: column.str.len_chars() <= rule.value,
        "pattern": lambda: column.str.contains(rule.value),
        "code": lambda: column.is_in(rule.value),
        "reference": lambda: column.is_in(rule.value),
        "check": lambda: column.map_batches(valid_codes, return_dtype=pl.Boolean, is_elementwise=True),
    }[rule.kind]()


def valid_codes(values: pl.Series) -> pl.Series:
    """Check characters for every engine that takes a function of a column: ours, so that none is slowed by them."""
    from ecolake.standards.check_characters import are_uscc

    distinct = values.drop_nulls().unique()
    return values.is_in(distinct.filter(are_uscc(distinct).not_()).implode()).not_()


def sql(rule: Plain) -> str:
    """The rule as a DuckDB condition, true or null where it holds; not for `unique`."""
    column = f'"{rule.columns[0]}"' if rule.columns else ""
    listed = ", ".join(f"'{value}'" for value in rule.value) if isinstance(rule.value, list) else ""
    return {
        "required": f"{column} is not null",
        "length": f"length({column}) <= {rule.value}",
        "range": f"{column} between {rule.value[0]} and {rule.value[1]}" if rule.kind == "range" else "",
        "pattern": f"regexp_matches({column}, '{rule.value}')",
        "code": f"{column} in ({listed})",
        "reference": f"{column} in ({listed})",
        "check": f"is_uscc({column})",
        "rule": f"({rule.value})",
    }[rule.kind]


_OUTER = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INNER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def uscc_macro() -> str:
    """The check characters of GB 32100-2015 and GB 11714-1997 in DuckDB."""
    outer = " + ".join(f"(strpos('{_OUTER}', code[{n + 1}]) - 1) * {pow(3, n, 31)}" for n in range(17))
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    inner = " + ".join(f"(strpos('{_INNER}', code[{n + 9}]) - 1) * {w}" for n, w in enumerate(weights))
    form = (
        "^(1[1239]|2[19]|3[123459]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[1239]|A[19]|N[1239]|Y1)"
        "[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
    )
    return (
        f"create or replace macro is_uscc(code) as regexp_matches(code, '{form}') "
        f"and '{_OUTER}'[(31 - ({outer}) % 31) % 31 + 1] = code[18] "
        f"and '0X987654321'[({inner}) % 11 + 1] = code[17]"
    )
