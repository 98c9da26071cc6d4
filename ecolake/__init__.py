"""Ecolake, an open ecological-cloud lakehouse (生态云数据中台).

This is the engine: pure, typed Python that knows nothing of Dagster. Importing the package stays light on
purpose (a command line that only prints help must not load a data frame library); import the rooms you need.
"""

__version__ = "0.1.0"
