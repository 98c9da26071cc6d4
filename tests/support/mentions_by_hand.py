"""Mentions written by hand, and what becomes of them."""

from hashlib import md5

import polars as pl

from ecolake.registry.decisions import Decisions
from ecolake.registry.mention_schema import MENTION
from ecolake.registry.resolution import resolve

REAL = "91350900587527783P"
OTHER = "91350100M000100Y43"
NAME = "福建省宁德市蕉城区华盛陶瓷有限公司"


def name_of(text):
    """The mention that a test calls so."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def mentions(**rows):
    """One mention per keyword, its values by role; `code` and `name` for short."""
    short = {"code": "unified_social_credit_code", "name": "enterprise_name"}
    told = [
        {
            "mention": name_of(key),
            "source": "ecology",
            "dataset": "made",
            **{short.get(k, k): v for k, v in row.items()},
        }
        for key, row in rows.items()
    ]
    return pl.DataFrame([{**dict.fromkeys(MENTION), **row} for row in told], schema=MENTION)


def links(rows, matching, *decisions):
    """The links of mentions, by what a test calls them."""
    told = resolve(rows, Decisions.model_validate({"decisions": decisions}), matching).links
    return {row["mention"]: row for row in told.to_dicts()}


def link(rows, matching, who, *decisions):
    """The link of one mention."""
    return links(rows, matching, *decisions)[name_of(who)]
