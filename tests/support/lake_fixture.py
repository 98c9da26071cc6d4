"""A tiny lake, written by the contract of the lake tables: for tests that start after acceptance."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry.identity import read_identity
from ecolake.registry.mentions import naming, read_mentions
from ecolake.registry.tables import ENTERPRISES, LINK, LINKED
from ecolake.standards.catalogue import Standards

CHECKOUT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
STEEL = "91350100M000100Y43"
PAPER = "91350200M000200Y4X"
NAMES = {STEEL: "福州钢铁有限公司", PAPER: "厦门纸业有限公司"}
DATASETS = (
    "ecology.discharge_permit",
    "ecology.permit_outlet_limit",
    "ecology.petition",
    "ecology.petition_follow_up",
    "iot.hj212_frame",
    "iot.source_concentration_hourly",
    "iot.source_flow_hourly",
    "iot.source_monitoring_point",
    "market_regulation.enterprise",
    "mee.air_station_hourly",
    "mee.hotline_12369_report",
    "mee.key_source_monitoring_profile",
)
ORIGIN = {
    "_batch": pl.String(),
    "_file": pl.String(),
    "_row": pl.Int64(),
    "_sequence": pl.Int64(),
    "_received_at": pl.Datetime("us", "UTC"),
}
REJECTED = ORIGIN | {
    "rules": pl.List(pl.String()),
    "columns": pl.List(pl.String()),
    "reason_zh": pl.String(),
    "reason_en": pl.String(),
    "payload": pl.String(),
}
ACCOUNT = {
    "source": pl.String(),
    "dataset": pl.String(),
    "batch": pl.String(),
    "attempt": pl.Int64(),
    "sequence": pl.Int64(),
    "received": pl.Int64(),
    "accepted": pl.Int64(),
    "rejected": pl.Int64(),
    "duplicate": pl.Int64(),
    "flagged": pl.Int64(),
    "status": pl.String(),
    "standard_version": pl.String(),
    "standard_hash": pl.String(),
    "notes": pl.List(pl.String()),
    "rule_counts": pl.List(pl.Struct({"rule": pl.String(), "severity": pl.String(), "rows": pl.Int64()})),
    "received_at": pl.Datetime("us", "UTC"),
    "committed_at": pl.Datetime("us", "UTC"),
    "seconds": pl.Float64(),
    "withdrawn": pl.Int64(),
}


def home_at(root: Path) -> Home:
    return Home(root=root, landing=root / "raw", project=CHECKOUT)


@dataclass
class TinyLake:
    """Writes batches as acceptance would."""

    home: Home
    standards: Standards
    start: datetime = NOON
    sequence: int = 0

    def deliver(
        self,
        dataset_id: str,
        rows: list[dict[str, object]],
        rejected: list[dict[str, object]] | None = None,
        *,
        account: dict[str, object] | None = None,
        accounted: bool = True,
    ) -> str:
        """Write one batch and its account; `account` overrides figures, to plant an imbalance."""
        source, name = dataset_id.split(".")
        self.sequence += 1
        batch = f"{self.sequence:016x}"
        received_at = self.start + timedelta(minutes=self.sequence)
        origin = {
            "_batch": batch,
            "_file": "part.csv",
            "_sequence": self.sequence,
            "_received_at": received_at,
        }
        dataset = self.standards.datasets[dataset_id]
        schema = ORIGIN | {"_flags": pl.List(pl.String())} | dict(dataset.schema)
        accepted_rows = [
            {**dict.fromkeys(schema), **origin, "_flags": [], "_row": number, **row}
            for number, row in enumerate(rows, start=2)
        ]
        rejected_rows = [
            {**dict.fromkeys(REJECTED), **origin, "_row": number, "columns": [], **row}
            for number, row in enumerate(rejected or [], start=len(rows) + 2)
        ]
        if accepted_rows:
            lake.append(self.home, f"accepted/{source}/{name}", pl.DataFrame(accepted_rows, schema=schema))
        if rejected_rows:
            lake.append(self.home, f"rejected/{source}/{name}", pl.DataFrame(rejected_rows, schema=REJECTED))
        figures = {
            "source": source,
            "dataset": name,
            "batch": batch,
            "attempt": 1,
            "sequence": self.sequence,
            "received": len(accepted_rows) + len(rejected_rows),
            "accepted": len(accepted_rows),
            "rejected": len(rejected_rows),
            "duplicate": 0,
            "flagged": sum(bool(row["_flags"]) for row in accepted_rows),
            "status": "accepted",
            "standard_version": dataset.version,
            # Its rows have few of the items: as if they were accepted by an older standard.
            "standard_hash": "older",
            "notes": [],
            "rule_counts": [],
            "received_at": received_at,
            "committed_at": received_at,
            "seconds": 0.1,
            "withdrawn": 0,
        }
        if accounted:
            lake.append(self.home, "accounts", pl.DataFrame([figures | (account or {})], schema=ACCOUNT))
        return batch

    def register(self, mentions: list[tuple[str, str, str, str]]) -> None:
        """Write the registry from (code, name, dataset id, batch)."""
        rows = [
            {
                "unified_social_credit_code": code,
                "source": dataset_id.split(".")[0],
                "dataset": dataset_id.split(".")[1],
                "_batch": batch,
                "_row": 2,
                "enterprise_name": name,
            }
            for code, name, dataset_id, batch in mentions
        ]
        frame = pl.DataFrame(rows)
        enterprises = frame.group_by("unified_social_credit_code", maintain_order=True).agg(
            pl.col("enterprise_name").first(), pl.len().cast(pl.Int64).alias("mentions")
        )
        whole = enterprises.with_columns(
            pl.col("unified_social_credit_code").alias("enterprise_code"),
            pl.lit(value=False).alias("is_provisional"),
            pl.lit(None, pl.String()).alias("division_code"),
            pl.lit("active").alias("status"),
            pl.lit(self.start.date()).alias("first_seen_on"),
        )
        lake.replace(self.home, "registry/enterprise", whole.select(list(ENTERPRISES)))

    def link(self) -> None:
        """Write whose each mention is: its code, that of its permit, or that of its name."""
        identity = read_identity(self.home.standards)
        read = [read_mentions(self.home, one, identity) for one in naming(self.standards, identity)]
        codes = [
            pl.col("unified_social_credit_code"),
            pl.col("permit_number").str.slice(0, len(STEEL)),
            pl.col("enterprise_name").replace_strict(
                {name: code for code, name in NAMES.items()}, default=None
            ),
        ]
        links = pl.concat(read).select(
            "mention",
            pl.coalesce(codes).alias("enterprise_code"),
            pl.lit("code").alias("tier"),
            pl.lit("by_hand").alias("rule"),
            pl.lit(None, pl.Float64()).alias("score"),
            pl.lit(self.start.date()).alias("since"),
        )
        linked = links.filter(pl.col("enterprise_code").is_not_null())
        lake.replace(self.home, LINK, linked.select(list(LINKED)))


def write_tiny_lake(home: Home, standards: Standards, start: datetime = NOON) -> TinyLake:
    """Two stations, enterprises and outlets, one device that reports, one rejected and one flagged row."""
    tiny = TinyLake(home, standards, start)
    tiny.deliver(
        "mee.air_station_hourly",
        [_station("1001A", 80, ["aqi_differs"]), _station("1002A", 40, [])],
        account={"rule_counts": [{"rule": "aqi_differs", "severity": "flag", "rows": 1}]},
    )
    tiny.deliver("mee.air_station_hourly", [_station("1001A", 85, [])])
    registry = tiny.deliver(
        "market_regulation.enterprise",
        [_enterprise(STEEL, "福州钢铁有限公司", "张三丰", "13812345678")],
        [
            {
                "rules": ["telephone_pattern"],
                "columns": ["telephone"],
                "reason_zh": "电话“0592-5551234x”不合格",
                "reason_en": "telephone '0592-5551234x' is malformed",
                "payload": f'{{"UNISCID": "{PAPER}", "LEREP": "李四光", "TEL": "0592-5551234x"}}',
            }
        ],
    )
    permit = tiny.deliver(
        "ecology.discharge_permit", [_permit(STEEL, "DA001", "DEVICE01"), _permit(PAPER, "DW001", None)]
    )
    tiny.deliver("iot.hj212_frame", _frames())
    tiny.register(
        [
            (STEEL, "福州钢铁有限公司", "market_regulation.enterprise", registry),
            (STEEL, "福州钢铁有限公司", "ecology.discharge_permit", permit),
            (PAPER, "厦门纸业有限公司", "ecology.discharge_permit", permit),
        ]
    )
    tiny.link()
    return tiny


def write_discharges(tiny: TinyLake) -> None:
    """Two outlets of COD in Fuzhou for two hours, one hour of them misread and flagged; an open and a closed complaint."""
    tiny.deliver(
        "mee.key_source_monitoring_profile",
        [_source("PS1", STEEL, "福州钢铁有限公司"), _source("PS2", PAPER, "厦门纸业有限公司")],
    )
    tiny.deliver("iot.source_monitoring_point", [_point("P1", "PS1"), _point("P2", "PS2")])
    tiny.deliver(
        "iot.source_concentration_hourly",
        [
            _hour("P1", 0, "50"),
            _hour("P1", 1, "9999", ["mean_between_its_extremes"]),
            _hour("P2", 0, "30"),
            _hour("P2", 1, "40"),
        ],
    )
    tiny.deliver(
        "iot.source_flow_hourly",
        [
            {
                "monitoring_point_code": point,
                "measured_at": NOON + timedelta(hours=hour),
                "flow_total": Decimal(flow),
            }
            for point, hour, flow in (("P1", 0, "100"), ("P1", 1, "100"), ("P2", 0, "10"), ("P2", 1, "10"))
        ],
    )
    tiny.deliver(
        "ecology.petition",
        [_petition("XF1", "福州钢铁有限公司"), _petition("XF2", "福州钢铁有限公司")],
    )
    tiny.deliver(
        "ecology.petition_follow_up",
        [{"petition_number": "XF2", "visit_number": 1, "visited_on": NOON.date(), "is_closable": True}],
    )
    tiny.deliver("ecology.permit_outlet_limit", [_limit(STEEL, "45"), _limit(PAPER, "35")])
    tiny.link()


def _source(code: str, uscc: str, name: str) -> dict[str, object]:
    return {
        "pollution_source_id": code,
        "pollution_source_name": name,
        "unified_social_credit_code": uscc,
        "division_code": "350102",
    }


def _point(code: str, source: str) -> dict[str, object]:
    return {
        "monitoring_point_code": code,
        "pollution_source_id": source,
        "permit_number": f"{STEEL if source == 'PS1' else PAPER}001P",
        "discharge_outlet_code": "DW001",
        "outlet_medium": "water",
        "access_password": "Kf7#secret",
    }


def _limit(code: str, limit: str) -> dict[str, object]:
    return {
        "permit_number": f"{code}001P",
        "discharge_outlet_code": "DW001",
        "pollutant_name": "化学需氧量",
        "pollutant_code": "w01018",
        "concentration_limit": Decimal(limit),
        "concentration_unit": "mg/L",
    }


def _hour(point: str, hour: int, concentration: str, flags: list[str] | None = None) -> dict[str, object]:
    return {
        "monitoring_point_code": point,
        "measured_at": NOON + timedelta(hours=hour),
        "pollutant_code": "w01018",
        "concentration_mean": Decimal(concentration),
        "_flags": flags or [],
    }


def _petition(number: str, respondent: str) -> dict[str, object]:
    return {
        "petition_number": number,
        "respondent_name": respondent,
        "registered_on": NOON.date(),
        "is_valid": True,
        "petitioner_name": "王信访",
    }


def _station(code: str, aqi: int, flags: list[str]) -> dict[str, object]:
    return {
        "station_code": code,
        "station_name": "万寿西宫",
        "city_name": "北京市",
        "observed_at": NOON,
        "aqi": aqi,
        "aqi_published": aqi,
        "primary_pollutant": "PM2.5" if aqi > 50 else None,
        "aqi_edition": "HJ 633-2012",
        "_flags": flags,
    }


def _enterprise(code: str, name: str, person: str, telephone: str) -> dict[str, object]:
    return {
        "unified_social_credit_code": code,
        "enterprise_name": name,
        "legal_representative": person,
        "telephone": telephone,
        "division_code": "350100",
    }


def _permit(code: str, outlet: str, device: str | None) -> dict[str, object]:
    return {
        "permit_number": f"{code}001P",
        "unified_social_credit_code": code,
        "enterprise_name": "福州钢铁有限公司" if code == STEEL else "厦门纸业有限公司",
        "management_class": "key",
        "discharge_outlet_code": outlet,
        "outlet_medium": "air" if outlet.startswith("DA") else "water",
        "device_number": device,
    }


def _frames() -> list[dict[str, object]]:
    """One hourly upload (SO2 average 12.5), sent again with 13.5, and two moments of NOx in the next hour."""
    hour = NOON.replace(minute=0)
    return [
        _frame(
            "a" * 64, "2061", hour, 1, [_reading("a21026", "Avg", "12.5"), _reading("a21026", "Max", "20")]
        ),
        _frame("b" * 64, "2061", hour, 2, [_reading("a21026", "Avg", "13.5")]),
        _frame("c" * 64, "2011", hour + timedelta(hours=1), 3, [_reading("a21002", "Rtd", "100")]),
        _frame("d" * 64, "2011", hour + timedelta(hours=1, minutes=1), 4, [_reading("a21002", "Rtd", "200")]),
        _frame(
            "e" * 64, "2011", hour + timedelta(hours=1, minutes=2), 5, [_reading("a21002", "Rtd", "9", "D")]
        ),
    ]


def _frame(
    digest: str, command: str, at: datetime, minutes: int, readings: list[dict[str, object]]
) -> dict[str, object]:
    return {
        "frame_digest": digest,
        "gateway_received_at": at + timedelta(minutes=minutes),
        "system_code": "31",
        "command_code": command,
        "device_number": "DEVICE01",
        "data_time": at,
        "reading_count": len(readings),
        "readings": readings,
    }


def _reading(pollutant: str, statistic: str, raw: str, flag: str = "N") -> dict[str, object]:
    return {
        "pollutant_code": pollutant,
        "statistic": statistic,
        "value": raw,
        "unit": "mg/m3",
        "flag": flag,
        "raw": raw,
        "sample_time": None,
    }
