"""The lake tables of the registry: their names and columns.

Belongs here: what is kept, and in which types. Does not belong here: how it is made (`wanted`, `events`, `derived`), nor the columns
of a mention (`mention_schema`) and of what matching hands on (`resolution`), which are their own.
"""

import polars as pl

MENTION = "registry/mention"
THING = "registry/thing"
BATCH = "registry/batch"
RESOLVED = "registry/resolved"
FEATURE = "registry/feature"
EVENT = "registry/event"
LINK = "registry/link"
ENTERPRISE = "registry/enterprise"
CODE = "registry/code"
HISTORY = "registry/history"
REVIEW = "registry/review"
FIGURE = "registry/figure"
APPROVAL = "registry/approval"

ENTERPRISE_KIND, SITE_KIND, FACILITY_KIND, OUTLET_KIND, DEVICE_KIND = KINDS = (
    "enterprise",
    "site",
    "facility",
    "outlet",
    "device",
)

_TEXT = pl.String()

# A facility or an outlet, under the number that its own site gives it, as one mention told of it.
THINGS = pl.Schema(
    {
        "mention": _TEXT,
        "kind": _TEXT,
        "local_number": _TEXT,
        "first_batch": _TEXT,
        "first_seen_on": pl.Date(),
    }
)
# The batches that mentions and things were read from, and how they were read.
BATCHES = pl.Schema({"source": _TEXT, "dataset": _TEXT, "batch": _TEXT, "attempt": pl.Int64(), "way": _TEXT})
EVENTS = pl.Schema(
    {
        "number": pl.Int64(),
        "happened_on": pl.Date(),
        "recorded_at": pl.Datetime("us", "UTC"),
        "kind": _TEXT,
        "code": _TEXT,
        "other_code": _TEXT,
        "mention": _TEXT,
        "attribute": _TEXT,
        "before": _TEXT,
        "after": _TEXT,
        "tier": _TEXT,
        "rule": _TEXT,
        "steward": _TEXT,
        "score": pl.Float64(),
        "evidence": _TEXT,
    }
)
LINKED = pl.Schema(
    {
        "mention": _TEXT,
        "enterprise_code": _TEXT,
        "tier": _TEXT,
        "rule": _TEXT,
        "score": pl.Float64(),
        "since": pl.Date(),
    }
)
ENTERPRISES = pl.Schema(
    {
        "enterprise_code": _TEXT,
        "is_provisional": pl.Boolean(),
        "unified_social_credit_code": _TEXT,
        "enterprise_name": _TEXT,
        "division_code": _TEXT,
        "status": _TEXT,
        "first_seen_on": pl.Date(),
        "mentions": pl.Int64(),
    }
)
CODES = pl.Schema(
    {
        "code": _TEXT,
        "kind": _TEXT,
        "is_provisional": pl.Boolean(),
        "enterprise_code": _TEXT,
        "site_code": _TEXT,
        "local_number": _TEXT,
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "redirected_to": _TEXT,
    }
)
HISTORIES = pl.Schema(
    {
        "enterprise_code": _TEXT,
        "attribute": _TEXT,
        "value": _TEXT,
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "source": _TEXT,
        "dataset": _TEXT,
        "mention": _TEXT,
    }
)
REVIEWS = pl.Schema(
    {
        "mention": _TEXT,
        "other_mention": _TEXT,
        "enterprise_code": _TEXT,
        "other_code": _TEXT,
        "score": pl.Float64(),
        "reason": _TEXT,
    }
)
# What the gate compares: one row a figure and run that changed something.
FIGURES = pl.Schema(
    {
        "run": pl.Int64(),
        "recorded_at": pl.Datetime("us", "UTC"),
        "figure": _TEXT,
        "source": _TEXT,
        "value": pl.Float64(),
    }
)
APPROVALS = pl.Schema(
    {
        "run": pl.Int64(),
        "steward": _TEXT,
        "reason": _TEXT,
        "recorded_at": pl.Datetime("us", "UTC"),
    }
)
