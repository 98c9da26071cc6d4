"""The whole build on the tiny lake: prepare, dbt, gates, publish. One dbt run serves every test here."""

import csv
import json
import re
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlparse
from uuid import UUID

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from ecolake.catalogue.find import find
from ecolake.derived.runner import bring_up
from ecolake.dossier.shape import Document
from ecolake.errors import GateError, UsageError
from ecolake.exports import dcat, openlineage
from ecolake.exports.mart import to_csv, to_parquet
from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from ecolake.warehouse import built, dbt, gates, hashes, releases, sources
from ecolake.warehouse.query import query
from ecolake.warehouse.record import current_file
from orchestration.cli.app import app
from tests.support import water_rows
from tests.support.lake_fixture import (
    CHECKOUT,
    DATASETS,
    NOON,
    PAPER,
    STEEL,
    TinyLake,
    home_at,
    write_discharges,
    write_tiny_lake,
)
from tests.support.marts_by_hand import make_marts
from tests.support.model_datasets import read_by_models

PERSONAL = ("张三丰", "李四光", "13812345678", "0592-5551234x", "王信访", "Kf7#secret")


def build_and_publish(tiny: TinyLake) -> releases.Release:
    bring_up(tiny.home, tiny.standards)
    build = sources.prepare(tiny.home, tiny.standards)
    dbt.run_dbt(tiny.home, ("build",))
    built.complete(tiny.home, tiny.standards, build)
    gates.check(tiny.home)
    return releases.publish(tiny.home, build)


@pytest.fixture(scope="module")
def few() -> Standards:
    """The standards of the tiny lake and what models name: relations of all others would be empty, and cost seconds a build."""
    standards = load(CHECKOUT / "standards")
    names = sorted({*DATASETS, *water_rows.DATASETS, *read_by_models()})
    return replace(standards, datasets={name: standards.datasets[name] for name in names})


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, few: Standards) -> TinyLake:
    tiny = write_tiny_lake(home_at(tmp_path_factory.mktemp("home")), few)
    write_discharges(tiny)
    water_rows.write_sections(tiny)
    water_rows.write_river(tiny)
    return tiny


@pytest.fixture(scope="module")
def release(tiny: TinyLake) -> releases.Release:
    return build_and_publish(tiny)


@pytest.fixture(scope="module")
def home(tiny: TinyLake, release: releases.Release) -> Home:
    return tiny.home


def records(home: Home, sql: str) -> list[dict[str, object]]:
    columns, rows = query(home, sql)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_air_quality_holds_the_last_version_of_each_hour(home):
    found = records(home, "select station_code, observed_at, aqi, _row from air_quality_hourly order by 1")
    assert found == [
        {"station_code": "1001A", "observed_at": NOON, "aqi": 85, "_row": 2},
        {"station_code": "1002A", "observed_at": NOON, "aqi": 40, "_row": 3},
    ]


def test_an_hourly_upload_sent_again_replaces_the_first(home):
    (found,) = records(home, "from monitoring_reading_hourly where pollutant_code = 'a21026'")
    assert (found["average_value"], found["maximum_value"]) == (Decimal("13.5"), None)
    assert found["frame_digest"] == "b" * 64


def test_moments_become_an_hourly_mean_without_the_abnormal_ones(home):
    (found,) = records(home, "from monitoring_reading_hourly where pollutant_code = 'a21002'")
    assert (found["realtime_mean"], found["realtime_count"]) == (Decimal(150), 2)
    assert found["realtime_abnormal_count"] == 1


@pytest.mark.parametrize("known", water_rows.BY_HAND, ids=lambda known: f"{known[0]}-{known[1]:%m}")
def test_a_section_has_the_class_that_table_1_gives_by_hand(home, known):
    section, month, _, target, quality_class, complies, multiple = known
    (found,) = records(
        home, f"from section_class_monthly where site_code = '{section}' and month = '{month}'"
    )
    assert (found["quality_class"], found["target_class"], found["is_compliant"]) == (
        quality_class,
        target,
        complies,
    )
    assert found["greatest_multiple"] == (multiple and Decimal(multiple))


def test_a_section_that_fell_says_by_which_parameter(home):
    (found,) = records(home, "from section_class_monthly where classes_fallen > 0")
    assert (found["site_code"], found["class_month_before"], found["classes_fallen"]) == ("A1", "I", 2)
    assert found["fall_reason_zh"] == "氨氮由0.15变为0.51 mg/L"
    assert found["fall_reason_en"] == "Ammonia nitrogen (NH3-N) went from 0.15 to 0.51 mg/L"


