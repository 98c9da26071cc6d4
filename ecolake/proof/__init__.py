"""Proof by mutation: that every declared rule catches what it should and lets the good pass.

Here good rows are found and spoilt; they are judged by the very code that accepts rows (`ecolake.validation`).
"""
