"""A small set of standards that has one of everything: two sources, a nested list, references of both kinds, a document."""

import pytest

from ecolake.standards.load import load

ELEMENTS = """\
station_code:
  title: {zh: 站点编码, en: station code}
  definition: {zh: 监测站点的编码, en: The code of a station}
  object: station
  property: code
  type: text(10)
  pattern: "^[A-Z0-9]+$"
  examples: [A1]
  source: HJ 720-2017
station_title:
  title: {zh: "=站名<b>", en: "=1+1 & name"}
  definition: {zh: 站点的名称, en: The name of a station}
  object: station
  property: name
  type: text(50)
  basis: proposed
observation_time:
  title: {zh: 观测时间, en: observation time}
  definition: {zh: 观测所属的时刻, en: The time of an observation}
  object: station
  property: time
  type: datetime
  basis: proposed
stage:
  title: {zh: 水位, en: stage}
  definition: {zh: 自由水面的高程, en: Height of the free water surface}
  object: water
  property: stage
  type: decimal(8,3)
  unit: m
  accepts: [cm]
  range: [-10, 6000]
  source: SL 247-2012
stage_trend:
  title: {zh: 水势, en: trend}
  definition: {zh: 水位的变化趋势, en: How the stage changes}
  object: water
  property: trend
  type: text(10)
  codes: stage_trend
  basis: proposed
observer_name:
  title: {zh: 观测员, en: observer}
  definition: {zh: 观测员姓名, en: Name of the observer}
  object: person
  property: name
  type: text(20)
  personal: true
  basis: proposed
"""
STATION = """\
category: "2"
theme: water
title: {zh: 水文站, en: Stations}
definition: {zh: 全部水文站, en: All stations}
version: 1.0.0
grain: {zh: 每站一行, en: one row per station}
key: [station_code]
update: irregular
issued: 2026-11-22
share: {type: unconditional}
open: {type: unconditional}
basis: proposed
items:
  station_code: {element: station_code, required: true}
  station_title: {element: station_title}
"""
STAGE = """\
category: "64"
theme: water
title: {zh: 河道水情, en: River stage}
definition: {zh: 每小时的水位, en: Stage by the hour}
version: 1.2.0
source: SL 323-2011 table 6
grain: {zh: 每站每时一行, en: one row per station and hour}
key: [station_code, observed_at]
update: hourly
issued: 2026-11-22
owner: {zh: 水文中心, en: Hydrology Centre}
share: {type: conditional, condition: {zh: 用于水环境管理, en: for water management}}
open: {type: none}
security: 3
sla: {fresh_within: P1DT6H}
related: [land.station]
items:
  station_code: {element: station_code, required: true, references: land.station.station_code}
  observed_at: {element: observation_time, required: true}
  stage: {element: stage}
  trend: {element: stage_trend, severity: flag}
  observer: {element: observer_name}
  layers:
    title: {zh: 分层, en: layers}
    each:
      depth: {element: stage, title: {zh: 深度, en: depth}}
references:
  - {items: [station_code, observer], to: land.station, at: [station_code, station_title], severity: watch}
rules:
  - id: rising_needs_stage
    assert: trend <> 'rising' OR stage IS NOT NULL
    severity: reject
    message: {zh: 涨水必须有水位；请补填, en: Rising water needs its stage; add it}
    source: SL 247-2012
  - id: not_in_future
    assert: observed_at <= received_at + INTERVAL '1 hour'
    severity: flag
    message: {zh: 观测晚于接收, en: The observation lies after its receipt}
"""
DOCUMENT = """\
number: JC01
kind: infrastructure
title: {zh: 水情规范, en: Stage specification}
scope: {zh: 规定水情数据, en: What stage data must be}
version: 1.0.0
issued: 2026-11-22
clauses:
  "4.1":
    text: {zh: 水势使用代码, en: Trends are codes}
    enforced_by: [{element: stage_trend}, {rule: water.stage.rising_needs_stage}, {item: water.stage.trend}]
  "4.2":
    text: {zh: 站点须已登记, en: Stations are registered}
    enforced_by: [{reference: water.stage.station_code.reference}, {lint: unknown_key}]
  "4.3":
    text: {zh: 每年复核, en: Reviewed every year}
    by_people: {zh: 年度复核, en: yearly review}
"""
SOURCE = "title: {{zh: {0}, en: {1}}}\nowner: {{unit: 中心, contact: env:CONTACT}}\ntimezone: Asia/Shanghai\n"
CODES = "title: {{zh: {0}, en: {1}}}\nedition: '1'\nsource: test\ntrust: proposed\n"
NAMED = "columns: {code: Code, name_zh: Chinese name, name_en: English name}\n"
FILES = {
    "elements/all.yaml": ELEMENTS,
    "datasets/land/station.yaml": STATION,
    "datasets/water/stage.yaml": STAGE,
    "documents/stage.yaml": DOCUMENT,
    "sources/land.yaml": SOURCE.format("国土", "Land"),
    "sources/water.yaml": SOURCE.format("水利厅", "Water"),
    "codelists/stage_trend.yaml": CODES.format("水势", "Trend") + NAMED,
    "codelists/stage_trend.csv": "code,name_zh,name_en\nrising,涨,rising\nfalling,落,falling\n",
    "codelists/object_class.yaml": CODES.format("对象类", "Object classes") + NAMED,
    "codelists/object_class.csv": (
        "code,name_zh,name_en\nstation,站,station\nwater,水,water\nperson,人,person\n"
    ),
    "codelists/catalogue_theme.yaml": CODES.format("主题", "Themes")
    + "columns: {code: Theme, number: Digits, name_zh: Chinese name, name_en: English name}\n",
    "codelists/catalogue_theme.csv": "code,number,name_zh,name_en\nair,001,大气,Air\nwater,002,水环境,Water\n",
}


@pytest.fixture
def folder(tmp_path):
    """The folder of the small standards, to be spoilt."""
    root = tmp_path / "standards"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def small(folder):
    """The small standards, loaded."""
    return load(folder)
