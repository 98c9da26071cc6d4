"""Shapes of `standards/methods/`: thresholds, policies and weights that the subject marts work with, each with its source or reason."""
