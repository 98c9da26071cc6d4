"""The one map: the layers of the register, built from a published release to GeoParquet.

`build` puts them together, `places` makes and mends geometries, `areas` derives those of divisions, `grades` finds the class of a
feature, `geoparquet` writes the files, `record` says what was built. What layers there are is said by `standards/map/`.
"""
