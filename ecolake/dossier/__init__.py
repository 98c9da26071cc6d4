"""The file of one enterprise, as a person reads it: asked from a release, and drawn as one page."""
