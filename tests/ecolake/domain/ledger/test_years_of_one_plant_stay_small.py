"""Reports of one enterprise are compared with those of the days around them, and not with all that it ever had."""

from datetime import UTC, datetime, timedelta

import polars as pl

from ecolake.domain.ledger import pairs as module
from ecolake.domain.ledger.pairs import REPORTS, Limits, pairs

COUNT, DAYS = 1500, 8
LIMITS = Limits(
    enterprise_days=DAYS, place_metres=50, place_days=4, words_days=1, words_likeness=0.85, at_most_days=30
)


def test_an_alarm_a_day_for_years_is_compared_with_a_week_of_them(monkeypatch):
    crossed, widest = module._crossed, []

    def watched(*said):
        both = crossed(*said)
        widest.append(both.height)
        return both

    monkeypatch.setattr(module, "_crossed", watched)
    first = datetime(2022, 1, 1, tzinfo=UTC)
    rows = [
        dict.fromkeys(REPORTS.names())
        | {
            "report": f"r{nth * 7919 % COUNT:04d}",  # names in another order than days
            "found_at": first + timedelta(days=nth),
            "found_on": (first + timedelta(days=nth)).date(),
            "kinds": ["water"],
            "enterprise_code": "E",
            "refers": [],
        }
        for nth in range(COUNT)
    ]
    found = pairs(pl.DataFrame(rows, schema=REPORTS, orient="row"), LIMITS)
    assert found.height == sum(COUNT - apart for apart in range(1, DAYS + 1))
    assert max(widest) < 2 * found.height
