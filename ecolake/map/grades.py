"""The class of each feature in the grading of its layer, counted from 1; none where the value is missing or has no class."""

from typing import TYPE_CHECKING

import numpy as np

from ecolake.standards.map.layer import Grading

if TYPE_CHECKING:
    import pyarrow as pa


def grade(values: "pa.ChunkedArray", grading: Grading) -> "pa.Array":
    """The classes of a column.

    Args:
        values: What is graded.
        grading: Its classes.

    Returns:
        Small integers, as many as there are values.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if grading.by == "value":
        wanted = pa.array([one.value for one in grading.classes], pa.string())
        place = pc.index_in(pc.cast(values, pa.string()), value_set=wanted)
        return _whole(pc.add(place, 1))
    numbers = np.asarray(pc.cast(values, pa.float64()).to_numpy(), dtype=float)
    bounds = [one.up_to for one in grading.classes if one.up_to is not None]
    classes = np.searchsorted(np.asarray(bounds, dtype=float), numbers, side="left") + 1
    return pa.array(classes.astype(np.int8), pa.int8(), mask=np.isnan(numbers))


def _whole(found: "pa.ChunkedArray") -> "pa.Array":
    import pyarrow as pa

    return pa.concat_arrays(found.cast(pa.int8()).chunks) if found.num_chunks else pa.array([], pa.int8())
