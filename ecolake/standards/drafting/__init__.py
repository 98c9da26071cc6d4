"""New pieces of the standards, written in the style of the house: elements, datasets and rules."""
