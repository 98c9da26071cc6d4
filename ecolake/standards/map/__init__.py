"""The files of `standards/map/`: which layers the one map has, how each is asked of a release, placed, graded and drawn."""