def test_the_hours_of_a_station_are_its_days_in_china_and_its_month(home):
    found = records(home, "select day, value, hour_count, item_class from section_item_daily "
                          "where pollutant_code = 'w21003' order by 1")  # fmt: skip
    assert [tuple(row.values()) for row in found] == [
        (date(2026, 3, 1), Decimal("0.5"), 1, "II"),
        (date(2026, 3, 2), Decimal("0.6"), 2, "III"),
    ]
    (march,) = records(
        home, "from section_item_monthly where month = '2026-03-01' and pollutant_code = 'w21003'"
    )
    assert (march["site_code"], march["value"], march["origin"]) == ("A1", Decimal("0.55"), "automatic")


def test_a_river_of_few_sections_is_judged_by_its_means_and_another_by_shares(home):
    found = records(home, "select month, section_count, share_i_to_iii, judged_by, assessment "
                          "from river_class_monthly where river_name = '甲江' order by 1")  # fmt: skip
    assert [tuple(row.values()) for row in found] == [
        (date(2026, 1, 1), 1, Decimal(100), "mean", "excellent"),
        # A1, A2 of six sections; two are worse than V.
        (date(2026, 2, 1), 6, Decimal("33.33"), "shares", "moderately_polluted"),
        (date(2026, 3, 1), 1, Decimal(100), "mean", "good"),
    ]


def test_an_exceedance_is_traced_to_the_outlet_whose_device_was_over_its_limit_when_the_water_left(home):
    found = records(
        home, "select rank, place_code, reason_en from exceedance_source where site_code = 'X1' order by 1"
    )
    assert [(row["rank"], row["place_code"]) for row in found] == [
        (1, f"outlet:{PAPER}:DW001"),
        (2, "farm:F1"),
    ]
    assert found[0]["reason_en"] == (
        "about 8.6 hours of water; its permit allows the pollutant; its device was 5.00 mg/L over the limit while the water left,"
        " 50 % of the hours; 64.48 g/s explain the rise, a place of its class can let out only 2.50 g/s"
    )
    (seen,) = records(home, "from section_exceedance where site_code = 'X1'")
    assert (seen["kind"], seen["front_at"], seen["exceedance_multiple"]) == (
        "sudden",
        NOON + timedelta(hours=10),
        0.5,
    )


def test_the_intake_below_is_told_when_the_water_comes(home):
    (found,) = records(home, "from exceedance_arrival where site_code = 'X1' and place_kind = 'intake'")
    # 14.46 km behind the section, where 6 m3/s pass.
    assert (found["place_name"], found["travel_hours"]) == ("乙0桥水源地", pytest.approx(8.06, abs=0.01))
    late = found["arrives_at"] - NOON - timedelta(hours=10 + found["travel_hours"])
    assert abs(late) < timedelta(seconds=1)


def test_the_same_trace_can_be_asked_for(home, monkeypatch):
    monkeypatch.setenv("ECOLAKE_HOME", str(home.root))
    shown = CliRunner().invoke(app, ["river", "trace", "乙1桥", "--json"])
    told = json.loads(shown.stdout)
    assert told["sources"][0]["place_code"] == f"outlet:{PAPER}:DW001"
    assert [one["place_name"] for one in told["arrivals"]] == ["乙0桥水源地", "乙0 桥"]
    asked = CliRunner().invoke(app, ["river", "trace", "X1", "--pollutant", "w21003", "--at", "2026-03-02"])
    assert "按所问 as asked" in asked.stdout
    assert CliRunner().invoke(app, ["river", "trace", "nowhere"]).exit_code == 2
    assert CliRunner().invoke(app, ["river", "trace", "X1", "--pollutant", "w21003"]).exit_code == 2


PAGE = (CHECKOUT / "docs" / "how-to" / "ask-about-water.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sql", re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL), ids=lambda sql: sql.split("from ")[-1][:30]
)
def test_every_question_about_water_is_answered(home, sql):
    assert records(home, sql) or sql.startswith("-- may be empty")


