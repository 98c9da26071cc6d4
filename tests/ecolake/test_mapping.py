"""From the source's own columns to items: what is read, what is converted, what is refused."""

import polars as pl
import pytest

from ecolake.drift.columns import check_columns
from ecolake.errors import UnreadableError
from ecolake.mapping import RAW, map_table
from ecolake.standards.load import load
from ecolake.standards.source import ReadOptions


@pytest.fixture
def read(little):
    """Map one column of the little water standards and return the values as text, or None, and what was unread."""

    def run(column, item, *texts, **changes):
        dataset = load(little).datasets["water.stage"]
        mapping = dataset.mapping.model_copy(update=changes)
        mapped = map_table(pl.DataFrame({RAW + column: texts}), dataset, mapping).collect()
        values = [None if value is None else str(value) for value in mapped[item]]
        return values, mapped[f"_unread_{item}"].to_list()

    return run


def test_unit_is_converted_exactly_and_rounded_to_the_scale(read):
    values, unread = read("Z", "stage", "125", "0.1", "-5", "12.34567")
    assert values == ["1.250", "0.001", "-0.050", "0.123"]
    assert not any(unread)


def test_number_in_the_elements_own_unit_is_taken_as_it_stands(read):
    texts = ["1.25", "+5", ".5", "5.", "-0", " 7 ", "1.250000"]
    values, unread = read("Z", "stage", *texts, units={})
    assert values == ["1.250", "5.000", "0.500", "5.000", "0.000", "7.000", "1.250"]
    assert not any(unread)


def test_what_is_no_plain_number_is_unread_never_guessed(read):
    texts = ["1.2345", "1e3", "1,000", "１２", "٣", "x", "1.2.3", "--1", "99999999999"]
    values, unread = read("Z", "stage", *texts, units={})
    assert values == [None] * len(texts)
    assert all(unread)


def test_mark_for_missing_is_null_and_not_unread(read):
    assert read("Z", "stage", "-9999", "", "  ", None, units={}) == ([None] * 4, [False] * 4)


def test_codes_become_ours_and_unknown_ones_stay_to_be_refused_by_the_list(read):
    assert read("WPTN", "trend", "4", "5", "9") == (["falling", "rising", "9"], [False] * 3)


def test_local_time_is_stored_in_utc_and_an_offset_is_honoured(read):
    texts = [
        "2026-03-02T08:00:00",
        "2026-03-02 08:00:00",
        "2026-03-02T08:00:00Z",
        "2026-03-02T08:00:00.5+09:00",
    ]
    values, unread = read("TM", "observed_at", *texts)
    assert values == [
        "2026-03-02 00:00:00+00:00",
        "2026-03-02 00:00:00+00:00",
        "2026-03-02 08:00:00+00:00",
        "2026-03-01 23:00:00.500000+00:00",
    ]
    assert not any(unread)


def test_own_form_of_time_is_read_and_nothing_else(read):
    forms = {"observed_at": "%Y%m%d%H%M%S"}
    values, unread = read(
        "TM", "observed_at", "20260302080000", "2026-03-02T08:00:00", "20260230080000", formats=forms
    )
    assert values == ["2026-03-02 00:00:00+00:00", None, None]
    assert unread == [False, True, True]


def test_cell_of_several_codes_is_written_in_the_order_of_the_map(standards):
    dataset = standards.datasets["mee.air_station_hourly"]
    texts = ["细颗粒物(PM2.5),颗粒物(PM10)", "臭氧8小时, 臭氧1小时", "臭氧1小时,新污染物", "-;"]
    mapped = map_table(pl.DataFrame({RAW + "primarypollutant": texts}), dataset, dataset.mapping).collect()
    assert mapped["primary_pollutant_published"].to_list() == ["PM10,PM2.5", "O3", "臭氧1小时,新污染物", None]


def test_excess_decimals_of_a_coordinate_are_rounded(standards):
    dataset = standards.datasets["mee.air_station_hourly"]
    mapped = map_table(
        pl.DataFrame({RAW + "geometry.longitude": ["116.3660000004"]}), dataset, dataset.mapping
    ).collect()
    assert str(mapped["longitude"][0]) == "116.366000"


def test_table_without_a_mapped_column_is_refused_a_document_without_an_optional_one_is_not(standards):
    table = standards.datasets["market_regulation.enterprise"]
    columns = [column for column in table.mapping.map if column != "EMPNUM"]
    with pytest.raises(UnreadableError, match="EMPNUM"):
        check_columns(columns, table, table.mapping, "a.csv")
    document = standards.datasets["ecology.discharge_permit"]
    columns = [column for column in document.mapping.map if column != "outlets.mn"]
    assert check_columns(columns, document, document.mapping, "p.json").notes == (
        "no record has 'outlets.mn' / 所有记录均无“outlets.mn”",
    )


@pytest.mark.parametrize("columns", [["permitNo"], ["outlets.MN"]])
def test_document_without_a_required_field_or_with_a_renamed_one_is_refused(standards, columns):
    document = standards.datasets["ecology.discharge_permit"]
    kept = [column for column in document.mapping.map if column not in {"permitNo", "outlets.mn"}]
    present = [*kept, *(["outlets.mn"] if columns == ["permitNo"] else ["permitNo", "outlets.MN"])]
    with pytest.raises(UnreadableError, match="missing_column"):
        check_columns(present, document, document.mapping, "p.json")


def test_columns_named_like_ours_do_no_harm(standards):
    dataset = standards.datasets["mee.air_station_hourly"]
    frame = pl.DataFrame(
        {RAW + "_batch": ["x"], RAW + "_raw.aqi": ["y"], RAW + "aqi": ["55.0"], "_batch": ["ours"]}
    )
    mapped = map_table(frame, dataset, dataset.mapping).collect()
    assert (mapped["_batch"].item(), mapped["aqi_published"].item()) == ("ours", 55)


def test_cell_of_a_workbook_may_be_a_date_by_its_own_whatever_is_agreed_on_for_text(read):
    texts = ["2026-03-02", "2026-03-02 08:00:00", "2026年03月02日 08:00", "2026.3.2"]
    excel = {"read": ReadOptions(format="excel"), "formats": {"observed_at": "%Y年%m月%d日 %H:%M"}}
    values, unread = read("TM", "observed_at", *texts, **excel)
    assert values == ["2026-03-01 16:00:00+00:00", *["2026-03-02 00:00:00+00:00"] * 2, None]
    assert unread == [False, False, False, True]
    assert read("TM", "observed_at", "2026-03-02") == ([None], [True])


def test_name_of_a_sheet_may_feed_an_item_and_need_not(little):
    dataset = load(little).datasets["water.stage"]
    columns = [*dataset.mapping.map, "#sheet"]
    assert check_columns(columns, dataset, dataset.mapping, "a.xlsx").findings == ()
