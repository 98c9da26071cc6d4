"""Enterprises that nobody gave a code: mentions that none of the tiers could place, put together among themselves.

Mentions with the same anchor or the same identifier are one, and so are those whose records score high enough. A steward's
"different" keeps two apart: the edge that would join them is left out, the weakest first. Belongs here: edges and components.
Does not belong here: mentions with a code (`tiers`, `likeness`).
"""

from collections.abc import Collection

import numpy as np
import polars as pl

_ANCHOR = ("anchor_division", "anchor_name")
# What two mentions may share: the key, and the tier and rule of what it joins; the strongest first.
_SHARED = (
    (("permit",), "permit", "same_permit_number"),
    (("registration",), "registration", "same_registration_number"),
    (("organisation",), "registration", "same_organisation_code"),
    (("local",), "registration", "same_local_code"),
    (("device",), "device", "same_device"),
    (_ANCHOR, "name_and_place", "same_anchor"),
)


def components(
    left: pl.DataFrame, scored: pl.DataFrame, same: pl.DataFrame, apart: Collection[tuple[str, str]]
) -> pl.DataFrame:
    """Put mentions together.

    Args:
        left: Features of the mentions, with their anchors.
        scored: `mention`, `other_mention` of pairs that score high enough, with the `score`.
        same: `mention`, `other_mention` that stewards put together.
        apart: Pairs that stewards keep apart.

    Returns:
        `mention`, `cluster_division`, `cluster_name` (the smallest anchor of the cluster) and `tier`, `rule`, `score` of the
        strongest edge that holds the mention in it.
    """
    edges = _edges(left, scored, same)
    labels = _labels(left["mention"], edges)
    for pair in sorted({(min(one), max(one)) for one in apart}):
        labels = _parted(labels, edges, pair)
    return (
        _named(labels, left)
        .join(_held(labels, edges), on="mention", how="left")
        .with_columns(pl.col("tier", "rule").fill_null("alone"))
    )


def _edges(left: pl.DataFrame, scored: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Edges, the strongest first: what stewards say, identifiers, anchors, scores."""
    none = pl.lit(None, pl.Float64())
    made = [
        same.select(
            "mention", "other_mention", rank=0, tier=pl.lit("steward"), rule=pl.lit("same"), score=none
        )
    ]
    for rank, (key, tier, rule) in enumerate(_SHARED, start=1):
        keyed = left.select("mention", *key).drop_nulls()
        star = keyed.with_columns(other_mention=pl.col("mention").min().over(key))
        made.append(
            star.select(
                "mention", "other_mention", rank=rank, tier=pl.lit(tier), rule=pl.lit(rule), score=none
            )
        )
    last = len(_SHARED) + 1
    made.append(
        scored.select(
            "mention", "other_mention", rank=last, tier=pl.lit("splink"), rule=pl.lit("alike"), score="score"
        )
    )
    known = left.select("mention")
    return (
        pl.concat(made, how="vertical_relaxed")
        .filter(pl.col("mention") != pl.col("other_mention"))
        .join(known, on="mention", how="semi")
        .join(known, left_on="other_mention", right_on="mention", how="semi")
        .sort("rank", "score", "mention", "other_mention", descending=[False, True, False, False])
    )


def _held(labels: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Of each mention that an edge holds in its cluster, the strongest edge."""
    other = labels.rename({"mention": "other_mention", "cluster": "other_cluster"})
    inside = (
        edges.join(labels, on="mention")
        .join(other, on="other_mention")
        .filter(pl.col("cluster") == pl.col("other_cluster"))
    )
    ends = [
        inside.select(pl.col(end).alias("mention"), "rank", "tier", "rule", "score")
        for end in ("mention", "other_mention")
    ]
    strongest = pl.concat(ends).sort("mention", "rank", "score", descending=[False, False, True])
    return strongest.unique("mention", keep="first", maintain_order=True).drop("rank")


def _named(labels: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    """Name each cluster by its smallest anchor; where stewards parted one anchor, all but the first add their smallest mention."""
    anchored = labels.join(left.select("mention", *_ANCHOR), on="mention").sort(*_ANCHOR, "mention")
    named = anchored.group_by("cluster", maintain_order=True).agg(
        pl.col(_ANCHOR).first(), pl.col("mention").min().alias("first")
    )
    named = named.sort("first")
    again = pl.int_range(pl.len()).over(_ANCHOR) > 0
    name = pl.when(again).then(pl.format("{}#{}", "anchor_name", "first")).otherwise("anchor_name")
    return labels.join(
        named.select("cluster", cluster_division="anchor_division", cluster_name=name), on="cluster"
    ).drop("cluster")


def _labels(mentions: pl.Series, edges: pl.DataFrame) -> pl.DataFrame:
    import rustworkx

    order = mentions.sort()
    places = order.to_frame("mention").with_row_index("place")
    ends = edges.join(places, on="mention").join(
        places, left_on="other_mention", right_on="mention", suffix="_other"
    )
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(len(order)))
    graph.extend_from_edge_list(list(ends.select("place", "place_other").iter_rows()))
    first = np.empty(len(order), dtype=np.int64)
    for members in rustworkx.connected_components(graph):
        first[list(members)] = min(members)
    return pl.DataFrame({"mention": order, "cluster": order.gather(first)})


def _parted(labels: pl.DataFrame, edges: pl.DataFrame, pair: tuple[str, str]) -> pl.DataFrame:
    """Leave out the weakest edges of the component that holds both, until it no longer does."""
    both = labels.filter(pl.col("mention").is_in(list(pair)))
    if both.height < 2 or both["cluster"].n_unique() > 1:
        return labels
    inside = labels.filter(pl.col("cluster") == both["cluster"][0]).select("mention")
    own = edges.join(inside, on="mention", how="semi")
    group = {one: one for one in inside["mention"]}

    def root(one: str) -> str:
        while group[one] != one:
            one = group[one]
        return one

    # A component with a quarrel in it is small, and there are few: stewards made them one by one.
    for left, right in own.select("mention", "other_mention").iter_rows():
        ends = {root(left), root(right)}
        if ends != {root(pair[0]), root(pair[1])}:
            group[max(ends)] = min(ends)
    told = pl.DataFrame({"mention": list(group), "cluster": [root(one) for one in group]})
    smallest = pl.col("mention").min().over("cluster")
    return pl.concat([labels.join(inside, on="mention", how="anti"), told.with_columns(cluster=smallest)])
