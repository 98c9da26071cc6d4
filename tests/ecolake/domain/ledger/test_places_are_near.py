"""What is near is found at every latitude, and a report without a name is about the one enterprise whose site it was made at."""

import numpy as np
import polars as pl
import pytest

from ecolake.domain.ledger.places import near, owner_of_place


@pytest.mark.parametrize("latitude", [0.0, 24.7, 53.5, -33.9])
def test_no_place_within_the_distance_is_missed(latitude):
    rng = np.random.default_rng(7)
    size, metres = 120, 80.0
    spread = 0.002
    places = pl.DataFrame(
        {
            "name": [f"{one:03d}" for one in range(size)],
            "longitude": 118.5 + rng.uniform(-spread, spread, size),
            "latitude": latitude + rng.uniform(-spread, spread, size),
        }
    )
    east, north = places["longitude"].to_numpy(), places["latitude"].to_numpy()
    middle = np.cos(np.radians((north[:, None] + north[None, :]) / 2))
    apart = 111_320 * np.hypot((east[:, None] - east[None, :]) * middle, north[:, None] - north[None, :])
    expected = {(f"{a:03d}", f"{b:03d}") for a, b in zip(*np.nonzero(apart <= metres), strict=True)}
    found = near(places, places, metres)
    assert set(found.select("name", "other").rows()) == expected


def test_a_place_that_is_not_known_is_near_nothing():
    nowhere = pl.DataFrame(
        {"name": ["a"], "longitude": [None], "latitude": [24.7]}, schema_overrides={"longitude": pl.Float64}
    )
    assert near(nowhere, nowhere, 50).is_empty()


def test_a_site_of_two_enterprises_says_of_neither():
    reports = pl.DataFrame(
        {
            "report": ["a", "b"],
            "enterprise_code": [None, None],
            "longitude": [118.5, 118.6],
            "latitude": [24.7, 24.7],
        },
        schema_overrides={"enterprise_code": pl.String},
    )
    sites = pl.DataFrame(
        {"enterprise_code": ["X", "Y", "Z"], "longitude": [118.5, 118.5001, 118.6], "latitude": [24.7] * 3}
    )
    assert owner_of_place(reports, sites, 30).rows() == [("b", "Z")]
