"""The business registry of the market regulator: one snapshot a day, CSV in GB18030 with 31 columns, zipped.

Belongs here: the registry's columns, words and faults. Does not belong here: the companies (``world``).
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from random import Random

from simulator.codes import break_check
from simulator.files import FeedFile, zip_one
from simulator.noise import FUTURE_YEAR, UNKNOWN_DIVISION, Fault, choose
from simulator.world import Enterprise, World

DATASET = "market_regulation.enterprise"

COLUMNS = (
    *("UNISCID", "ENTNAME", "ENTTYPE", "LEREP", "REGCAP", "CURRENCY", "ESTDATE", "OPFROM", "OPTO", "REGORG"),
    *(
        "REGSTATE",
        "DOM",
        "DOMDISTRICT",
        "INDUSTRYPHY",
        "INDUSTRYCO",
        "OPSCOPE",
        "TEL",
        "POSTALCODE",
        "REGNO",
        "ORGCODE",
    ),
    *("TAXNO", "APPRDATE", "CANDATE", "REVDATE", "EMPNUM", "FORMERNAME", "BRANCHFLAG", "PARENTUSCC"),
    *("LONGITUDE", "LATITUDE", "UPDATETIME"),
)

_HEADER_ROWS = 1
_EXPORTED_AT = time(1, 30)

Row = dict[str, str]


def files(world: World, day: date) -> Iterator[FeedFile]:
    """Yield the snapshot of a day: ``market_regulation/scztxx_<YYYYMMDD>.zip``."""
    rows = [
        _row(enterprise, Random(f"{DATASET}/{world.seed}/{enterprise.uscc}"), day)
        for enterprise in world.enterprises
    ]
    kinds = choose(
        Random(f"{DATASET}/noise/{world.seed}/{day}"),
        DATASET,
        len(rows),
        {"negative_value": lambda row: rows[row]["REGCAP"] != ""},
    )
    written: list[tuple[Row, str]] = []
    for index, row in enumerate(rows):
        kind = kinds.get(index, "")
        if kind == "duplicate":
            written.append((row, ""))
        written.append((_spoil(row, kind), kind))
    name = f"scztxx_{day:%Y%m%d}"
    faults = [
        Fault("market_regulation", "enterprise", f"{name}.zip", place, kind, row["UNISCID"])
        for place, (row, kind) in enumerate(written, start=_HEADER_ROWS + 1)
        if kind
    ]
    content = zip_one(f"{name}.csv", _csv([row for row, _ in written]), datetime.combine(day, _EXPORTED_AT))
    yield FeedFile(f"market_regulation/{name}.zip", content, len(written), faults)


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")


def _spoil(row: Row, kind: str) -> Row:
    spoilt = dict(row)
    if kind == "future_timestamp":
        for column in ("ESTDATE", "UPDATETIME"):
            spoilt[column] = f"{FUTURE_YEAR}{row[column][4:]}"
    elif kind == "wrong_check_character":
        spoilt["UNISCID"] = break_check(row["UNISCID"])
    elif kind == "missing_required":
        spoilt["ENTNAME"] = ""
    elif kind == "unknown_division_code":
        spoilt["DOMDISTRICT"] = UNKNOWN_DIVISION
    elif kind == "negative_value":
        spoilt["REGCAP"] = f"-{row['REGCAP']}"
    elif kind == "longitude_zero":
        spoilt["LONGITUDE"] = "0"
    return spoilt


def _row(one: Enterprise, rng: Random, day: date) -> Row:
    """Return what the registry says of a company; a stream each, so that no row depends on another."""
    organisation = one.uscc[8:17]
    approved = one.established_on + (day - one.established_on) * rng.random()
    return {
        "UNISCID": one.uscc,
        "ENTNAME": one.name,
        "ENTTYPE": rng.choice(
            ("有限责任公司(自然人投资或控股)", "有限责任公司(自然人独资)", "有限责任公司(港澳台投资)")
        ),
        "LEREP": one.legal_representative,
        "REGCAP": f"{one.capital:.4f}",
        "CURRENCY": "人民币",
        "ESTDATE": one.established_on.isoformat(),
        "OPFROM": one.established_on.isoformat(),
        "OPTO": one.established_on.replace(day=1, year=one.established_on.year + 50).isoformat()
        if rng.random() < 0.5
        else "",
        "REGORG": f"{one.county_name}市场监督管理局",
        "REGSTATE": "存续（在营、开业、在册）",
        "DOM": one.address,
        "DOMDISTRICT": one.division_code,
        "INDUSTRYPHY": one.industry_section,
        "INDUSTRYCO": one.industry_code,
        # A comma and quotes, so that a reader that splits at commas is found out.
        "OPSCOPE": f'{one.industry_title},销售自产产品;货物进出口("许可类"除外)',
        "TEL": one.telephone,
        "POSTALCODE": one.postal_code,
        "REGNO": f"{one.uscc[2:8]}{rng.randrange(10**8, 10**9)}",
        "ORGCODE": f"{organisation[:8]}-{organisation[8]}",
        "TAXNO": one.uscc,
        "APPRDATE": approved.isoformat(),
        "CANDATE": "",
        "REVDATE": "",
        "EMPNUM": str(one.employees),
        "FORMERNAME": one.former_name,
        "BRANCHFLAG": "否",
        "PARENTUSCC": "",
        "LONGITUDE": f"{one.longitude:.6f}",
        "LATITUDE": f"{one.latitude:.6f}",
        "UPDATETIME": f"{approved} {rng.randrange(8, 18):02d}:{rng.randrange(60):02d}:00",
    }
