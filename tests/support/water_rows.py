"""Sections with samples that were classified by hand from GB 3838-2002 table 1, for the warehouse's own build."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.support.lake_fixture import NOON, PAPER, STEEL, TinyLake

DATASETS = (
    "agriculture.livestock_farm",
    "cities.city_water_station",
    "cities.city_water_station_hourly",
    "counties.county_small_watershed_monitoring",
    "ecology.black_odorous_water",
    "ecology.catchment",
    "ecology.coastal_monitoring",
    "ecology.coastal_station",
    "ecology.drinking_water_monitoring",
    "ecology.penalty_case",
    "ecology.rural_black_odorous_water",
    "ecology.section_monthly_evaluation",
    "ecology.section_monthly_monitoring",
    "ecology.small_watershed",
    "ecology.surface_water_section",
    "ecology.water_station_hourly",
    "mee.discharge_registration",
    "mee.drinking_water_source",
    "mee.hotline_12369_report",
    "mee.national_water_station",
    "mee.national_water_station_hourly",
    "mee.permit_issuance",
    "mee.surface_water_sampling_result",
    "enterprises.enterprise_water_outlet",
    "water_resources.hydrometric_station",
    "water_resources.river_stage",
)

# What each section measured in a month, its target and what table 1 gives, worked out by hand:
# section, month, {parameter: value}, target, class, whether it complies, greatest multiple.
BY_HAND: tuple[tuple[str, date, dict[str, str], str, str, bool, str | None], ...] = (
    # Every value at its limit of class I: a value equal to the limit meets it.
    ("A1", date(2026, 1, 1), {"w01001": "6", "w01009": "7.5", "w01019": "2", "w21003": "0.15", "w21011": "0.02"},
     "II", "I", True, None),
    # One parameter decides: ammonia 0.51 is class III, all others class I. (0.51 - 0.5) / 0.5 = 0.02.
    ("A1", date(2026, 2, 1), {"w01001": "7", "w01009": "8", "w01019": "1", "w21003": "0.51", "w21011": "0.01"},
     "II", "III", False, "0.02"),
    # Total nitrogen, faecal coliforms and temperature take no part, however bad they are.
    ("A2", date(2026, 2, 1), {"w21001": "9", "w02003": "90000", "w01010": "40", "w01018": "15", "w01017": "3"},
     "III", "I", True, None),
    # pH 9.1 is outside 6 to 9: no class I to V can be given.
    ("A3", date(2026, 2, 1), {"w01001": "9.1", "w01018": "16"}, "III", "worse", False, None),
    # Oxygen 2.9 is class V, below the 3 of class IV; it has no multiple.
    ("A4", date(2026, 2, 1), {"w01009": "2.9", "w21011": "0.2"}, "III", "V", False, None),
    # The same phosphorus in a lake: 0.2 is the limit of class V there. (0.2 - 0.05) / 0.05 = 3.
    ("L1", date(2026, 2, 1), {"w01009": "5", "w21011": "0.2"}, "III", "V", False, "3"),
    # COD 40.1 is worse than class V: (40.1 - 20) / 20 = 1.005; BOD5 5 is class IV, a quarter above class III.
    ("A5", date(2026, 2, 1), {"w01018": "40.1", "w01017": "5"}, "III", "worse", False, "1.005"),
)  # fmt: skip


def write_sections(tiny: TinyLake) -> None:
    """Deliver the sections with their samples, and one automatic station whose hours fall into two days of China."""
    targets = {section: target for section, _, _, target, *_ in BY_HAND}
    tiny.deliver(
        "ecology.surface_water_section",
        [
            {
                "section_code": code,
                "section_name": f"{code} 桥",
                "target_class": target,
                "section_status": "active",
            }
            for code, target in targets.items()
        ],
    )
    tiny.deliver(
        "ecology.catchment",
        [
            {"catchment_code": f"HS{code}", "controlling_section_code": code, "river_name": "甲江"}
            for code in targets
        ],
    )
    tiny.deliver(
        "ecology.section_monthly_evaluation",
        [{"section_code": "L1", "year": 2026, "month": 1, "category": "lake_reservoir"}],
    )
    tiny.deliver(
        "ecology.section_monthly_monitoring",
        [
            {
                "section_code": code,
                "year": month.year,
                "month": month.month,
                "pollutant_code": pollutant,
                "value": Decimal(value),
                "is_valid": True,
            }
            for code, month, values, *_ in BY_HAND
            for pollutant, value in values.items()
        ],
    )
    tiny.deliver(
        "mee.national_water_station",
        [
            {
                "station_code": "WSA1",
                "station_name": "A1桥水质自动站",
                "target_class": "II",
                "river_name": "甲江",
            }
        ],
    )
    midnight = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
    tiny.deliver(
        "mee.national_water_station_hourly",
        [
            {
                "station_name": "A1桥水质自动站",
                "observed_at": midnight + timedelta(hours=hour),
                "ammonia_nitrogen": Decimal(ammonia),
                "ph": Decimal(7),
            }
            for hour, ammonia in ((-1, "0.5"), (0, "0.4"), (23, "0.8"))
        ],
    )


def write_river(tiny: TinyLake) -> None:
    """Deliver a brook of three catchments with a station in the middle, at which the organic load of PAPER arrives ten hours later.

    The device of PAPER, in the uppermost catchment, is over its limit in the hour after noon (`write_discharges`); so is that of STEEL,
    which lies below the station. 14.5 km of water at 1.6 km/h are between; an intake lies in the lowest catchment.
    """
    tiny.deliver(
        "ecology.catchment",
        [
            {
                "catchment_code": f"R{number}",
                "catchment_name": f"R{number}",
                "downstream_catchment_code": f"R{number - 1}" if number > 1 else None,
                "controlling_section_code": "X1" if number > 1 else "X0",
                "river_name": "乙溪",
                "catchment_area": Decimal(100),
                "boundary": f"POLYGON ((118 {south}, 118.1 {south}, 118.1 {north}, 118 {north}, 118 {south}))",
            }
            for number, south, north in ((1, 25.0, 25.1), (2, 25.1, 25.2), (3, 25.2, 25.3))
        ],
    )
    tiny.deliver(
        "ecology.surface_water_section",
        [
            {"section_code": code, "section_name": name, "target_class": "II", "section_status": "active"}
            for code, name in (("X0", "乙0 桥"), ("X1", "乙1 桥"))
        ],
    )
    tiny.deliver(
        "water_resources.hydrometric_station",
        [{"station_code": "G1", "river_name": "乙溪", "drainage_area": Decimal(300)}],
    )
    tiny.deliver(
        "water_resources.river_stage",
        [
            {"station_code": "G1", "observed_at": NOON + timedelta(days=day), "discharge": Decimal(9)}
            for day in range(-2, 2)
        ],
    )
    tiny.deliver(
        "ecology.water_station_hourly",
        [
            {
                "station_code": "X1",
                "monitored_at": NOON + timedelta(hours=hour),
                "pollutant_code": "w01019",
                "value": Decimal(6 if hour in (10, 11) else 2),
            }
            for hour in range(-30, 24)
        ],
    )
    tiny.deliver(
        "enterprises.enterprise_water_outlet",
        [_outlet(PAPER, "25.25"), _outlet(STEEL, "25.05")],
    )
    tiny.deliver(
        "agriculture.livestock_farm",
        [
            {
                "record_id": "F1",
                "farm_name": "甲猪场",
                "longitude": Decimal("118.05"),
                "latitude": Decimal("25.15"),
            }
        ],
    )
    tiny.deliver(
        "mee.drinking_water_source",
        [
            {
                "water_source_code": "SY1",
                "water_source_name": "乙0桥水源地",
                "source_kind": "river",
                "longitude": Decimal("118.05"),
                "latitude": Decimal("25.05"),
            }
        ],
    )


def _outlet(code: str, latitude: str) -> dict[str, object]:
    return {
        "unified_social_credit_code": code,
        "discharge_outlet_code": "DW001",
        "longitude": Decimal("118.05"),
        "latitude": Decimal(latitude),
    }
