"""Hours beyond the limit become episodes; a sudden one is dated by half of its excess."""

from datetime import UTC, datetime, timedelta

import polars as pl

from ecolake.domain.river.episodes import episodes

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def hours(values, site="S1", limit=1.0):
    return pl.DataFrame(
        {
            "site_code": site,
            "pollutant_code": "w21003",
            "observed_at": [BEGIN + timedelta(hours=place) for place in range(len(values))],
            "value": values,
            "limit": limit,
        }
    )


def at(hour):
    return BEGIN + timedelta(hours=hour)


def test_a_pulse_is_sudden_and_its_front_is_where_half_of_it_is_there():
    # Usual 0.4; excess 1.6 at the top, half of it (0.8) from hour 21 to 24.
    (found,) = episodes(hours([0.4] * 20 + [0.8, 1.3, 2.0, 1.9, 1.3, 0.7] + [0.4] * 20), 0.5, 3).iter_rows(
        named=True
    )
    assert (found["kind"], found["usual"], found["value"], found["excess"]) == ("sudden", 0.4, 2.0, 1.6)
    assert (found["started_at"], found["strongest_at"], found["ended_at"]) == (at(20), at(22), at(25))
    assert (found["front_at"], found["tail_at"]) == (at(21), at(24))
    assert found["hour_count"] == 6


def test_a_rise_within_the_limit_is_told_of_and_is_no_exceedance():
    (found,) = episodes(hours([0.4] * 20 + [0.7, 0.8] + [0.4] * 20), 0.5, 3).iter_rows(named=True)
    assert found["kind"] == "rise"


def test_an_hour_alone_is_no_rise_and_still_an_exceedance():
    alone = [0.4] * 20 + [0.8] + [0.4] * 20
    assert episodes(hours(alone), 0.5, 3, rise_hours=2).is_empty()
    assert episodes(hours(alone, limit=0.5), 0.5, 3, rise_hours=2)["kind"].to_list() == ["sudden"]


def test_a_river_that_always_misses_its_target_lasts():
    (found,) = episodes(hours([1.1, 1.2, 1.1, 1.15]), 0.5, 3).iter_rows(named=True)
    assert (found["kind"], found["hour_count"]) == ("lasting", 4)


def test_a_short_gap_is_bridged_and_a_long_one_divides():
    gap = [0.4] * 20 + [2.0] + [0.4] * 3 + [2.0] + [0.4] * 4 + [2.0] + [0.4] * 5
    found = episodes(hours(gap), 0.5, 3)
    assert found["hour_count"].to_list() == [2, 1]
    assert found["started_at"].to_list() == [at(20), at(29)]


def test_sites_are_apart_and_nothing_is_no_episode():
    both = pl.concat([hours([0.4] * 9 + [2.0], site="S1"), hours([0.4] * 10, site="S2")])
    assert episodes(both, 0.5, 3)["site_code"].to_list() == ["S1"]
    assert episodes(both.clear(), 0.5, 3).is_empty()
