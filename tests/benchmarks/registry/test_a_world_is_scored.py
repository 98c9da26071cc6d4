"""From a simulated world to its figures: what is true is told of the mentions that came of it."""

import pytest

from benchmarks.registry import bring, score
from benchmarks.registry_speed.plot import draw
from benchmarks.registry_speed.synthetic import mentions

# One with the code, one with a permit number, two with a name alone.
FEW = (
    "cities.city_credit_rating",
    "mee.permit_change",
    "ecology.nonroad_machinery",
    "ecology.enforcement_problem",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        some = bring.naming
        patch.setattr(bring, "naming", lambda *given: [one for one in some(*given) if one.id in FEW])
        return score.score(tmp_path_factory.mktemp("home"), "tiny", 11, 0.3)


def test_a_world_is_brought_in_resolved_and_scored(told):
    assert told["scored"] >= 16
    assert told["without_a_code"]["mentions"] >= 8
    assert told["bad_merges"] == 0
    assert told["precision"] > 0.99
    assert {one["source"] for one in told["by_department"]} == {"cities", "mee", "ecology"}


def test_made_up_mentions_are_the_same_for_the_same_seed():
    first = mentions(2_000, 3)
    assert first.equals(mentions(2_000, 3))
    assert first["source"].n_unique() == 28
    assert first["mention"].is_unique().all()
    assert not first.equals(mentions(2_000, 4))


def test_a_picture_is_drawn_of_what_was_run():
    picture = draw(
        [{"engine": "ecolake", "mentions": n, "cpu_seconds": s} for n, s in ((10_000, 0.5), (100_000, 4.0))]
    )
    assert picture.startswith("<svg")
    assert "4.0 CPU-s" in picture
