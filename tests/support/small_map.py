"""A published file made by hand, and a register of three of the project's layers over it: for tests of what builds maps."""

import re
from pathlib import Path

import duckdb

from ecolake.home import Home
from ecolake.warehouse.record import FILE, Release, folder, write_record

PROJECT = Path(__file__).parents[2]
LAYERS = {"air": ("air_station_hour", "air_county_ranking"), "water": ("river_line",)}
_TABLES = """
create schema lake; create schema air; create schema water; create schema enforcement;
create table enterprise_file as
  select '3501' || lpad(cast(1 + n % 2 as varchar), 2, '0') as division_code, 'E' || n as enterprise_code,
    'E' || n as unified_social_credit_code, '张**' as legal_representative_masked,
    cast(119 + n % 2 * 0.5 + n * 0.001 as decimal(9, 6)) as longitude, cast(26 + n * 0.003 as decimal(8, 6)) as latitude
  from range(60) as one(n);
create table enforcement.ecology__grid_unit (grid_level varchar, division_code varchar, boundary varchar);
create table air_quality_hourly as
  select 'S' || n as station_code, '站' || n as station_name, '福州市' as city_name, timestamptz '2026-03-02 00:00:00+00' as observed_at,
    60 + n as aqi, 'PM10' as primary_pollutant, 1.5 as pm2_5_1h, 2.5 as pm10_1h, 3.5 as o3_1h,
    case when n = 4 then null else 119.1 + n * 0.1 end as longitude, case when n = 5 then 60.0 else 26.1 end as latitude
  from range(6) as one(n);
create table air.ecology__air_quality_monthly_ranking as
  select code as division_code, '2026-02' as year_month, 3.2 as composite_index, 1 as rank, 97.0 as good_day_share
  from unnest(['350101', '350102', '999999']) as one(code);
create table water.ecology__river_line as
  select * from (values ('a', '闽江', false, 'II', 'LINESTRING (119 26, 119.4 26.2)'), ('b', '晋江', false, null, 'LINESTRING (119'),
    ('c', '汀江', true, 'IV', 'LINESTRING (119.2 26, 119.2 26)')) as one(record_id, river_name, is_reservoir, quality_class, shape);
create table lake.item_use as select 'x' as source, 'y' as dataset, 'z' as item, 'main.enterprise_file' as table_name,
  'legal_representative_masked' as column_name;
create table lake.standard_item as select 'x' as source, 'y' as dataset, 'z' as item, true as is_personal;
"""


def home_of(root: Path) -> Home:
    """A home whose release 1 is the file, and whose register is small."""
    home = Home(root / "var", root / "raw", root / "project")
    register_at(home, LAYERS)
    publish(home, 1)
    return home


def register_at(home: Home, layers: dict[str, tuple[str, ...]]) -> None:
    """Write a register of these layers of the project's own."""
    target = home.standards / "map"
    (target / "layers").mkdir(parents=True, exist_ok=True)
    text = (PROJECT / "standards" / "map" / "register.yaml").read_text(encoding="utf-8")
    count = sum(len(names) for names in layers.values())
    used = {
        re.search(r"by: (\w+)\}", layer_text(group, name))[1] for group in layers for name in layers[group]
    }
    head, _, rest = text.partition("groups:\n")
    parts = re.split(r"^(?=  \w+:$)", rest.partition("gradings:\n")[2], flags=re.MULTILINE)
    gradings = "".join(part for part in parts if part.strip().partition(":")[0] in used)
    groups = "".join(f"  {name}: {{zh: 组{name}, en: {name}}}\n" for name in layers)
    register = f"{re.sub('count: [0-9]+', f'count: {count}', head)}groups:\n{groups}gradings:\n{gradings}"
    (target / "register.yaml").write_text(register, encoding="utf-8")
    for group, names in layers.items():
        texts = [layer_text(group, name) for name in names]
        (target / "layers" / f"{group}.yaml").write_text("layers:\n" + "".join(texts), encoding="utf-8")


def layer_text(group: str, name: str) -> str:
    """A layer of the project as its file has it."""
    text = (PROJECT / "standards" / "map" / "layers" / f"{group}.yaml").read_text(encoding="utf-8")
    found = re.search(rf"^  {name}:\n(?:    .*\n)+", text, re.MULTILINE)
    assert found
    return found[0]


def publish(home: Home, number: int) -> None:
    """Publish the file, as this release."""
    target = folder(home, number)
    target.mkdir(parents=True)
    with duckdb.connect(str(target / FILE)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(_TABLES)
    write_record(target, Release(number, "2026-03-03T00:00:00+00:00", f"f{number}", {}, {}, {}, "hash"))
    link = home.warehouse / FILE
    link.unlink(missing_ok=True)
    link.symlink_to(target / FILE)
