"""Text files of the standards: UTF-8 with or without a byte order mark, as editors and spreadsheets save it."""

from pathlib import Path

from ecolake.standards.findings import Finding


def read_text(path: Path, file: str) -> str | Finding:
    """Read one file, or say where it stops to be UTF-8.

    Args:
        path: The file.
        file: How findings name it.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        return Finding(
            file,
            before.count(b"\n") + 1,
            1,
            "not_utf8",
            f"not UTF-8 at byte {error.start}",
            "save it as UTF-8; spreadsheets call it 'CSV UTF-8'"
            if path.suffix == ".csv"
            else "save it as UTF-8",
        )
