"""What mentions are compared by: their valid codes, their other identifiers and their names and places in one form.

One row a mention. Belongs here: what one mention says. Does not belong here: pairs of them (`tiers`, `blocking`, `splink_model`).
"""

import polars as pl

from ecolake.registry.matching import Matching
from ecolake.registry.normalise.addresses import address_parts
from ecolake.registry.normalise.names import name_parts
from ecolake.registry.normalise.sounds import sound
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
    divisions = matching.divisions
    names = over_distinct(
        mentions["enterprise_name"], name_parts("enterprise_name", matching.said.words, divisions)
    )
    addresses = over_distinct(mentions["address"], address_parts("address", divisions))
    own, permit = _valid(mentions[CODE]), _valid(mentions["permit_number"])
    told = pl.DataFrame(
        [
            mentions["mention"],
            own.alias("own_code"),
            permit.alias("permit_code"),
            *names.get_columns()[1:],
            *addresses.get_columns()[1:],
        ]
    )
    division = (
        mentions["division_code"].to_frame().select(divisions.today(pl.col("division_code"))).to_series()
    )
    told = told.with_columns(
        sound(told["core"]).alias("sounds"),
        mentions["longitude"],
        mentions["latitude"],
        division.alias("division"),
        *_identifiers(mentions),
        code=pl.coalesce("own_code", "permit_code"),
    )
    organisation = pl.coalesce(pl.col("code").str.slice(*_ORGANISATION), "organisation")
    return told.with_columns(
        organisation=organisation,
        area=pl.coalesce("place", "address_place", "division"),
        # A name that begins with its division is registered once there.
        is_registered_name=pl.col("place").is_not_null() & (pl.col("whole") != pl.col("core")),
    )


def _valid(codes: pl.Series) -> pl.Series:
    """The code at the beginning of each text, null where none is valid."""
    plain = codes.to_frame("c").select(half_width(pl.col("c")).str.head(_LENGTH)).to_series()
    return plain.set(~are_uscc(plain).fill_null(value=False), None)


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
    return mentions.select(bare(pl.col(column)).alias(name) for name, column in wanted.items()).get_columns()
