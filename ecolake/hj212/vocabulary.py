"""The names that a frame may use, read from the code lists, and what each of them means.

Only names belong here: fields, statistics, factor codes with their units, and the tables of systems, commands
and data flags. Which of them a frame must have is the business of `ecolake.hj212.segment`.
"""

import csv
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from ecolake.home import Home

LISTS: Final = (
    "hj212_field",
    "hj212_factor",
    "hj212_system",
    "hj212_command",
    "hj212_data_flag",
    "pollutant",
)

# Names come from outside; a stream of invented ones must not fill the memory.
_CACHE_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """What one field name stands for.

    Attributes:
        kind: header, parameter, statistic, flag, sample_time, attribute or unknown.
        name: The name as the standard spells it.
        code: Factor code of a suffixed name, as the code list spells it.
        statistic: Suffix of a suffixed name without its hyphen, such as Rtd.
        unit: Unit of the value, None where no table gives one.
        deviations: Codes of `hj212_deviation` that the name brings along.
    """

    kind: str
    name: str
    code: str | None = None
    statistic: str | None = None
    unit: str | None = None
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor code with the units of its values and of its totals."""

    code: str
    unit: str | None
    amount_unit: str | None
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The code lists that decoding needs.

    Attributes:
        fields: Field names (a suffix starts with a hyphen) and their rows.
        factors: Factor codes of the 2017 edition and, as aliases, of the 2005 edition.
        wildcards: Process factor codes whose last digits number the equipment.
        code_forms: Regular expressions of tolerated factor codes.
        systems: ST codes.
        commands: CN codes.
        data_flags: Flags of a reading.
    """

    fields: dict[str, dict[str, str]]
    factors: dict[str, Factor]
    wildcards: tuple[tuple[re.Pattern[str], str | None], ...]
    code_forms: re.Pattern[str]
    systems: frozenset[str]
    commands: frozenset[str]
    data_flags: frozenset[str]
    known: dict[str, Field] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the code lists `hj212_*` and `pollutant` of a standards folder."""
        rows = _rows(folder / "hj212_field.csv")
        process = _rows(folder / "hj212_factor.csv")
        return cls(
            fields={row["code"]: row for row in rows if row["kind"] != "code"},
            factors=_factors(_rows(folder / "pollutant.csv")),
            wildcards=tuple(
                (re.compile(row["code"].replace("x", "[0-9]")), row["unit"] or None) for row in process
            ),
            code_forms=re.compile("|".join(f"(?:{row['code']})" for row in rows if row["kind"] == "code")),
            systems=frozenset(row["code"] for row in _rows(folder / "hj212_system.csv")),
            commands=frozenset(row["code"] for row in _rows(folder / "hj212_command.csv")),
            data_flags=frozenset(row["code"] for row in _rows(folder / "hj212_data_flag.csv")),
        )

    def field(self, name: str) -> Field:
        """What a name of the data area stands for; of kind unknown when no table has it."""
        found = self.known.get(name)
        if found is None:
            found = self._suffixed(name) if "-" in name else self._plain(name, "parameter")
            self._remember(name, found)
        return found

    def header(self, name: str) -> Field:
        """What a name before `CP=` stands for; of kind unknown when no table has it."""
        key = f"{name}="  # never a name of the data area
        found = self.known.get(key)
        if found is None:
            found = self._plain(name, "header")
            self._remember(key, found)
        return found

    def _remember(self, key: str, found: Field) -> None:
        if len(self.known) >= _CACHE_LIMIT:
            self.known.clear()
        self.known[key] = found

    def _row(self, name: str) -> tuple[dict[str, str] | None, tuple[str, ...]]:
        row = self.fields.get(name)
        case: tuple[str, ...] = ()
        if row is None:
            lower = name.lower()
            row = next((self.fields[key] for key in self.fields if key.lower() == lower), None)
            case = ("field_case",)
        if row is None:
            return None, ()
        return row, case + (("extension_field",) if row["origin"] == "extension" else ())

    def _plain(self, name: str, kind: str) -> Field:
        row, deviations = self._row(name)
        if row is None or name.startswith("-"):
            return Field("unknown", name)
        if row["kind"] != kind:
            return Field("parameter", row["code"], deviations=(*deviations, "misplaced_field"))
        return Field(kind, row["code"], deviations=deviations)

    def _suffixed(self, name: str) -> Field:
        code, _, suffix = name.rpartition("-")
        row, deviations = self._row(f"-{suffix}")
        factor = self._factor(code)
        if row is None or factor is None:
            return Field("unknown", name)
        statistic = row["code"][1:]
        by_rule = {"unit": factor.unit, "amount_unit": factor.amount_unit}
        unit = by_rule.get(row["unit"], row["unit"]) or None
        names = deviations + factor.deviations
        return Field(row["kind"], f"{factor.code}-{statistic}", factor.code, statistic, unit, names)

    def _factor(self, code: str) -> Factor | None:
        factor = self.factors.get(code)
        if factor is not None:
            return factor
        for form, unit in self.wildcards:
            if form.fullmatch(code):
                return Factor(code, unit, None)
        if re.fullmatch("SB[0-9]+", code):
            return Factor(code, None, None)
        lower = code.lower()
        other = next((self.factors[key] for key in self.factors if key.lower() == lower), None)
        if other is not None:
            return Factor(other.code, other.unit, other.amount_unit, (*other.deviations, "field_case"))
        if self.code_forms.fullmatch(code):
            return Factor(code, None, None, ("nonstandard_code",))
        return None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _factors(pollutants: list[dict[str, str]]) -> dict[str, Factor]:
    """Factors by code; a 2005 code stays the code that was sent and takes the unit of its successor."""
    factors: dict[str, Factor] = {}
    for row in pollutants:
        factors[row["code"]] = Factor(row["code"], row["unit"] or None, row["amount_unit"] or None)
    for row in pollutants:
        old = row["old_code_2005"]
        if old and old not in factors:
            factors[old] = Factor(old, row["unit"] or None, row["amount_unit"] or None, ("code_2005",))
    return factors


def default_vocabulary() -> Vocabulary:
    """The code lists of this installation's project, read again when one of them has changed."""
    folder = Home.from_environment().standards / "codelists"
    return _loaded(folder, tuple((folder / f"{name}.csv").stat().st_mtime_ns for name in LISTS))


@lru_cache(maxsize=2)
def _loaded(folder: Path, _stamps: tuple[int, ...]) -> Vocabulary:
    return Vocabulary.load(folder)