def test_the_enterprise_file_joins_identity_permits_outlets_and_readings(home):
    (found,) = records(home, f"from enterprise_file where unified_social_credit_code = '{STEEL}'")
    assert found["enterprise_name"] == "福州钢铁有限公司"
    assert found["is_in_business_registry"]
    assert found["mention_count"] == 2
    assert [permit["permit_number"] for permit in found["permits"]] == [f"{STEEL}001P"]
    assert [(one["discharge_outlet_code"], one["device_number"]) for one in found["outlets"]] == [
        ("DA001", "DEVICE01")
    ]
    assert [
        (one["pollutant_code"], one["hour_started_at"], one["reading_value"])
        for one in found["latest_readings"]
    ] == [
        ("a21002", NOON + timedelta(hours=1), Decimal(150)),
        ("a21026", NOON, Decimal("13.5")),
    ]
    assert found["open_issues"] is None


def test_an_enterprise_known_from_a_permit_alone_has_a_file_with_its_open_issue(home):
    (found,) = records(home, f"from enterprise_file where unified_social_credit_code = '{PAPER}'")
    assert not found["is_in_business_registry"]
    assert found["enterprise_name"] == "厦门纸业有限公司"
    assert [(issue["dataset"], issue["rule"]) for issue in found["open_issues"]] == [
        ("enterprise", "telephone_pattern")
    ]


def test_a_flag_on_a_superseded_version_is_no_issue(home):
    found = records(home, "select dataset, severity from data_quality_issue where source <> 'iot'")
    assert found == [{"dataset": "enterprise", "severity": "reject"}]


def test_a_rule_is_counted_against_all_that_its_dataset_received_on_the_day(home):
    (found,) = records(home, "select * exclude (department_zh, department_en) from rule_result_daily")
    assert found == {
        "source": "mee",
        "dataset": "air_station_hourly",
        "rule": "aqi_differs",
        "severity": "flag",
        "received_on": date(2026, 3, 2),
        "batch_count": 2,
        "received_rows": 3,
        "failed_rows": 1,
    }


def test_the_catalogue_counts_what_came_in(home, tiny):
    (found,) = records(home, "from catalogue_category where dataset = 'air_station_hourly'")
    assert (found["received"], found["accepted"], found["batch_count"]) == (3, 3, 2)
    (items,) = records(home, "select count(*) as n from catalogue_item")
    assert items["n"] == tiny.standards.counts()["items"]


def test_what_was_discharged_is_concentration_times_flow_without_the_flagged_hours(home):
    found = records(
        home,
        "select monitoring_point_code, month, measured_hours, flagged_hours, counted_hours, discharged_kg"
        " from discharge_monthly order by 1",
    )
    assert [tuple(row.values()) for row in found] == [
        ("P1", date(2026, 3, 1), 2, 1, 1, Decimal(5)),
        ("P2", date(2026, 3, 1), 2, 0, 2, Decimal("0.7")),
    ]


@pytest.mark.parametrize("pollutant", ["COD", "w01018", "化学需氧量"])
@pytest.mark.parametrize("city", ["福州市", "福州", "3501", "350100"])
def test_the_worst_dischargers_of_a_city_come_with_permits_and_open_complaints(home, pollutant, city):
    found = records(home, f"from worst_dischargers('{pollutant}', '{city}', in_month := '2026-03')")
    assert [
        (one["enterprise_name"], one["discharged_kg"], one["permits"], one["open_complaints"])
        for one in found
    ] == [
        ("福州钢铁有限公司", Decimal(5), [f"{STEEL}001P"], ["XF1"]),
        ("厦门纸业有限公司", Decimal("0.7"), [f"{PAPER}001P"], None),
    ]


def test_another_city_or_month_has_no_dischargers(home):
    assert records(home, "from worst_dischargers('COD', '厦门市')") == []
    assert records(home, "from worst_dischargers('COD', '福州市', in_month := '2026-02')") == []
    assert len(records(home, "from worst_dischargers('COD', '福州市', top := 1)")) == 1


def test_a_complaint_is_closed_by_a_follow_up_that_agrees(home):
    found = records(home, f"select complaint_number, is_open from complaints_of('{STEEL}')")
    assert [tuple(row.values()) for row in found] == [("XF1", True), ("XF2", False)]


