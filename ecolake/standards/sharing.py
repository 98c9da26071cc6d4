"""How a dataset may be shared and opened, by the national guide to the government data catalogue (2017).

Shapes and the rules between them: what is shared under conditions names them, what is not shared names its ground, and
what is not shared is not opened.
"""

from typing import Literal

from pydantic import model_validator

from ecolake.standards.model_base import Model, Text

Access = Literal["unconditional", "conditional", "none"]


class Share(Model):
    """Sharing between departments (共享属性): type, condition or ground, and the way."""

    type: Access
    condition: Text | None = None
    ground: Text | None = None
    method: Literal["platform", "mail", "medium"] = "platform"

    @model_validator(mode="after")
    def _complete(self) -> "Share":
        if (self.type == "conditional") != (self.condition is not None):
            raise ValueError("conditional sharing names its condition, and only conditional sharing has one")
        if (self.type == "none") != (self.ground is not None):
            raise ValueError("what is not shared names the legal ground, and only that has one")
        return self


class Opening(Model):
    """Opening to the public (开放属性)."""

    type: Access
    condition: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Opening":
        if (self.type == "conditional") != (self.condition is not None):
            raise ValueError("conditional opening names its condition, and only conditional opening has one")
        return self
