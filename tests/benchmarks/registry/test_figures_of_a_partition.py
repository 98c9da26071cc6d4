"""The figures say what they are called: worked by hand on partitions of five."""

import polars as pl
import pytest

from benchmarks.registry import figures


def rows(clusters, truths="aaabb", carried=None):
    return pl.DataFrame({"cluster": list(clusters), "truth": list(truths), "carried": carried or [None] * 5})


def test_what_is_right_is_one():
    told = rows("xxxyy")
    assert figures.pairwise(told) == {"precision": 1, "recall": 1}
    assert figures.b_cubed(told)["b_cubed_f1"] == 1


def test_all_in_one_has_recall_and_no_precision():
    told = rows("xxxxx")
    assert figures.pairwise(told) == {"precision": 4 / 10, "recall": 1}
    assert figures.b_cubed(told)["b_cubed_precision"] == pytest.approx((3 * 3 / 5 + 2 * 2 / 5) / 5)


def test_all_alone_has_precision_and_no_recall():
    told = rows("vwxyz")
    assert figures.pairwise(told) == {"precision": 1, "recall": 0}
    assert figures.b_cubed(told)["b_cubed_recall"] == pytest.approx((3 / 3 + 2 / 2) / 5)


def test_a_bad_merge_is_two_codes_in_one():
    assert figures.bad_merges(rows("xxxxy", carried=["A", "A", None, "B", "B"])) == 1
    assert figures.bad_merges(rows("xxxyy", carried=["A", "A", None, "B", "B"])) == 0


def test_a_mention_at_another_enterprise_is_told_by_its_kind():
    told = rows("xxyyy").with_columns(kind=pl.Series(["k", "k", "slip", "k", "k"]))
    assert figures.by(told, "kind") == [
        {"kind": "k", "mentions": 4, "found": 1.0, "wrongly_placed": 0},
        {"kind": "slip", "mentions": 1, "found": 0.0, "wrongly_placed": 1},
    ]
