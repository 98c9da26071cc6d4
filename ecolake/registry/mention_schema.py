"""What a mention is: the columns of the lake table `registry/mention`, and which of them say who is meant.

A mention is a distinct tuple of identity values in one dataset, not a row. Belongs here: names and types. Does not belong here:
how mentions are read from accepted rows (`mentions`), who they are (`resolution`).
"""

import polars as pl

# What identifies an enterprise to the world, then what it is called, and where it stands.
IDENTIFIERS = (
    "unified_social_credit_code",
    "permit_number",
    "device_number",
    "registration_number",
    "organisation_code",
    "local_code",
)
DESCRIPTIONS = (
    "enterprise_name",
    "former_name",
    "address",
    "division_code",
    "legal_representative",
    "telephone",
)
PLACE = ("longitude", "latitude")
# The identity values: two rows of a dataset in which all of these agree are one mention.
IDENTITY = (*IDENTIFIERS, *DESCRIPTIONS, *PLACE)

MENTION = pl.Schema(
    {
        "mention": pl.String(),
        "source": pl.String(),
        "dataset": pl.String(),
        **dict.fromkeys((*IDENTIFIERS, *DESCRIPTIONS), pl.String()),
        **dict.fromkeys(PLACE, pl.Float64()),
        "first_batch": pl.String(),
        "first_seen_on": pl.Date(),
        "observed_from": pl.Date(),
    }
)