def test_the_catalogue_says_who_may_see_what_how_full_it_is_and_where_it_is_used(home):
    (found,) = records(home, "from catalogue_category where dataset = 'enterprise'")
    assert (found["theme"], found["share_type"], found["security_grade"]) == ("society", "conditional", 3)
    assert "main.enterprise_file" in found["used_in"]
    items = {
        row["item"]: row
        for row in records(home, "from catalogue_item where dataset = 'enterprise' and item in "
                                 "('legal_representative', 'enterprise_name', 'former_name')")
    }  # fmt: skip
    assert items["enterprise_name"]["samples"] == ["福州钢铁有限公司"]
    assert "main.enterprise_file.enterprise_name" in items["enterprise_name"]["used_in"]
    assert items["legal_representative"]["samples"] == ["张**"]
    assert (items["enterprise_name"]["completeness"], items["former_name"]["completeness"]) == (1.0, 0.0)


def test_every_column_of_every_model_is_traced_or_known_to_be_made_of_nothing(home):
    """The figure is that of the whole project: 100 % now, and never below 98 %."""
    columns = {
        (row["schema_name"] + "." + row["table_name"], row["column_name"])
        for row in records(
            home,
            "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'ecolake'"
            " and schema_name in ('main', 'staging', 'intermediate') and not internal"
            " and schema_name || '.' || table_name in (select model from lake.model_run)",
        )
    }
    steps = records(home, "from catalogue_lineage where to_layer not in ('accepted', 'lake')")
    traced = {(row["to_table"], row["to_column"]) for row in steps}
    unresolved = {(row["to_table"], row["to_column"]) for row in steps if row["kind"] == "unresolved"}
    assert columns - traced == set()
    assert len(unresolved) <= 0.02 * len(columns), sorted(unresolved)


def test_a_column_of_a_mart_is_followed_to_the_column_that_the_source_wrote(home):
    found = records(
        home,
        """
        with recursive walk as (
            select to_table, to_column, from_table, from_column from catalogue_lineage
            where to_table = 'main.enterprise_file' and to_column = 'registration_status'
            union
            select older.to_table, older.to_column, older.from_table, older.from_column
            from catalogue_lineage as older inner join walk
                on older.to_table = walk.from_table and older.to_column = walk.from_column
        )
        select from_table, from_column from walk where from_table like 'landed.%' order by all
        """,
    )
    assert [(row["from_table"], row["from_column"]) for row in found] == [
        ("landed.market_regulation__enterprise", "REGSTATE"),
    ]


def test_what_is_found_says_the_query_that_shows_it_and_the_query_runs(home, few):
    answer = find(home, few.datasets["mee.air_station_hourly"].items["station_name"].title.zh)
    assert answer.release is not None
    shown = {one.name: one.sql for one in answer.found if one.sql}
    assert (
        shown["mee.air_station_hourly.station_name"] == "select station_name from air_quality_hourly limit 20"
    )
    for sql in shown.values():
        query(home, sql)


def test_no_personal_value_is_anywhere_in_the_published_file(home):
    relations = records(
        home,
        "select schema_name || '.' || table_name as name from duckdb_tables() where not internal"
        " union all select schema_name || '.' || view_name from duckdb_views() where not internal",
    )
    assert len(relations) > 20
    # One connection: the file holds two views a category, and reading them anew for each question took minutes.
    with duckdb.connect(str(current_file(home)), read_only=True) as connection:
        for relation in relations:
            question = f"select 1 from {relation['name']} as t where contains(cast(t as varchar), ?) limit 1"
            leaks = [word for word in PERSONAL if connection.execute(question, [word]).fetchone()]
            assert not leaks, relation


def test_every_column_of_the_marts_is_described(home):
    bare = records(
        home,
        "select table_name, column_name from duckdb_columns() where schema_name = 'main'"
        " and database_name = 'ecolake' and table_name <> 'release' and comment is null",
    )
    assert not bare


def test_views_work_when_the_file_is_attached_under_another_name(home):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current_file(home)}' as other (read_only)")
        found = connection.execute(
            "select count(*) from other.staging.stg_mee__air_station_hourly"
        ).fetchone()
    assert found == (2,)


def test_parquet_carries_what_it_is_and_the_same_release_gives_the_same_bytes(home, release, tmp_path):
    first, second = (
        to_parquet(home, "air_quality_hourly", tmp_path / name) for name in ("a.parquet", "b.parquet")
    )
    assert first.path.read_bytes() == second.path.read_bytes()
    written = pq.read_table(first.path)
    about = json.loads(written.schema.metadata[b"ecolake"])
    assert (about["table"], about["release"]) == ("main.air_quality_hourly", release.release)
    assert about["content_hash"] == release.content_hash
    assert written.schema.field("pm2_5_1h").metadata[b"unit"] == b"ug/m3"
    assert written.column("station_code").to_pylist() == ["1001A", "1002A"]


