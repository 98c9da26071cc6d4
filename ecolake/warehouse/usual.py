"""The last run of each dataset held against the thirty before it: one row per thing judged, with its bounds.

Small frames for the expectation suite. What is impossible by the standard is told apart from what is merely unusual; with
fewer than five earlier runs nothing is unusual. How the runs were measured is the business of `measures`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from statistics import median
from typing import Any

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.warehouse.measures import QUANTILES, Measures
from ecolake.warehouse.suites import JUDGED

IDENTITY = ("dataset", "item", "measure")
FEWEST_RUNS = 5
# Below this, a share or a quantile says more of chance than of the source.
FEWEST_ROWS = 50
# A robust band: five standard deviations, read from the median distance to the median, and never narrower than this.
SPREAD = 5 * 1.4826
VOLUME = 0.5  # of the usual number of rows
NULL_SHARE = 0.05
QUANTILE = 0.25  # of the usual distance between the 5th and the 95th percentile
SHIFT = (
    0.2  # greatest distance between two distributions (Kolmogorov-Smirnov), or share of rows in other codes
)
OWN_SHIFT = 1.5  # and as much beyond what the earlier runs themselves shifted
SHOWN_QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Judged:
    """One thing that is judged.

    Attributes:
        frame: The suite that it belongs to.
        dataset: `<source>.<dataset>`.
        item: The item; empty where it is of the dataset as a whole.
        measure: What was measured.
        observed: In the last run.
        low: The least that is expected, None when nothing is.
        high: The most that is expected.
        runs: How many earlier runs it is held against; 0 where the bounds are the standard's own.
        since: The run that is judged, as the time when it was measured.
    """

    frame: str
    dataset: str
    item: str
    measure: str
    observed: float
    low: float | None
    high: float | None
    runs: int
    since: str

    @property
    def outside(self) -> int:
        """1 where the observed value lies outside its bounds."""
        below = self.low is not None and self.observed < self.low
        above = self.high is not None and self.observed > self.high
        return int(below or above)

    @property
    def holds(self) -> bool:
        """Whether it holds the release: it breaches the standard, and is not merely unusual."""
        return self.frame == "impossible" and bool(self.outside)


Row = Mapping[str, Any]
_FRAME = pl.Schema(
    {
        "dataset": pl.String(),
        "item": pl.String(),
        "measure": pl.String(),
        "observed": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "runs": pl.Int64(),
        "since": pl.String(),
        "outside": pl.Int64(),
    }
)


def frames(found: Sequence[Judged]) -> dict[str, Any]:
    """The rows of each suite as a pandas frame, which is what the suites read."""
    return {
        name: pl.DataFrame(
            [[getattr(one, column) for column in _FRAME] for one in found if one.frame == name],
            schema=_FRAME,
            orient="row",
        ).to_pandas()
        for name in JUDGED
    }


def judged(measures: Measures, standards: Standards) -> list[Judged]:
    """Judge the last run of every dataset, by dataset and item."""
    items: dict[tuple[str, str], list[Row]] = {}
    for row in measures.items.rows(named=True):
        items.setdefault((row["dataset"], row["item"]), []).append(row)
    found: list[Judged] = []
    for dataset_id, group in groupby(measures.runs.rows(named=True), key=lambda row: row["dataset"]):
        if dataset_id not in standards.datasets:
            continue
        runs = list(group)
        dataset = standards.datasets[dataset_id]
        found.extend(_volume(runs))
        for name, item in dataset.items.items():
            rows = [row for row in items.get((dataset_id, name), ()) if row["rows"]]
            if rows and rows[-1]["run"] == runs[-1]["run"]:
                found.extend(_of_item(dataset, item, runs[-1], rows))
    return found


def short_of_history(measures: Measures) -> tuple[str, ...]:
    """The datasets with too few earlier runs for anything to be unusual."""
    counts = measures.runs.group_by("dataset", maintain_order=True).len()
    return tuple(name for name, runs in counts.iter_rows() if runs <= FEWEST_RUNS)


def _of_item(dataset: Dataset, item: Item, run: Row, rows: Sequence[Row]) -> Iterator[Judged]:
    last, earlier = rows[-1], rows[:-1]
    since = str(run["measured_at"])

    def told(
        frame: str, measure: str, observed: float, low: float | None, high: float | None, runs: int
    ) -> Judged:
        return Judged(frame, dataset.id, item.name, measure, observed, low, high, runs, since)

    null_share = last["nulls"] / last["rows"]
    # Rows that were accepted under an older standard may breach today's.
    if run["standard_hash"] == dataset.fingerprint and item.severity == "reject":
        if item.required:
            yield told("impossible", "null_share", null_share, 0, 0, 0)
        if last["quantiles"] and item.element and item.element.range:
            low, high = (_number(end) for end in item.element.range)
            yield told("impossible", "minimum", last["quantiles"][0], low, None, 0)
            yield told("impossible", "maximum", last["quantiles"][-1], None, high, 0)
        if last["codes"] and item.codes is not None:
            strange = [one for one in last["codes"] if one["code"] not in item.codes.sorted_codes]
            yield told("impossible", "unknown_codes", len(strange), 0, 0, 0)
    if len(earlier) < FEWEST_RUNS or last["rows"] < FEWEST_ROWS:
        return
    shares = [row["nulls"] / row["rows"] for row in earlier]
    yield told("null_shares", "null_share", null_share, *_band(shares, NULL_SHARE), len(earlier))
    yield from (
        told(frame, measure, observed, low, high, runs)
        for frame, measure, observed, low, high, runs in (*_quantiles(last, earlier), *_codes(last, earlier))
    )


def _volume(runs: Sequence[Row]) -> Iterator[Judged]:
    last, earlier = runs[-1], [run["received"] for run in runs[:-1]]
    low, high = _band(earlier, VOLUME * median(earlier)) if len(earlier) >= FEWEST_RUNS else (0.0, None)
    yield Judged(
        "volumes", last["dataset"], "", "received", last["received"], max(low, 0.0), high,
        len(earlier) if high is not None else 0, str(last["measured_at"]),
    )  # fmt: skip


def _band(values: Sequence[float], least: float) -> tuple[float, float]:
    middle = median(values)
    width = max(SPREAD * median(abs(value - middle) for value in values), least)
    return middle - width, middle + width


Found = tuple[str, str, float, float | None, float | None, int]


def _quantiles(last: Row, earlier: Sequence[Row]) -> Iterator[Found]:
    known = [row["quantiles"] for row in earlier if row["quantiles"]]
    now = last["quantiles"]
    if len(known) < FEWEST_RUNS or now is None:
        return
    ends = [QUANTILES.index(share) for share in (SHOWN_QUANTILES[0], SHOWN_QUANTILES[-1])]
    spread = median(values[ends[1]] - values[ends[0]] for values in known)
    for share in SHOWN_QUANTILES:
        place = QUANTILES.index(share)
        low, high = _band([values[place] for values in known], QUANTILE * spread)
        yield "quantiles", f"p{share * 100:02.0f}", now[place], low, high, len(known)
    *own, shift = _distances([*known, now])
    yield "drift", "ks", shift, None, _allowed(own), len(known)


def _codes(last: Row, earlier: Sequence[Row]) -> Iterator[Found]:
    known = [_shares(row) for row in earlier if row["codes"]]
    if len(known) < FEWEST_RUNS or not last["codes"]:
        return
    moves = [_moved(shares, known[:n] + known[n + 1 :]) for n, shares in enumerate(known)]
    yield "drift", "share_moved", _moved(_shares(last), known), None, _allowed(moves), len(known)


def _allowed(own: Sequence[float]) -> float:
    return max(SHIFT, OWN_SHIFT * max(own))


def _distances(runs: Sequence[Sequence[float]]) -> list[float]:
    """Of each run, the greatest distance between its distribution and the mean of all others' but the last one's."""
    values = np.array(runs)
    points = np.unique(values)
    # The share of the rows up to each point, as far as the quantiles tell.
    ranks = np.array([np.searchsorted(row, points, side="right") for row in values])
    below = np.array([0.0, *QUANTILES])[ranks]
    earlier = below[:-1].sum(axis=0)
    apart = [np.abs(row - (earlier - row) / (len(runs) - 2)).max() for row in below[:-1]]
    return [float(one) for one in (*apart, np.abs(below[-1] - earlier / (len(runs) - 1)).max())]


def _shares(row: Row) -> dict[str, float]:
    total = sum(one["count"] for one in row["codes"])
    return {one["code"]: one["count"] / total for one in row["codes"]}


def _moved(shares: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> float:
    """The share of rows that would have to change their code for the run to look like the others."""
    codes = _union([shares, *others])
    usual = {code: sum(other.get(code, 0.0) for other in others) / len(others) for code in codes}
    return sum(abs(shares.get(code, 0.0) - usual[code]) for code in codes) / 2


def _union(shares: Iterable[Mapping[str, float]]) -> list[str]:
    return sorted({code for one in shares for code in one})


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
