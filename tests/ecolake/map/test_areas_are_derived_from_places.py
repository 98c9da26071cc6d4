"""Areas of divisions are made of the places that have one, whatever else a release holds."""

import duckdb
import pytest
import shapely

from ecolake.map.areas import derive


@pytest.fixture
def release():
    """Places of two counties, and one that names their city alone."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema enforcement;
        create table enterprise_file as select * from (values ('350102', 119.1, 26.1), ('350103', 119.3, 26.1), ('350100', 119.2, 26.3))
            as said(division_code, longitude, latitude);
        create table enforcement.ecology__grid_unit (division_code varchar, boundary varchar, grid_level varchar)
        """
    )
    return connection


@pytest.mark.parametrize("boundary", ["POLYGON EMPTY", "POLYGON ((1.1.1 2.2, 3 4, 1.1.1 2.2))"])
def test_a_boundary_without_a_corner_places_nothing(release, boundary):
    before = derive(release)
    release.execute("insert into enforcement.ecology__grid_unit values ('350102', ?, 'town')", [boundary])
    assert derive(release) == before


def test_a_city_is_its_counties_and_what_names_the_city_alone(release):
    areas = derive(release)
    assert all(
        areas["350100"].covers(shapely.Point(x, y)) for x, y in ((119.1, 26.1), (119.3, 26.1), (119.2, 26.3))
    )
