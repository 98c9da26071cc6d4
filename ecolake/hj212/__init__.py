"""The HJ 212 protocol: frames of pollutant on-line monitoring, from bytes to readings and back.

Pure: bytes in, values out. Files, data frames and lake columns are the business of `ecolake.formats.hj212`.
Clauses cited are those of HJ 212-2017.
"""
