"""The proof is worth something because it fails: each kind of check is disabled in turn, and then parts of the kernel."""

import dataclasses

import polars as pl
import pytest

from ecolake.proof import judge as judging
from ecolake.proof import keys
from ecolake.proof.declared import declared
from ecolake.proof.prove import NO_BREACH, NOT_AS_DECLARED, NOT_CAUGHT, prove
from ecolake.standards.compile import CompiledStandard, compile_dataset

# Between them they declare every kind: references and codes with days of validity, nested lists, flags and a watch.
DATASETS = (
    "ecology.penalty_case",
    "enterprises.enterprise_noise_emission",
    "iot.hj212_frame",
    "mee.air_station_hourly",
    "mee.permit_issuance",
)
NESTED = "nested "
KINDS = (
    "check", "code", "length", "pattern", "range", "reference", "required", "rule", "unread", "valid_on",
    "nested code", "nested length", "nested required",
)  # fmt: skip


@pytest.fixture(scope="module")
def compiled(standards):
    return [compile_dataset(standards.datasets[name]) for name in DATASETS]


def kind_of(one):
    return (NESTED if one.id.count(".") == 2 else "") + one.kind


def failures_of(compiled):
    return [failure for standard in compiled for failure in prove(standard).failures]


def implied(compiled):
    return {
        (standard.dataset.id, check.id) for standard in compiled for check in standard.checks if check.implied
    }


def of_severity(compiled, severity):
    return {
        (standard.dataset.id, one.id)
        for standard in compiled
        for one in declared(standard.dataset)
        if one.severity == severity and one.kind != "key"
    }


def test_the_representative_standards_declare_every_kind_and_are_proven(compiled):
    kinds = {kind_of(one) for standard in compiled for one in declared(standard.dataset)}
    assert kinds >= {*KINDS, "key"}
    assert failures_of(compiled) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_check_that_holds_of_everything_is_seen_in_exactly_its_own(compiled, kind):
    void = [
        dataclasses.replace(
            standard,
            checks=tuple(
                dataclasses.replace(check, holds=pl.lit(value=True)) if kind_of(check) == kind else check
                for check in standard.checks
            ),
        )
        for standard in compiled
        if any(kind_of(check) == kind for check in standard.checks)
    ]
    disabled = {
        (standard.dataset.id, check.id)
        for standard in void
        for check in standard.checks
        if kind_of(check) == kind
    }
    failures = failures_of(void)
    missed = {(failure.dataset, failure.id) for failure in failures}
    # What fails only where the disabled check fails too is looked at only there: a code that is too long, say.
    assert disabled <= missed <= disabled | implied(void)
    assert {failure.reason for failure in failures} <= {NOT_CAUGHT, NO_BREACH}


@pytest.mark.parametrize(
    ("severity", "softened"), [("reject", "flag"), ("flag", "watch"), ("watch", "reject")]
)
def test_a_severity_that_was_lost_in_compilation_is_seen(compiled, severity, softened):
    lost = [
        dataclasses.replace(
            standard,
            checks=tuple(
                dataclasses.replace(check, severity=softened) if check.severity == severity else check
                for check in standard.checks
            ),
        )
        for standard in compiled
    ]
    failures = failures_of(lost)
    assert {(failure.dataset, failure.id) for failure in failures} == of_severity(compiled, severity)
    assert {failure.reason for failure in failures} == {NOT_AS_DECLARED}


def test_a_mask_that_is_read_one_bit_off_is_seen(compiled, monkeypatch):
    true = CompiledStandard.failing

    def neighbour(self, check):
        return true(self, self.checks[(self.checks.index(check) + 1) % len(self.checks)])

    monkeypatch.setattr(CompiledStandard, "failing", neighbour)
    assert {failure.dataset for failure in failures_of(compiled)} == set(DATASETS)


@pytest.mark.parametrize(
    ("part", "severity"),
    [
        ("rejected", "reject"),  # no row is kept out
        ("flags", "flag"),  # no row says its flags
        ("failures", "watch"),  # nothing is counted
    ],
)
def test_a_kernel_that_loses_one_of_its_answers_is_seen(compiled, monkeypatch, part, severity):
    true = judging.validate

    def forgetful(frame, standard, known):
        verdict = true(frame, standard, known)
        if part == "flags":
            none = pl.lit([], dtype=pl.List(pl.String))
            return dataclasses.replace(verdict, accepted=verdict.accepted.with_columns(_flags=none))
        return dataclasses.replace(verdict, **{part: getattr(verdict, part).clear()})

    monkeypatch.setattr(judging, "validate", forgetful)
    missed = {(failure.dataset, failure.id) for failure in failures_of(compiled)}
    # A flag on a row that is kept out for another reason shows in the counts alone, so it may be missed with either.
    assert missed <= of_severity(compiled, severity) | of_severity(compiled, "flag")
    assert missed >= of_severity(compiled, severity) or (part == "flags" and missed)


@pytest.mark.parametrize(
    ("lost", "reason"),
    [("conflicts", keys.NO_CONFLICT), ("duplicates", keys.NO_DUPLICATE), ("accepted", keys.TOO_WIDE)],
    ids=["conflicts", "duplicates", "accepted"],
)
def test_a_key_that_tells_nothing_apart_is_seen(compiled, monkeypatch, lost, reason):
    true = keys.deduplicate

    def blunt(rows, known, dataset):
        told = true(rows, known, dataset)
        return dataclasses.replace(told, **{lost: getattr(told, lost).clear()})

    monkeypatch.setattr(keys, "deduplicate", blunt)
    failures = failures_of(compiled)
    assert {(failure.kind, failure.reason) for failure in failures} == {("key", reason)}
    assert len(failures) == len(compiled)


def test_a_change_that_the_standard_refuses_is_proven_and_seen_when_it_passes(compiled, monkeypatch):
    dataset = compiled[0].dataset
    fixed = dataclasses.replace(dataset, spec=dataset.spec.model_copy(update={"changes": "refuse"}))
    standard = dataclasses.replace(compiled[0], dataset=fixed)
    assert failures_of([standard]) == []
    true = keys.deduplicate
    monkeypatch.setattr(keys, "deduplicate", lambda rows, known, _: true(rows, known, dataset))
    assert [failure.reason for failure in failures_of([standard])] == [keys.WRONG_CHANGE]


def test_a_key_of_fewer_items_than_declared_is_seen(compiled, monkeypatch):
    true = keys.deduplicate

    def narrow(rows, known, dataset):
        spec = dataset.spec.model_copy(update={"key": dataset.key[:1]})
        return true(rows, known, dataclasses.replace(dataset, spec=spec))

    monkeypatch.setattr(keys, "deduplicate", narrow)
    composite = [standard for standard in compiled if len(standard.dataset.key) > 1]
    assert composite
    assert {failure.kind for failure in failures_of(composite)} == {"key"}
