"""The proof: what is declared, what of it is enforced, and what of that catches a row that breaks it.

Declared is read from the YAML shapes, enforced from the compiled checks, proven by judging a good row and its mutations as
acceptance does. The three have to be equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ecolake.proof.declared import KEY, Declared, declared
from ecolake.proof.good_row import good_row
from ecolake.proof.judge import Judge
from ecolake.proof.keys import key_fault
from ecolake.proof.mutations import Mutation, mutations
from ecolake.standards.compile import CompiledStandard
from ecolake.validation import Verdict

NO_GOOD_ROW = "no row was found that passes: the rules may contradict each other, or examples are missing"
NO_BREACH = "no value was found that breaches it"
NOT_COMPILED = "declared, but no check was compiled from it"
NOT_CAUGHT = "a row that breaches it passed"
NOT_AS_DECLARED = "a row that breaches it was caught, but by another severity than declared"
NOT_DECLARED = "a check that nothing declares"


@dataclass(frozen=True)
class Failure:
    """One declaration that is not proven, and why."""

    dataset: str
    id: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Proof:
    """The proof of one dataset: ids by kind, and what failed."""

    dataset: str
    declared: Mapping[str, str]
    enforced: frozenset[str]
    proven: frozenset[str]
    failures: tuple[Failure, ...]


def prove(standard: CompiledStandard) -> Proof:
    """Prove one dataset.

    Args:
        standard: The compiled standard, checks and all.
    """
    judge = Judge(standard)
    said = list(declared(standard.dataset))
    enforced = frozenset(judge.checks) | {KEY}
    good = good_row(judge) if judge.checks else None
    reasons = _reasons(judge, said, good) if good is not None else {one.id: NO_GOOD_ROW for one in said}
    reasons |= {one.id: NOT_COMPILED for one in said if one.id not in enforced}
    kinds = {one.id: one.kind for one in said}
    unsaid = dict.fromkeys(sorted(enforced - set(kinds)), NOT_DECLARED)
    return Proof(
        dataset=standard.dataset.id,
        declared=kinds,
        enforced=enforced,
        proven=frozenset(kinds) - frozenset(reasons),
        failures=tuple(
            Failure(
                standard.dataset.id,
                name,
                kinds.get(name, judge.checks[name].kind if name in judge.checks else ""),
                why,
            )
            for name, why in {**reasons, **unsaid}.items()
        ),
    )


def _reasons(judge: Judge, said: Sequence[Declared], good: pl.DataFrame) -> dict[str, str]:
    """Say why each declaration that is not proven is not."""
    spoilable = [one for one in said if one.id != KEY]
    cases = [(one, mutation) for one in spoilable for mutation in mutations(one, judge, good)]
    rows = pl.concat([good, *(_spoilt(good, mutation) for _, mutation in cases)], how="diagonal_relaxed")
    rows = rows.with_columns(pl.col("^_unread_.*$").fill_null(value=False))
    verdict = judge.verdict(rows.cast(dict(judge.dataset.schema)), _known(judge, good))  # type: ignore[arg-type]
    caught = _caught(verdict)
    failed_by_good = [rule for batch, rule in caught if batch == "0"]
    if failed_by_good:
        return {one.id: f"the good row fails {', '.join(sorted(failed_by_good))}" for one in said}
    tried = {KEY, *(one.id for one, _ in cases)}
    reasons = {one.id: NO_BREACH for one in said if one.id not in tried}
    for position, (one, _) in enumerate(cases, start=1):
        severity = caught.get((str(position), one.id))
        if severity != one.severity:
            reasons[one.id] = NOT_AS_DECLARED if severity else NOT_CAUGHT
    if fault := key_fault(judge, good):
        reasons[KEY] = fault
    return reasons


def _spoilt(good: pl.DataFrame, mutation: Mutation) -> pl.DataFrame:
    changed = [
        pl.Series(name, [value], dtype=good.schema.get(name, pl.Boolean), strict=False)
        for name, value in mutation.items()
    ]
    return good.with_columns(changed)


def _known(judge: Judge, good: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What the other datasets hold: just what the good row names."""
    return {
        link.id: good.select(pl.col(item).alias(f"key_{n}") for n, item in enumerate(link.items))
        for link in judge.dataset.links
    }


def _caught(verdict: Verdict) -> dict[tuple[str, str], str]:
    """Which rules caught which row, and what became of it: rejected, flagged, or counted (watch)."""
    out = (
        verdict.rejected.select("_batch", rule="rules")
        .explode("rule")
        .with_columns(severity=pl.lit("reject"))
    )
    marked = verdict.accepted.select("_batch", rule="_flags").explode("rule").drop_nulls()
    rejected = set(verdict.rejected["_batch"])
    # A row that another check keeps out shows its flags and watches in the counts alone.
    softer = verdict.failures.filter(
        (pl.col("severity") == "watch")
        | ((pl.col("severity") == "flag") & pl.col("_batch").is_in(sorted(rejected)))
    ).select("_batch", "rule", "severity")
    found = pl.concat([softer, marked.with_columns(severity=pl.lit("flag")), out])
    return {(batch, rule): severity for batch, rule, severity in found.iter_rows()}


def summary(proofs: Iterable[Proof]) -> list[tuple[str, int, int, int]]:
    """Count declared, enforced and proven by kind, kinds in alphabetical order."""
    counts: dict[str, list[int]] = {}
    for proof in proofs:
        for name, kind in proof.declared.items():
            row = counts.setdefault(kind, [0, 0, 0])
            row[0] += 1
            row[1] += name in proof.enforced
            row[2] += name in proof.proven
    return [(kind, *row) for kind, row in sorted(counts.items())]  # type: ignore[misc]
