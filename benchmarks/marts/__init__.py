"""Scores of the subject marts against what the simulated world knows; one module a subject."""
