"""Which column a column was made of: from the landed column through the lake and every model to the mart.

`edge` says what one step is, `landed` takes the steps from the mappings, `columns` those of one SELECT, `models` those of
all dbt models, `graph` walks them both ways and `picture` draws a walk. What a row came from is the business of `ecolake.trace`.
"""

from ecolake.lineage.edge import Edge

__all__ = ["Edge"]