def test_lists_and_structures_survive_parquet_and_are_json_in_csv(home, tmp_path):
    nested = pq.read_table(to_parquet(home, "catalogue_category", tmp_path / "c.parquet").path)
    assert nested.column("key_columns").to_pylist()[0]
    path = to_csv(home, "catalogue_category", tmp_path / "c.csv").path
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [json.loads(row["key_columns"]) for row in rows] == nested.column("key_columns").to_pylist()


def test_a_text_that_a_spreadsheet_would_compute_is_inert_in_csv(few, tmp_path):
    tiny = write_tiny_lake(home_at(tmp_path), few)
    build = sources.prepare(tiny.home, tiny.standards)
    with duckdb.connect(str(build.path)) as connection:
        connection.execute("create table hostile as select '=HYPERLINK(1)' as word, -5 as number")
    releases.publish(tiny.home, build)
    written = to_csv(tiny.home, "hostile").path.read_bytes().decode("utf-8-sig")
    assert written == "word,number\r\n'=HYPERLINK(1),-5\r\n"


def test_an_unknown_table_is_refused_with_the_nearest(home):
    with pytest.raises(UsageError, match="air_quality_hourly"):
        to_parquet(home, "air_quality_hourli")


def test_every_event_of_the_run_is_as_openlineage_wants_it(home):
    found = openlineage.events(home)
    for event in found:
        # What the specification (2-0-2) requires of an event, a job, a dataset and a facet.
        assert {"eventTime", "producer", "schemaURL", "run", "job"} <= set(event)
        assert event["eventType"] in {"START", "COMPLETE", "FAIL"}
        datetime.fromisoformat(event["eventTime"])
        UUID(event["run"]["runId"])
        for named in (event["job"], *event["inputs"], *event["outputs"]):
            assert named["namespace"]
            assert named["name"]
        facets = [event["run"].get("facets", {}), *(one.get("facets", {}) for one in event["outputs"])]
        for facet in (facet for held in facets for facet in held.values()):
            assert facet["_producer"]
            assert urlparse(facet["_schemaURL"]).netloc == "openlineage.io"
    by_run = {}
    for event in found:
        by_run.setdefault(event["run"]["runId"], []).append(event["eventType"])
    assert all(len(kinds) == 2 and kinds[0] == "START" and kinds[1] != "START" for kinds in by_run.values())
    assert found == openlineage.events(home)


def test_the_lineage_of_columns_goes_with_the_events(home):
    ended = {one["job"]["name"]: one for one in openlineage.events(home) if one["eventType"] == "COMPLETE"}
    accepted = ended["accept.mee.air_station_hourly"]["outputs"][0]
    assert accepted["facets"]["columnLineage"]["fields"]["station_code"]["inputFields"] == [
        {"namespace": "ecolake", "name": "landed.mee__air_station_hourly", "field": "stationcode"}
    ]
    mart = ended["dbt.main.air_quality_hourly"]["outputs"][0]
    assert mart["facets"]["columnLineage"]["fields"]["aqi"]["inputFields"] == [
        {"namespace": "ecolake", "name": "staging.stg_mee__air_station_hourly", "field": "aqi"}
    ]


def test_the_catalogue_of_the_release_describes_all_that_it_refers_to(home, few, release):
    document = dcat.released(home, few)
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert len(nodes) == len(document["@graph"])
    listed = [nodes[one["@id"]] for one in nodes["urn:ecolake:catalogue"]["dcat:dataset"]]
    assert {f"urn:ecolake:mart:main.{name}" for name in release.rows} <= {one["@id"] for one in listed}
    assert len(listed) >= len(few.datasets) + len(release.rows)
    for dataset in listed:
        # Mandatory in DCAT-AP 3: a title and a description; of a distribution, where it is found.
        assert dataset["dct:title"]
        assert dataset["dct:description"]
        assert nodes[dataset["dct:publisher"]["@id"]]["@type"] == "foaf:Agent"
        assert nodes[dataset["dcat:distribution"]["@id"]]["dcat:accessURL"]["@id"] in nodes
    air = nodes["urn:ecolake:dataset:mee.air_station_hourly"]
    measured = {
        one["dqv:isMeasurementOf"]["@id"]: one["dqv:value"]["@value"]
        for one in air["dqv:hasQualityMeasurement"]
    }
    assert measured["urn:ecolake:metric:pass_rate"] == "1.000000"
    assert {"@id": air["@id"]} in nodes["urn:ecolake:mart:main.air_quality_hourly"]["prov:wasDerivedFrom"]


