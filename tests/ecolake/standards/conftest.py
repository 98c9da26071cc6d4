"""A complete little set of standards that a test may spoil."""

import pytest

ELEMENTS = """\
code:
  title: {zh: 编码, en: code}
  definition: {zh: 编码, en: A code}
  type: text(5)
  pattern: "^[A-Z]+$"
  basis: proposed
level:
  title: {zh: 水位, en: water level}
  definition: {zh: 水位, en: Height of the water}
  type: decimal(8,3)
  unit: m
  accepts: [cm]
  range: [-10, 6000]
  source: SL 247-2012
moment:
  title: {zh: 时间, en: time}
  definition: {zh: 时间, en: A time}
  type: datetime
  basis: proposed
trend:
  title: {zh: 水势, en: trend}
  definition: {zh: 水势, en: Rising or falling}
  type: text(10)
  codes: trend
  basis: proposed
"""
TREND_YAML = """\
title: {zh: 水势, en: Trend}
edition: test
source: test
trust: memory
columns: {code: Code, meaning: Meaning}
"""
DATASET = """\
category: "1"
title: {zh: 水情, en: River stage}
definition: {zh: 水情, en: River stage}
version: 1.0.0
grain: {zh: 每站每时, en: one row per station and time}
key: [station, observed_at]
update: hourly
basis: proposed
items:
  station: {element: code, required: true}
  observed_at: {element: moment, required: true}
  stage: {element: level}
  trend: {element: trend}
rules:
  - id: rising_needs_stage
    assert: trend <> 'rising' OR stage IS NOT NULL
    severity: reject
    message: {zh: 涨水必须有水位, en: Rising water needs its stage}
"""
SOURCE = """\
title: {zh: 水利厅, en: Water}
owner: {unit: 水文中心, contact: "env:WATER_CONTACT"}
schedule: "12 * * * *"
timezone: Asia/Shanghai
transport: {type: file, url: "env:WATER_URL"}
datasets:
  stage:
    read: {format: csv}
    map: {STCD: station, TM: observed_at, Z: stage, WPTN: trend}
    codes: {trend: {"4": falling, "5": rising}}
    missing_in: {stage: ["-9999"]}
    units: {stage: cm}
"""
FILES = {
    "elements/water.yaml": ELEMENTS,
    "codelists/trend.yaml": TREND_YAML,
    "codelists/trend.csv": "code,meaning\nrising,涨\nfalling,落\n",
    "datasets/water/stage.yaml": DATASET,
    "sources/water.yaml": SOURCE,
}


@pytest.fixture
def little(tmp_path):
    """The folder of the little standards."""
    root = tmp_path / "standards"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def spoil(little):
    """Replace a piece of one file, which must be there, and return the folder."""

    def change(name, old, new):
        path = little / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return little

    return change
