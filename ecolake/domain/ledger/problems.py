"""Put the reports of one matter together, and name the problem.

A problem is what pairs hold together, as long as it is about one enterprise at most and does not go on for longer than a
matter does. What comes out depends on the reports alone, never on the order in which they stand.
"""

import hashlib

import numpy as np
import polars as pl

from ecolake.domain.ledger.pairs import Limits, pairs

MEMBERS = pl.Schema(
    {
        "report": pl.String(),
        "problem_id": pl.String(),
        "own_id": pl.String(),
        "joined_by": pl.String(),
        "joined_to": pl.String(),
        "days": pl.Int64(),
        "metres": pl.Float64(),
        "likeness": pl.Float64(),
    }
)
FIRST = "first"
_DIGITS = 12


def problems(reports: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Return the problem of each report, and what holds it there (`MEMBERS`), by report.

    Each report has an `own_id`: the name of the problem that it would be alone. A problem has that of its first report, so that
    every name that a problem ever had is the own name of one of its reports and finds it again after problems were joined.

    Args:
        reports: `pairs.REPORTS`, each named once.
        limits: When two are the same.
    """
    reports = reports.sort("found_on", "found_at", "report", nulls_last=True)
    joined = pairs(reports, limits)
    clusters = _clusters(reports, joined, limits)
    # The first of a cluster names it: joins keep the order of the reports.
    named = clusters.join(
        reports.select("report", own_id=_own_ids(reports)), on="report", how="left", maintain_order="left"
    ).with_columns(problem_id=pl.col("own_id").first().over("cluster"))
    held = _held(clusters, joined)
    return (
        named.join(held, on="report", how="left")
        .with_columns(pl.col("joined_by").fill_null(FIRST))
        .select(pl.col(name).cast(kind) for name, kind in MEMBERS.items())
        .sort("report")
    )


def _own_ids(reports: pl.DataFrame) -> pl.Series:
    """WT, the day and twelve digits of a hash of the report's name: 2^48 to one against a clash on one day."""
    # A call a report, under a microsecond each: polars' own hashes may change with its version.
    names = [hashlib.sha256(one.encode()).hexdigest()[:_DIGITS] for one in reports["report"]]
    days = reports["found_on"].dt.strftime("%Y%m%d")
    return pl.select(pl.format("WT{}-{}", days, pl.Series(names, dtype=pl.String))).to_series()


def _clusters(reports: pl.DataFrame, joined: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Return the cluster of each report, in the order of the reports; clusters are named by their first report's place."""
    places = reports.select("report").with_row_index("place")
    ends = (
        joined.join(places, on="report", how="left", maintain_order="left")
        .join(places, left_on="other", right_on="report", how="left", suffix="_other", maintain_order="left")
        .select("place", "place_other", "rank")
    )
    labels = _components(reports.height, ends)
    told = reports.select("report", "enterprise_code", "found_on").with_columns(cluster=pl.Series(labels))
    strained = told.group_by("cluster").agg(
        wrong=(pl.col("enterprise_code").drop_nulls().n_unique() > 1)
        | ((pl.col("found_on").max() - pl.col("found_on").min()).dt.total_days() > limits.at_most_days)
    )
    wrong = strained.filter("wrong")["cluster"]
    if wrong.len():
        inside = pl.Series(np.isin(labels[ends["place"].to_numpy()], wrong.to_numpy()))
        parts = _parted(told, ends.filter(inside), limits)
        labels = np.where(np.isin(labels, wrong.to_numpy()), parts, labels)
    return told.select("report").with_columns(cluster=pl.Series(labels))


def _components(size: int, ends: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(size))
    graph.extend_from_edge_list(list(ends.select("place", "place_other").iter_rows()))
    first = np.empty(size, dtype=np.int64)
    for members in rustworkx.connected_components(graph):
        first[list(members)] = min(members)
    return first


def _parted(
    told: pl.DataFrame, ends: pl.DataFrame, limits: Limits
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Join again, the strongest pair first, leaving out each that would join two enterprises or too long a time."""
    codes = told["enterprise_code"].to_list()
    days = told["found_on"].cast(pl.Int32).to_list()
    group = list(range(told.height))
    spans = [(day, day) for day in days]

    def root(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    # Only reports of strained clusters come here; they are few.
    for left, right, rank in ends.iter_rows():
        one, two = sorted((root(left), root(right)))
        if one == two:
            continue
        first, last = min(spans[one][0], spans[two][0]), max(spans[one][1], spans[two][1])
        # What a report says itself stands, however long ago it was.
        is_apart = (codes[one] and codes[two] and codes[one] != codes[two]) or (
            rank > 0 and last - first > limits.at_most_days
        )
        if not is_apart:
            group[two], codes[one], spans[one] = one, codes[one] or codes[two], (first, last)
    return np.array([root(one) for one in range(told.height)], dtype=np.int64)


def _held(clusters: pl.DataFrame, joined: pl.DataFrame) -> pl.DataFrame:
    """Return the strongest pair that holds each report to an earlier one of its problem."""
    order = clusters.with_row_index("place")
    inside = (
        joined.join(order, on="report")
        .join(order.rename({"report": "other"}), on="other", suffix="_other")
        .filter(pl.col("cluster") == pl.col("cluster_other"))
    )
    is_later = pl.col("place") > pl.col("place_other")
    return (
        inside.select(
            report=pl.when(is_later).then("report").otherwise("other"),
            joined_to=pl.when(is_later).then("other").otherwise("report"),
            joined_by="rule",
            rank="rank",
            **{name: pl.col(name) for name in ("days", "metres", "likeness")},
        )
        .sort("report", "rank", "days", "joined_to")
        .unique("report", keep="first", maintain_order=True)
        .drop("rank")
    )
