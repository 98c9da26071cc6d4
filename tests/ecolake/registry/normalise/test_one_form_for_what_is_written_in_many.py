"""Names, addresses, divisions and sounds in one form, on whole columns."""

from pathlib import Path

import polars as pl
import pytest

from ecolake.registry.matching import read_matching
from ecolake.registry.normalise.addresses import address_parts
from ecolake.registry.normalise.names import name_parts
from ecolake.registry.normalise.sounds import sound
from ecolake.registry.normalise.text import bare, half_width, over_distinct


@pytest.fixture(scope="module")
def how():
    return read_matching(Path("standards"))


def parts(how, name):
    return name_parts(pl.Series("n", [name]), how.said.words, how.places).row(0, named=True)


@pytest.mark.parametrize(
    ("name", "core", "place", "branch"),
    [
        ("福建省泉州市晋江市华盛陶瓷有限公司", "华盛陶瓷", "350582", None),
        ("泉州市鲤城区华盛陶瓷股份有限公司", "华盛陶瓷", "350502", None),
        ("晋江华盛陶瓷厂", "华盛陶瓷", "350582", None),
        ("晋江市华盛陶瓷有限公司第二分厂", "华盛陶瓷", "350582", "第二分厂"),
        ("晋江市华盛陶瓷有限公司（新厂）", "华盛陶瓷", "350582", "新厂"),
        ("原晋江市华盛陶瓷厂", "华盛陶瓷", "350582", None),
        ("晋江市华盛陶瓷有公限司", "华盛陶瓷", "350582", None),
        ("晋江市华盛陶瓷有限工司", "华盛陶瓷", "350582", None),
        ("晋江市华盛化工有有限公司", "华盛化工", "350582", None),
        ("龙海市华盛陶瓷有限公司", "华盛陶瓷", "350604", None),
        ("三元区华盛陶瓷有限公司", "华盛陶瓷", "350404", None),
        ("ＡＢＢ（中国）有限公司", "ABB中国", None, None),
        ("福建", "福建", None, None),
        ("有限公司", "有限公司", None, None),
        ("厂", "厂", None, None),
    ],
)
def test_a_name_is_taken_apart(how, name, core, place, branch):
    told = parts(how, name)
    assert (told["core"], told["branch"]) == (core, branch)
    if place:
        assert told["place"] == place


def test_a_hole_stays_a_hole_and_rows_keep_their_places(how):
    told = name_parts(
        pl.Series("n", ["晋江市甲乙丙厂", None, "", "晋江市甲乙丙厂"]), how.said.words, how.places
    )
    assert told["core"].to_list() == ["甲乙丙", None, None, "甲乙丙"]
    assert told["sounds"].null_count() == 2


def test_abolished_divisions_lead_to_those_of_today(how):
    asked = pl.DataFrame({"c": ["350402", "350681", "350582", "999999", None]})
    assert asked.select(how.places.today(pl.col("c")))["c"].to_list() == [
        "350404",
        "350604",
        "350582",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("福建省泉州市晋江市青阳街道工业路0８号", "晋江市青阳街道工业路8号", True),
        ("晋江市青阳街道工业路八号", "晋江市青阳街道工业路8", True),
        ("晋江市青阳街道工业路8号", "晋江市青阳街道工业路18号", False),
    ],
)
def test_an_address_is_one_however_its_number_is_written(how, left, right, same):
    told = over_distinct(pl.Series("a", [left, right]), address_parts("a", how.places))
    assert (told["street"].n_unique() == 1) == same
    assert told["road"].n_unique() == 1
    assert set(told["address_place"]) == {"350582"}


def test_what_is_read_alike_sounds_alike():
    heard = sound(pl.Series(["华盛陶瓷", "华胜陶磁", None, "华盛皮革", "A1"]))
    assert heard[0] == heard[1] != heard[3]
    assert heard[2] is None
    assert heard[4] == "A1"


def test_width_case_and_blanks_carry_no_meaning():
    told = pl.DataFrame({"t": ["　Ａｂ-１ （x）", "\n", None]}).select(
        bare(pl.col("t")).alias("b"), half_width(pl.col("t")).alias("h")
    )
    assert told["b"].to_list() == ["AB1X", None, None]
    assert told["h"].to_list() == ["AB-1(X)", None, None]
