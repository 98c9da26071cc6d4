from random import Random

import pytest
from pypinyin import lazy_pinyin

from simulator.noise.name_variants import VARIANTS

NAME = "福建省晋江市华盛陶瓷有限公司"


@pytest.mark.parametrize("kind", VARIANTS)
def test_a_variant_differs_and_the_same_dice_give_the_same(kind):
    variant = VARIANTS[kind](Random(3), None, NAME)
    assert variant != NAME
    assert variant == VARIANTS[kind](Random(3), None, NAME)


def test_a_homophone_sounds_the_same():
    for seed in range(20):
        variant = VARIANTS["homophone"](Random(seed), None, NAME)
        assert lazy_pinyin(variant) == lazy_pinyin(NAME)
        assert sum(one != other for one, other in zip(variant, NAME, strict=True)) == 1


def test_an_abbreviation_is_a_part_of_the_name():
    assert VARIANTS["abbreviation"](Random(1), None, NAME) == "晋江市华盛陶瓷"
