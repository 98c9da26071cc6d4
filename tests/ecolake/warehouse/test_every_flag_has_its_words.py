"""What marks a row is told in words, whatever kind of check it is: rows that are marked bear its name alone."""

from ecolake.standards.compile import compile_dataset
from ecolake.warehouse import standard_tables


def test_every_check_that_only_marks_a_row_says_why_in_both_languages(standards):
    said = {
        (source, name, rule): words for source, name, rule, _, _, *words in standard_tables._rules(standards)
    }
    marking = [
        (dataset.source, dataset.name, check.id)
        for dataset in standards.datasets.values()
        for check in compile_dataset(dataset).checks
        if check.severity != "reject"
    ]
    assert len(marking) > 1000
    assert [one for one in marking if not all(said.get(one, ["", ""]))] == []


def test_no_rule_has_two_texts(standards):
    ids = [row[:3] for row in standard_tables._rules(standards)]
    assert len(ids) == len(set(ids))
