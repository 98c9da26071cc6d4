"""A standard names a derivation; a wrong name is answered with the names that exist."""

import polars as pl
import pytest

from ecolake.domain import air
from ecolake.domain.derivation import Derivation, available, resolve
from ecolake.errors import EcolakeError


def test_a_name_finds_its_derivation_and_every_derivation_knows_its_name() -> None:
    assert resolve("air.hourly_index") is air.hourly_index
    assert {name: resolve(name).name for name in available()} == {name: name for name in available()}


def test_a_later_stage_uses_the_columns_of_an_earlier_one() -> None:
    stages = [[(pl.col("a") + 1).alias("b")], [(pl.col("b") * 2).alias("c")]]
    derivation = Derivation("x.y", ("a",), ("b", "c"), lambda: stages)
    assert derivation.apply(pl.LazyFrame({"a": [1]})).collect().rows() == [(1, 2, 4)]


@pytest.mark.parametrize(
    "path", ["air", "air.hourly_index.x", "..os.system", "Air.hourly", "os.path:join", ""]
)
def test_a_malformed_name_is_refused(path: str) -> None:
    with pytest.raises(EcolakeError, match=r"air\.hourly_index") as refused:
        resolve(path)
    assert refused.value.code == "derivation_name"


@pytest.mark.parametrize(
    "path", ["air.iaqi", "air.nothing", "os.path", "derivation.pl", "nowhere.hourly_index"]
)
def test_only_derivations_of_the_domain_are_found(path: str) -> None:
    with pytest.raises(EcolakeError, match=r"air\.hourly_index") as unknown:
        resolve(path)
    assert unknown.value.code == "derivation_unknown"
    assert path in unknown.value.zh
