"""Environmental science over lake columns: indices, classes and dispersion as pure polars expressions.

Belongs here: what a standard of the environment says must be computed, with the clause it comes from.
Does not belong here: reading feeds, deciding what their columns mean (``standards/sources``), writing tables.
"""
