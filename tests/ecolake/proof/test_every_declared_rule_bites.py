"""Declared = enforced = proven, over the whole catalogue and on little standards; and the proof itself bites."""

import dataclasses

import polars as pl
import pytest

from ecolake.proof.declared import declared
from ecolake.proof.prove import (
    NO_BREACH,
    NO_GOOD_ROW,
    NOT_CAUGHT,
    NOT_COMPILED,
    NOT_DECLARED,
    prove,
    summary,
)
from ecolake.standards.compile import CompiledStandard, compile_dataset
from ecolake.standards.load import load

RULE = "trend <> 'rising' OR stage IS NOT NULL"


@pytest.fixture
def stage(little):
    return load(little).datasets["water.stage"]


def test_the_whole_catalogue_is_declared_enforced_and_proven(standards):
    proofs = [prove(compile_dataset(dataset)) for dataset in standards.datasets.values()]
    assert [failure for proof in proofs for failure in proof.failures] == []
    counts = {kind: (said, enforced, proven) for kind, said, enforced, proven in summary(proofs)}
    assert all(len(set(numbers)) == 1 for numbers in counts.values())
    assert counts["rule"][0] == standards.counts()["rules"]
    assert counts["reference"][0] == standards.counts()["references"]


def test_every_kind_of_declaration_is_counted(stage):
    kinds = {one.id: one.kind for one in declared(stage)}
    assert kinds == {
        "station.required": "required",
        "station.length": "length",
        "station.pattern": "pattern",
        "observed_at.unread": "unread",
        "observed_at.required": "required",
        "stage.unread": "unread",
        "stage.range": "range",
        "trend.length": "length",
        "trend.code": "code",
        "rising_needs_stage": "rule",
        "key.conflict": "key",
    }


def implied_by(check, standard):
    """What is looked at only where the check fails: a code that is too long, say."""
    return {other.id for other in standard.checks if other.implied and other.items == check.items}


def test_each_compiled_check_removed_by_hand_is_missed(stage):
    whole = compile_dataset(stage)
    for check in whole.checks:
        rest = tuple(other for other in whole.checks if other is not check)
        proof = prove(dataclasses.replace(whole, checks=rest))
        missed = {failure.id: failure.reason for failure in proof.failures}
        assert missed.pop(check.id) == NOT_COMPILED
        assert set(missed) <= implied_by(check, whole)


def test_each_compiled_check_made_void_is_missed(stage):
    whole = compile_dataset(stage)
    for position, check in enumerate(whole.checks):
        void = dataclasses.replace(check, holds=pl.lit(value=True))
        checks = (*whole.checks[:position], void, *whole.checks[position + 1 :])
        missed = {
            failure.id: failure.reason
            for failure in prove(dataclasses.replace(whole, checks=checks)).failures
        }
        assert missed.pop(check.id) in {NOT_CAUGHT, NO_BREACH}
        assert set(missed) <= implied_by(check, whole)


def test_a_standard_of_which_nothing_was_compiled_is_proven_in_nothing(stage):
    proof = prove(CompiledStandard(stage, ()))
    assert {failure.reason for failure in proof.failures if failure.kind != "key"} == {NOT_COMPILED}
    assert proof.proven == frozenset()


@pytest.mark.parametrize("severity", ["flag", "watch"])
def test_a_standard_that_keeps_no_row_out_is_proven(stage, severity):
    items = {name: dataclasses.replace(item, severity=severity) for name, item in stage.items.items()}
    rules = tuple(rule.model_copy(update={"severity": severity}) for rule in stage.rules)
    spec = stage.spec.model_copy(update={"rules": rules})
    whole = compile_dataset(dataclasses.replace(stage, items=items, spec=spec))
    proof = prove(whole)
    assert proof.failures == ()
    assert len(proof.proven) == len(whole.checks) + 1


def test_more_checks_than_one_mask_holds_are_proven(spoil):
    severities = ("reject", "flag", "watch")
    more = "".join(
        f"\n    severity: reject\n    message: {{zh: 一, en: one}}\n  - id: not_{n}\n    assert: stage <> {n}".replace(
            "reject", severities[n % 3]
        )
        for n in range(130)
    )
    proof = prove(
        compile_dataset(load(spoil("datasets/water/stage.yaml", RULE, RULE + more)).datasets["water.stage"])
    )
    assert proof.failures == ()
    assert len(proof.proven) == 141


def test_a_range_of_more_digits_than_arithmetic_has_is_proven(spoil):
    spoil("elements/water.yaml", "decimal(8,3)", "decimal(38,10)")
    root = spoil("elements/water.yaml", "[-10, 6000]", "[-10, 1000000000000000000000000000]")
    assert prove(compile_dataset(load(root).datasets["water.stage"])).failures == ()


def test_a_check_that_nothing_declares_is_named(stage):
    whole = compile_dataset(stage)
    extra = dataclasses.replace(whole.checks[0], id="stage.extra")
    (failure,) = prove(dataclasses.replace(whole, checks=(*whole.checks, extra))).failures
    assert (failure.id, failure.reason) == ("stage.extra", NOT_DECLARED)


def test_rules_that_no_row_satisfies_together_are_named(spoil):
    contradiction = f"""{RULE}
    severity: reject
    message: {{zh: 一, en: one}}
  - id: never_high
    assert: stage < 10
    severity: reject
    message: {{zh: 二, en: two}}
  - id: always_high
    assert: stage > 20 AND stage IS NOT NULL"""
    root = spoil("datasets/water/stage.yaml", RULE, contradiction)
    proof = prove(compile_dataset(load(root).datasets["water.stage"]))
    assert {failure.reason for failure in proof.failures} == {NO_GOOD_ROW}
    assert proof.proven == frozenset()


@pytest.mark.parametrize(
    ("values", "reasons"), [("{stage: 4321.5}", []), ("{stage: 4321.6}", [("unlucky", NOT_CAUGHT)])]
)
def test_a_rule_whose_breach_cannot_be_guessed_gives_it(spoil, values, reasons):
    rule = f"""{RULE}
    severity: reject
    message: {{zh: 一, en: one}}
  - id: unlucky
    assert: stage * 2 <> 8643
    breaks_on: {values}"""
    root = spoil("datasets/water/stage.yaml", RULE, rule)
    proof = prove(compile_dataset(load(root).datasets["water.stage"]))
    assert [(failure.id, failure.reason) for failure in proof.failures] == reasons


def test_the_proof_is_the_same_every_time(standards):
    dataset = standards.datasets["ecology.discharge_permit"]
    assert prove(compile_dataset(dataset)) == prove(compile_dataset(dataset))
