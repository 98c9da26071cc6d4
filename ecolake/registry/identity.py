"""Which items of a dataset name the row's own enterprise: by name, unless `standards/registry/identity.yaml` says otherwise.

A manifest names a receiver and a carrier beside the sender: an item counts only if it is called as its role does. Does not belong
here: what is read through these items (`mentions`).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from ecolake.registry.mention_schema import IDENTIFIERS, IDENTITY
from ecolake.standards.catalogue import Dataset
from ecolake.standards.model_base import Model

FILE = "registry/identity.yaml"
# The item that fills a role where nothing else is said, if it is not called as the role.
_CALLED = {"local_code": "pollution_source_code"}
# Any one of these says who is meant; an address or a division alone does not.
_NAMING = (*IDENTIFIERS, "enterprise_name")


class Identity(Model):
    """What differs from the rule, by dataset and role; a role that maps to nothing is not filled."""

    datasets: dict[str, dict[str, str | None]]


@cache
def read_identity(standards: Path) -> Identity:
    """Read the file below the `standards` folder; where there is none, nothing differs from the rule."""
    if not (standards / FILE).is_file():
        return Identity(datasets={})
    return Identity.model_validate(yaml.safe_load((standards / FILE).read_text(encoding="utf-8")))


def roles(dataset: Dataset, identity: Identity) -> dict[str, str]:
    """Return the items that name the row's own enterprise, by role; nothing where no row names one."""
    own: Mapping[str, str | None] = identity.datasets.get(dataset.id, {})
    called = {role: own[role] if role in own else _CALLED.get(role, role) for role in IDENTITY}
    found = {role: item for role, item in called.items() if item is not None and item in dataset.items}
    if not any(role in found for role in _NAMING):
        return {}
    if "enterprise_name" not in found and "address" not in found:
        # What has a code and a place, but neither name nor address, is an outlet or a vehicle.
        found = {role: item for role, item in found.items() if role not in ("longitude", "latitude")}
    return found
