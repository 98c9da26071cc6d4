"""A small true world and the departments that each know a noisy part of it, all their faults written down.

Belongs here: the world, the feeds in their real formats, the noise and its truth.
Does not belong here: anything that reads a feed. Of the engine, only ``ecolake.standards`` may be imported.
"""
