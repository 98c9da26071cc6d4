"""What every shape of the standards is made of: frozen models, two-language texts, exact numbers."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

NAME = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
Severity = Literal["reject", "flag", "watch"]
Basis = Literal["sourced", "proposed"]
# Grades of general data, 1 (public) to 4 (strictly confined); important and core data are named by departments alone.
Security = Literal[1, 2, 3, 4]
Published = Literal["whole", "masked", "withheld"]


class Model(BaseModel):
    """A frozen shape that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Text(Model):
    """The same words in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


def _number(value: Any) -> Any:
    # YAML floats are read through their shortest text, so that 0.1 is 0.1.
    return Decimal(str(value)) if isinstance(value, int | float) else value


Number = Annotated[Decimal, BeforeValidator(_number)]
