"""What mentions are compared by: their valid codes, their other identifiers and their names and places in one form.

One row a mention. Belongs here: what one mention says. Does not belong here: pairs of them (`tiers`, `blocking`, `splink_model`).
"""

import polars as pl

from ecolake.registry.matching import Matching
from ecolake.registry.normalise.addresses import address_parts
from ecolake.registry.normalise.names import name_parts
from ecolake.registry.normalise.text import bare, half_width, over_distinct
from ecolake.standards.check_characters import are_uscc

CODE = "unified_social_credit_code"
# Where in a unified social credit code the organisation code stands.
_ORGANISATION = (8, 9)
_LENGTH = 18


def features(mentions: pl.DataFrame, matching: Matching) -> pl.DataFrame:
    """Return what each mention is compared by, in the order of the mentions.

    Args:
        mentions: As in `mention_schema.MENTION`.
        matching: Words and divisions.

    Returns:
        `mention`; `own_code`, `permit_code`, `code` (valid ones, else null); `permit`, `registration`, `device`, `organisation`,
        `local` (identifiers in one form); `whole`, `core`, `sounds` (the name); `place`, `area` (the division that the name, and
        anything, names), `is_registered_name`; `street`, `road`; `longitude`, `latitude`; `person`, `telephone`.
    """
    divisions = matching.places
    names = name_parts(mentions["enterprise_name"], matching.said.words, divisions)
    addresses = over_distinct(mentions["address"], address_parts("address", divisions))
    today = [divisions.today(pl.col("division_code")).alias("division")]
    division = over_distinct(mentions["division_code"], today)["division"]
    own, permit = _valid(mentions[CODE]), _valid(mentions["permit_number"])
    told = pl.DataFrame(
        [
            mentions["mention"],
            own.alias("own_code"),
            permit.alias("permit_code"),
            *names.get_columns()[1:],
            *addresses.get_columns()[1:],
            division,
            *_identifiers(mentions),
            *mentions.select("longitude", "latitude").get_columns(),
        ]
    ).with_columns(code=pl.coalesce("own_code", "permit_code"))
    organisation = pl.coalesce(pl.col("code").str.slice(*_ORGANISATION), "organisation")
    return told.with_columns(
        organisation=organisation,
        area=pl.coalesce("place", "address_place", "division"),
        # A name that begins with its division is registered once there.
        is_registered_name=pl.col("place").is_not_null() & (pl.col("whole") != pl.col("core")),
    )


def _valid(codes: pl.Series) -> pl.Series:
    """The code at the beginning of each text, null where none is valid."""
    plain = half_width(pl.col(codes.name)).str.head(_LENGTH).alias("plain")
    valid = pl.col("plain").map_batches(are_uscc, return_dtype=pl.Boolean(), is_elementwise=True)
    return over_distinct(codes, [plain], [pl.when(valid).then("plain").alias("valid")])["valid"]


def _identifiers(mentions: pl.DataFrame) -> list[pl.Series]:
    wanted = {
        "permit": "permit_number",
        "registration": "registration_number",
        "device": "device_number",
        "organisation": "organisation_code",
        "local": "local_code",
        "person": "legal_representative",
        "telephone": "telephone",
    }
    return [
        over_distinct(mentions[column], [bare(pl.col(column)).alias(name)])[name]
        for name, column in wanted.items()
    ]
