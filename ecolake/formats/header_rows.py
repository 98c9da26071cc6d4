"""Names of columns from a header of several rows, in a workbook or a CSV file."""

from collections.abc import Sequence


def joined_names(rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Return one name a column: its parts from above downwards, joined by `/`.

    A merged cell has its text on the left alone, so a blank takes what stands left of it below the same cell, in all
    rows but the last. A part that repeats the one above is not said twice.
    """
    paths: list[tuple[str, ...]] = [()] * len(rows[0])
    for level, row in enumerate(rows, start=1):
        cells = [(cell or "").strip() for cell in row]
        if level < len(rows):
            cells = _spread(cells, paths)
        paths = [
            (*path, cell) if cell and path[-1:] != (cell,) else path
            for path, cell in zip(paths, cells, strict=True)
        ]
    return ["/".join(path) for path in paths]


def _spread(cells: Sequence[str], above: Sequence[tuple[str, ...]]) -> list[str]:
    """Fill blanks from the left, as far as they stand below the same merged cell."""
    spread: list[str] = []
    for place, cell in enumerate(cells):
        reaches = place > 0 and above[place] == above[place - 1]
        spread.append(cell or (spread[-1] if reaches else ""))
    return spread
