"""What an interface or a topic shows after a delivery: this one alone, or the earlier ones as well.

An interface that is asked for its records gives each of them once, as it stands: a row that came again, corrected, takes the
place of what it was. A topic only grows.
"""

from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from simulator.departments.delivery import Delivery
from simulator.departments.disguise import item_of
from simulator.files import write_if_changed
from simulator.truth.digest import digests

DAYS = ".days"
# For how many days an interface shows the rows of an increment.
SHOWN_DAYS = 7


def show_alone(folder: Path, path: PurePosixPath, content: bytes) -> list[str]:
    """Write a delivery in the place of all earlier ones; return the paths below the folder."""
    write_if_changed(folder, str(path), content)
    return [str(path)]


def show_grown(folder: Path, path: PurePosixPath, content: bytes, delivery: Delivery) -> list[str]:
    """Write all deliveries up to this one, in their order."""
    own = _part(delivery, "ndjson")
    write_if_changed(folder, str(own), content)
    kept = [file.read_bytes() for file in _parts(folder, delivery, date.min)]
    write_if_changed(folder, str(path), b"".join(kept))
    return [str(own), str(path)]


def show_state(folder: Path, path: PurePosixPath, content: bytes, delivery: Delivery) -> list[str]:
    """Write the records of the last days, each key as it was delivered last."""
    own, keys = _part(delivery, "ndjson"), _part(delivery, "keys")
    columns = item_of(delivery.dataset)
    named = digests(delivery.held, [columns[name] for name in delivery.dataset.key if name in columns])
    write_if_changed(folder, str(own), content)
    write_if_changed(folder, str(keys), "".join(f"{key}\n" for key in named).encode())
    later: set[bytes] = set()
    kept: list[bytes] = []
    for file in reversed(_parts(folder, delivery, delivery.day - timedelta(days=SHOWN_DAYS))):
        lines = file.read_bytes().splitlines(keepends=True)
        of_lines = file.with_suffix(".keys").read_bytes().splitlines()
        if later:
            lines = [line for line, key in zip(lines, of_lines, strict=True) if key not in later]
        kept.append(b"".join(lines))
        later.update(of_lines)
    write_if_changed(folder, str(path), b"".join(reversed(kept)))
    return [str(own), str(keys), str(path)]


def _part(delivery: Delivery, ending: str) -> PurePosixPath:
    dataset = delivery.dataset
    return PurePosixPath(DAYS, dataset.source, f"{dataset.name}.{delivery.day}.{ending}")


def _parts(folder: Path, delivery: Delivery, since: date) -> list[Path]:
    """Return the parts after a day, up to this delivery's."""
    dataset = delivery.dataset
    found = sorted((folder / DAYS / dataset.source).glob(f"{dataset.name}.????-??-??.ndjson"))
    return [one for one in found if since.isoformat() < one.name.split(".")[1] <= delivery.day.isoformat()]
