"""A published value is walked back to the bytes it came from, through corrections, and no secret comes along."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.errors import EcolakeError
from ecolake.landing import batch_folder
from ecolake.trace import trace
from ecolake.trace.landed import LINE, WITHHELD
from ecolake.trace.links import parse_key, traceable
from tests.support.small_release import publish_small_release

AIR, FRAMES, REGISTRY = "mee.air_station_hourly", "iot.hj212_frame", "market_regulation.enterprise"
MART, KEY = "air_quality_hourly", "1001A,2026-03-02T08:00:00+08:00"


@pytest.fixture
def corrected(home, standards, accept, air):
    """One station, sent again with another value."""
    accept(AIR, air(air.feature("1002A"), air.feature("1001A")), "first.geojson")
    accept(AIR, air(air.feature("1001A", pm2_5="44")), "second.geojson")
    publish_small_release(home, standards)


def test_every_version_is_found_the_one_in_force_first(home, standards, corrected):
    found = trace(home, standards, MART, KEY)
    assert [(one.current, one.accepted["_file"], one.accepted["_row"]) for one in found.origins] == [
        (True, "second.geojson", 1), (False, "first.geojson", 2),
    ]  # fmt: skip
    assert [one.received["pm2_5"] for one in found.origins] == ["44", "34"]


def test_the_published_row_is_the_one_in_force(home, standards, corrected):
    found = trace(home, standards, MART, KEY)
    (row,) = found.rows
    assert (row["_batch"], row["pm2_5_1h"]) == (found.origins[0].accepted["_batch"], 44)


def test_the_landed_file_is_named_with_hash_and_origin(home, standards, corrected):
    origin = trace(home, standards, MART, KEY).origins[0]
    assert origin.sha256 == hashlib.sha256(origin.path.read_bytes()).hexdigest()
    assert origin.origin.endswith("second.geojson")
    assert origin.manifest.batch == origin.accepted["_batch"]
    assert (origin.account["received"], origin.account["status"]) == (1, "accepted")


def test_a_key_can_be_typed_in_several_ways(home, standards, corrected):
    for key in (
        "1001A,2026-03-02T00:00:00Z",
        "1001A, 2026-03-02 00:00:00",
        "station_code=1001A,observed_at=2026-03-02T08:00:00+08:00",
        "station_code=1001A",
        "observed_at=2026-03-02T08:00:00+08:00, pm2_5_1h=44",
    ):
        assert len(trace(home, standards, MART, key).origins) == 2, key


def test_a_dataset_can_be_traced_without_a_mart(home, standards, corrected):
    for name in (AIR, "mee__air_station_hourly", "lake.mee__air_station_hourly"):
        found = trace(home, standards, name, KEY)
        assert found.rows == ()
        assert len(found.origins) == 2


def test_a_landed_file_that_is_gone_or_changed_is_said(home, standards, corrected):
    origin = trace(home, standards, MART, KEY).origins[0]
    origin.path.chmod(0o644)
    origin.path.write_text(json.dumps({"type": "FeatureCollection", "features": []}), "utf-8")
    assert "changed" in trace(home, standards, MART, KEY).origins[0].note
    origin.path.unlink()
    after = trace(home, standards, MART, KEY).origins[0]
    assert "no longer" in after.note
    assert after.received == {}


def test_a_log_line_is_shown_as_it_came_but_for_the_password(home, standards, accept, county):
    (path, *_) = sorted(county.paths["iot"].glob("*.log"))
    accept(FRAMES, path.read_bytes(), path.name)
    publish_small_release(home, standards)
    from ecolake.warehouse.query import query

    _, ((digest, row),) = query(
        home, "select frame_digest, _row from lake.iot__hj212_frame order by _row limit 1"
    )
    (origin,) = trace(home, standards, FRAMES, digest).origins
    line = path.read_text("utf-8").splitlines()[row - 1]
    assert "PW=" in line
    assert "PW=***" in origin.received[LINE]
    assert origin.received[LINE].split("CP=")[1] == line.split("CP=")[1]


def test_a_zipped_row_is_found_and_personal_values_are_withheld(
    home, standards, accept, packed, registry_csv
):
    account = accept(REGISTRY, packed(registry_csv.encode("gb18030")), "r.zip")
    publish_small_release(home, standards)
    from ecolake.warehouse.query import query

    _, ((code,),) = query(home, "select max(unified_social_credit_code) from enterprise_file")
    (origin, *_) = trace(home, standards, "enterprise_file", code).origins
    assert origin.path == batch_folder(home, "market_regulation", "enterprise", account.batch) / "r.zip"
    assert origin.received["UNISCID"] == code
    assert origin.received["LEREP"] == WITHHELD


def test_every_link_of_a_mart_names_a_dataset_and_its_items(home, standards):
    found = traceable(home)
    assert set(found) >= {"air_quality_hourly", "enterprise_file", "monitoring_reading_hourly"}
    of_datasets = [link for links in found.values() for link in links if link.dataset_id]
    assert all(set(link.key) <= set(standards.datasets[link.dataset_id].items) for link in of_datasets)
    # The others are of marts whose rows name their own origin.
    others = {mart for mart, links in found.items() for link in links if not link.dataset_id}
    assert others == {"enterprise_event", "enterprise_figure", "enterprise_record", "enterprise_value"}


def test_a_value_cannot_smuggle_sql(home, standards, corrected):
    with pytest.raises(EcolakeError) as error:
        trace(home, standards, MART, "station_code=' or 1=1 --")
    assert error.value.code == "no_such_row"


NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
VALUES = st.text(
    st.characters(blacklist_characters=",=", blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1
)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
@settings(derandomize=True, deadline=None)
def test_named_and_positional_keys_read_the_same(asked):
    named = ",".join(f"{name}={value}" for name, value in asked.items())
    assert parse_key(named, [], "t") == asked
    assert parse_key(",".join(asked.values()), list(asked), "t") == asked
