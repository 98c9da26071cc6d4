"""The discharge permits of the ecology department, as its interface hands them out.

Belongs here: the permits' JSON, their faults and the pages these stand on. Does not belong here: the server
(``ecology_api``), which serves whatever list it is given.
"""

import copy
import json
from datetime import date
from random import Random
from typing import Any

from simulator.codes import break_check
from simulator.files import FeedFile
from simulator.noise import FUTURE_YEAR, UNKNOWN_DIVISION, Fault, choose, load_kinds
from simulator.world import Enterprise, World

DATASET = "ecology.discharge_permit"
PAGE_SIZE = 50
"""Permits on a page when a reader does not ask for another size; the truth counts in these pages."""

_CLASSES = {"key": "重点管理", "simplified": "简化管理", "registered": "登记管理"}
_MEDIA = {"air": "废气", "water": "废水"}

Record = dict[str, Any]


def permits(world: World, start: date) -> FeedFile:
    """Return ``ecology/permits.json``, the list that the interface pages through, and what is wrong in it.

    A fault names the page of ``PAGE_SIZE`` permits (``page-0003.json``), the row on it (from 1, one for each
    permit and outlet), and its permit and outlet. Only permits with one outlet are spoilt, so that a
    fault spoils one row.
    """
    records = [_record(enterprise) for enterprise in world.enterprises]
    single = [len(record["outlets"]) == 1 for record in records]
    kinds = choose(
        Random(f"{DATASET}/noise/{world.seed}/{start}"),
        DATASET,
        len(records),
        dict.fromkeys(_SPOIL, single.__getitem__)
        | {"duplicate": single.__getitem__, "same_rows_other_file": lambda _: False},
    )
    written: list[tuple[Record, str]] = []
    for index, record in enumerate(records):
        kind = kinds.get(index, "")
        written.append((_spoil(record, kind), "" if kind == "duplicate" else kind))
        if kind == "duplicate":
            written.append((record, kind))
    _repeat_over_page(written, load_kinds(DATASET)["same_rows_other_file"].rows_of(len(records)))
    faults = []
    for begin in range(0, len(written), PAGE_SIZE):
        row = 1
        for record, kind in written[begin : begin + PAGE_SIZE]:
            if kind:
                page = f"page-{1 + begin // PAGE_SIZE:04d}.json"
                faults.append(Fault("ecology", "discharge_permit", page, row, kind, _key(record)))
            row += len(record["outlets"])
    content = json.dumps([record for record, _ in written], ensure_ascii=False, indent=1).encode()
    return FeedFile(
        "ecology/permits.json", content, sum(len(record["outlets"]) for record, _ in written), faults
    )


def _repeat_over_page(written: list[tuple[Record, str]], wanted: int) -> None:
    """Repeat a good permit of a page at the top of the next, as when permits are added while one reads."""
    boundaries = range(PAGE_SIZE, len(written), PAGE_SIZE)
    for boundary in boundaries[:wanted]:
        page = reversed(written[boundary - PAGE_SIZE : boundary])
        record = next((record for record, kind in page if not kind and len(record["outlets"]) == 1), None)
        if record is not None:
            written.insert(boundary, (record, "same_rows_other_file"))


def _key(record: Record) -> str:
    return f"{record['permitNo']} {record['outlets'][0]['outletCode'] or ''}".strip()


def _future(record: Record) -> None:
    record["issueDate"] = f"{FUTURE_YEAR}{record['issueDate'][4:]}"


def _wrong_check(record: Record) -> None:
    # In both places, so that the two still agree and the check character alone is wrong.
    record["uscc"] = break_check(record["uscc"])
    record["permitNo"] = record["uscc"] + record["permitNo"][18:]


def _missing(record: Record) -> None:
    record["outlets"][0]["outletCode"] = None


def _unknown_division(record: Record) -> None:
    record["divisionCode"] = UNKNOWN_DIVISION


def _longitude_zero(record: Record) -> None:
    record["lng"] = 0


def _ends_before(record: Record) -> None:
    record["validFrom"], record["validTo"] = record["validTo"], record["validFrom"]


_SPOIL = {
    "future_timestamp": _future,
    "wrong_check_character": _wrong_check,
    "missing_required": _missing,
    "unknown_division_code": _unknown_division,
    "longitude_zero": _longitude_zero,
    "ends_before_it_begins": _ends_before,
}


def _spoil(record: Record, kind: str) -> Record:
    spoilt = copy.deepcopy(record)
    if kind in _SPOIL:
        _SPOIL[kind](spoilt)
    return spoilt


def _record(one: Enterprise) -> Record:
    permit = one.permit
    return {
        "permitNo": permit.number,
        "uscc": one.uscc,
        "entName": one.name,
        "manageClass": _CLASSES[permit.management_class],
        "industryCode": one.industry_code,
        "divisionCode": one.division_code,
        "address": one.address,
        "lng": one.longitude,
        "lat": one.latitude,
        "issueDate": permit.issued_on.isoformat(),
        "validFrom": permit.issued_on.isoformat(),
        "validTo": permit.valid_to.isoformat(),
        "issuer": permit.issuer,
        "selfMonitoring": permit.management_class != "registered",
        "rectification": False,
        "outlets": [
            {
                "outletCode": outlet.code,
                "outletName": outlet.name,
                "medium": _MEDIA[outlet.medium],
                "mn": outlet.device_number or None,
            }
            for outlet in permit.outlets
        ],
    }