def test_the_same_deliveries_at_another_time_give_the_same_content(home, release, few, tmp_path):
    """The second time by the SQL of the models alone: dbt would take most of a minute, and adds comments, which are searched."""
    later = NOON + timedelta(days=9)
    twin = write_tiny_lake(home_at(tmp_path), few, later)
    write_discharges(twin)
    water_rows.write_sections(twin)
    water_rows.write_river(twin)
    bring_up(twin.home, twin.standards)
    build = sources.prepare(twin.home, twin.standards)
    make_marts(twin.home, build.path)
    for said in ("manifest.json", "run_results.json"):
        twin.home.dbt_target.mkdir(exist_ok=True)
        shutil.copy(home.dbt_target / said, twin.home.dbt_target / said)
    built.complete(twin.home, twin.standards, build)
    releases.publish(twin.home, build)
    again, before = hashes.table_hashes(twin.home), hashes.table_hashes(home)
    assert {name for name in before if again.pop(name) != before[name]} == {"lake.search_term"}
    assert again == {}


def test_a_red_gate_keeps_the_old_release(home, tiny, release):
    tiny.deliver("mee.air_station_hourly", [{"station_code": "1003A"}], account={"received": 9})
    sources.prepare(tiny.home, tiny.standards)
    with pytest.raises(GateError, match="unbalanced"):
        gates.check(tiny.home)
    assert releases.current(home) == release


def test_hours_above_the_permit_are_events_of_the_enterprise_that_runs_the_outlet(home):
    found = records(
        home, "select enterprise_code, kind, details from enterprise_event where kind = 'exceeded' order by 1"
    )
    hours = {row["enterprise_code"]: json.loads(str(row["details"])) for row in found}
    # The hour that was misread and flagged is none; 30 mg/L is below the limit of 35.
    assert {code: (one["hours"], one["concentration_maximum"]) for code, one in hours.items()} == {
        STEEL: (1, 50.0),
        PAPER: (1, 40.0),
    }


def test_a_month_of_monitoring_says_how_much_of_it_is_valid(home):
    (found,) = records(home, f"from enterprise_monitoring where enterprise_code = '{STEEL}'")
    # Hours are owed from the first midnight in China to the last hour of any point: 13:00 on this day.
    assert (found["hours_expected"], found["hours_received"], found["hours_valid"]) == (14, 2, 1)
    assert (found["concentration_maximum"], found["exceedance_hours"]) == (50.0, 1)


def test_the_document_holds_what_the_marts_hold_and_nobody_in_person(home):
    (found,) = records(home, f"select document from enterprise_document where enterprise_code = '{STEEL}'")
    text = str(found["document"])
    document = json.loads(text)
    assert not [secret for secret in PERSONAL if secret in text]
    known = {one["item"]: one["value"] for one in document["identity"]}
    assert (known["enterprise_name"], known["management_class"]) == ("福州钢铁有限公司", "key")
    sections = {one["section"]: [part["dataset"] for part in one["datasets"]] for one in document["sections"]}
    assert sections["petitions"] == ["ecology.petition"]
    assert sections["permits"] == ["ecology.discharge_permit", "ecology.permit_outlet_limit"]
    assert sorted({one["kind"] for one in document["events"]}) == ["exceeded", "petition"]
    assert len(document["quarters"]) == 13


def test_every_document_has_the_shape_that_is_written_down(home):
    found = records(home, "select document from enterprise_document order by enterprise_code")
    assert [Document.model_validate_json(str(one["document"])).enterprise_code for one in found] == [
        STEEL,
        PAPER,
    ]


def test_each_value_names_the_row_that_it_comes_from(home):
    sql = "select source, dataset, _batch, _file, _row, source_item, value from enterprise_value order by all"
    found = records(home, sql)
    assert len(found) >= 10
    for one in found:
        if one["source_item"] == "longitude":
            continue
        told = records(
            home,
            f"select cast({one['source_item']} as varchar) as value from lake.{one['source']}__{one['dataset']}"
            f" where _batch = '{one['_batch']}' and _row = {one['_row']}",
        )
        assert one["value"] in {row["value"] for row in told}
