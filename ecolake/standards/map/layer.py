"""The shapes of `standards/map/`: the register, and the layers of a group.

Shape only; the reading and what lies between the files is in `files` and `faults`, the building is `ecolake.map`.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import NAME, Basis, Model, Text

Name = Annotated[str, Field(pattern=NAME)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Refresh = Literal["hourly", "daily", "weekly", "monthly", "yearly"]
SeenBy = Literal["public", "government", "supervision"]
GeometryType = Literal["point", "line", "polygon"]


class GradeClass(Model):
    """One class of a grading: a value, or all above the class before up to a bound.

    Attributes:
        title: What the class is called in the legend.
        colour: In which it is drawn.
        value: The value of the column that has it, as text.
        up_to: The largest number that has it; the last class of numbers has none.
    """

    title: Text
    colour: Colour
    value: str | None = None
    up_to: float | None = None


class Grading(Model):
    """Classes that layers are drawn in, and what they rest on.

    Attributes:
        title: What is graded, with its unit.
        basis: Whether somebody published the classes (`sourced`) or the project proposes them (`proposed`).
        source: Standard, table and clause of sourced classes.
        reason: Why proposed classes are as they are.
        by: Whether a class is a value of the column (`value`) or numbers up to a bound (`number`).
        classes: From the first in the legend to the last.
    """

    title: Text
    basis: Basis
    source: str | None = None
    reason: str | None = Field(default=None, min_length=1)
    by: Literal["value", "number"]
    classes: tuple[GradeClass, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _holds_together(self) -> "Grading":
        if (self.source if self.basis == "sourced" else self.reason) is None:
            raise ValueError("sourced classes name their source, proposed ones their reason")
        if self.by == "value":
            values = [one.value for one in self.classes]
            if (
                None in values
                or len(set(values)) < len(values)
                or any(one.up_to is not None for one in self.classes)
            ):
                raise ValueError("classes of values have a value each, no two the same, and no up_to")
            return self
        bounds = [one.up_to for one in self.classes[:-1] if one.up_to is not None]
        if len(bounds) < len(self.classes) - 1 or self.classes[-1].up_to is not None:
            raise ValueError("each class of numbers but the last has an up_to")
        if bounds != sorted(set(bounds)) or any(one.value for one in self.classes):
            raise ValueError("the bounds of classes of numbers rise, and the classes have no value")
        return self


class Extent(Model):
    """What lies outside is no feature of this map.

    Attributes:
        west: Degrees.
        south: Degrees.
        east: Degrees.
        north: Degrees.
        basis: Whether somebody published it.
        source: Who, if so.
        reason: Why it is as it is, if not.
    """

    west: float
    south: float
    east: float
    north: float
    basis: Basis
    source: str | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> "Extent":
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("west lies before east and south before north")
        if (self.source if self.basis == "sourced" else self.reason) is None:
            raise ValueError("a sourced extent names its source, a proposed one its reason")
        return self


class Register(Model):
    """What all layers share: the file `register.yaml`.

    Attributes:
        title: Of the map.
        count: How many layers the files of the groups hold together.
        extent: The area of the map.
        least_area_m2: A polygon smaller than this marks a place, and is shown as a point.
        groups: The groups, in the order in which they are listed; each has a file of its own.
        gradings: Classes, by the name that layers use.
    """

    title: Text
    count: int
    extent: Extent
    least_area_m2: Figure
    groups: dict[Name, Text]
    gradings: dict[Name, Grading]


class Geometry(Model):
    """Where a feature lies: of two columns, of a column of WKT, or the area of a division.

    Attributes:
        type: Point, line or polygon.
        longitude: Column of degrees, CGCS2000.
        latitude: Column of degrees, CGCS2000.
        wkt: Column of well-known text, CGCS2000.
        division: Column with the code of a division; its area is derived from what the release places in it.
        derived: Whether the query makes the geometry of other places, as a line between two.
    """

    type: GeometryType
    longitude: Name | None = None
    latitude: Name | None = None
    wkt: Name | None = None
    division: Name | None = None
    derived: bool = False

    @model_validator(mode="after")
    def _made_one_way(self) -> "Geometry":
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude go together")
        if sum(one is not None for one in (self.longitude, self.wkt, self.division)) != 1:
            raise ValueError("a geometry is made of longitude and latitude, of wkt, or of a division")
        if self.longitude and self.type != "point":
            raise ValueError("longitude and latitude make a point")
        if self.division and self.type != "polygon":
            raise ValueError("the area of a division is a polygon")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the query that it is made of."""
        return tuple(one for one in (self.longitude, self.latitude, self.wkt, self.division) if one)


class Style(Model):
    """A hint for whoever draws the layer.

    Attributes:
        symbol: Of a point; lines and polygons are `stroke` and `fill`.
        colour: Of what has no class.
        size: Of the symbol or the width of the line, pixels on a screen.
    """

    symbol: Literal["circle", "square", "triangle", "diamond", "cross", "stroke", "fill"]
    colour: Colour
    size: float = Field(default=4, gt=0, le=20)


class Graded(Model):
    """By what a layer is graded.

    Attributes:
        column: Of the query.
        by: A grading of the register.
    """

    column: Name
    by: Name


class Layer(Model):
    """One thematic layer.

    Attributes:
        title: Its name in the list of layers.
        query: One SELECT over the published release; its first column is `id`, text that tells features apart.
        geometry: Where a feature lies.
        style: How it is drawn.
        grading: In which classes.
        refresh: How often what it shows changes.
        seen_by: Who may see it: anybody, all departments, or those who supervise.
    """

    title: Text
    query: str = Field(min_length=1)
    geometry: Geometry
    style: Style
    grading: Graded | None = None
    refresh: Refresh
    seen_by: SeenBy


class LayerGroup(Model):
    """The layers of a group: the file `layers/<group>.yaml`.

    Attributes:
        layers: By name, in the order in which they are listed.
    """

    layers: dict[Name, Layer] = Field(min_length=1)
