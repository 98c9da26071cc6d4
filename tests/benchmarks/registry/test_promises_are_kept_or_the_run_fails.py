"""`python -m benchmarks.registry` fails where a promised figure is missed, and only there."""

import pytest

from benchmarks.registry.__main__ import _keeps

GOOD = {"profile": "province", "bad_merges": 0, "precision": 0.999, "recall": 0.985, "b_cubed_f1": 0.992}


@pytest.mark.parametrize(
    ("other", "blind", "kept"),
    [
        ({}, 0.0, True),
        ({"precision": 0.9989}, 0.0, False),
        ({"recall": 0.9849}, 0.0, False),
        ({"b_cubed_f1": 0.9919}, 0.0, False),
        ({"recall": 0.9}, 0.3, True),
        ({"recall": 0.9, "profile": "city"}, 0.0, True),
        ({"bad_merges": 1, "profile": "city"}, 0.0, False),
        ({"bad_merges": 1}, 0.3, False),
    ],
)
def test_a_world_keeps_what_is_promised_of_it(other, blind, kept):
    assert _keeps({**GOOD, **other}, blind) is kept
