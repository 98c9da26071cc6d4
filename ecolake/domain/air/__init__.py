"""Ambient air: GB 3095, HJ 633, HJ 663. One module for each question; standards name the derivations that are listed here."""

from ecolake.domain.air.hourly import hourly_index

__all__ = ["hourly_index"]
