"""The shape of `standards/registry/gate.yaml`: by how much the registry may change from one release to the next.

What is held against it, and what happens then, is the business of `ecolake.registry.gate`.
"""

from pydantic import Field

from ecolake.standards.model_base import Model


class RegistryGate(Model):
    """What may change from one release to the next; proposed, in `standards/registry/gate.yaml`.

    Attributes:
        largest_cluster_times: How many times as large the largest enterprise may become.
        largest_cluster_free: Up to so many mentions it may be of any size.
        per_enterprise_times: How many times as many mentions an enterprise may have on average, or as few.
        churn: The share of known mentions that may go from one enterprise to another.
        match_rate_drop: By how much the share of a source's mentions that find an enterprise may fall.
        fewest_mentions: A registry of fewer mentions is not judged.
    """

    largest_cluster_times: float = Field(gt=1)
    largest_cluster_free: int = Field(ge=1)
    per_enterprise_times: float = Field(gt=1)
    churn: float = Field(gt=0, le=1)
    match_rate_drop: float = Field(gt=0, le=1)
    fewest_mentions: int = Field(ge=0)
