"""One source, one code: which records speak of the same enterprise or facility, and the permanent code they get."""
