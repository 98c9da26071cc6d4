"""Published releases: publish, list, roll back, prune. Readers never block and never see half a release.

`warehouse/ecolake.duckdb` is a relative link to the file of the current release. A release folder counts from
the moment its `release.json` is there; one without it is the leftover of a killed run. Published files are
never changed.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.warehouse import restricted, start_here, views
from ecolake.warehouse.hashes import BY_DAY, hash_schemas
from ecolake.warehouse.record import (
    FILE,
    RECORD,
    RELEASE_TABLE,
    TERMS,
    Release,
    folder,
    read_record,
    sync,
    write_record,
)
from ecolake.warehouse.retention import Keep, day_of, kept

if TYPE_CHECKING:
    import duckdb

    from ecolake.warehouse.sources import BuildFile

# The fingerprint of the newest release at the last roll back: it was put aside on purpose, and must not come back by itself.
PUT_ASIDE = "put_aside"
_SAID = {
    "release": "版本号 · number of the release",
    "created_at": "发布时间 · when it was published",
    "fingerprint": "构建指纹：数据、标准与代码 · fingerprint of the data, the standards and the code it was built from",
    "content_hash": "内容摘要：内容相同则相同 · hash of the marts; equal content, equal hash",
}


def releases(home: Home) -> list[Release]:
    """List the complete releases, newest first."""
    link = home.warehouse / FILE
    shown = link.resolve().parent if link.exists() else None
    found = (
        read_record(path, current=path.resolve() == shown) for path in sorted(_folders(home), reverse=True)
    )
    return [release for release in found if release is not None]


def current(home: Home) -> Release | None:
    """The release that readers see, None before the first."""
    return next((release for release in releases(home) if release.current), None)


def find(home: Home, release: int | None = None, as_of: date | None = None) -> Release:
    """The release of this number, or the one that was the newest at the end of a day, or else the current one.

    Raises:
        EcolakeError: There is no such release, none of that day is kept, or both a number and a day are given.
    """
    if release is not None and as_of is not None:
        raise _two_wishes(release, as_of)
    known = releases(home)
    if release is not None:
        return next((one for one in known if one.release == release), None) or _no_such(home, release)
    if as_of is not None:
        return next((one for one in known if day_of(one) <= as_of), None) or _none_of_day(home, as_of)
    return next((one for one in known if one.current), None) or _no_such(home, None)


def is_published(home: Home, fingerprint: str) -> bool:
    """Whether a build of this fingerprint would give what readers see already, or what was put aside by a roll back.

    A release that a killed run finished but did not make current is neither: it is built and published again.
    """
    aside = home.warehouse / PUT_ASIDE
    shown = current(home)
    wanted = {shown.fingerprint} if shown else set()
    if aside.is_file():
        wanted.add(aside.read_text(encoding="utf-8"))
    return fingerprint in wanted


def publish(
    home: Home, build: "BuildFile", *, now: datetime | None = None, keep: Keep | None = None
) -> Release:
    """Publish the build file as the next release and make it current.

    The gates have been passed before; nothing is checked here.

    Args:
        home: The installation.
        build: The file that dbt has built.
        now: Time of publication; the clock by default.
        keep: Which releases stay; as the environment says by default. The current one always does.
    """
    keep = keep or Keep.from_environment()
    with home.lock("publish"):
        _clear_leftovers(home)
        number = max((known.release for known in releases(home)), default=0) + 1
        target = folder(home, number)
        target.mkdir(parents=True)
        shutil.copyfile(build.path, target / FILE)
        terms = build.path.resolve().parent / TERMS
        if terms.is_file():
            shutil.copyfile(terms, target / TERMS)
            sync(target / TERMS)
        release = _describe(home, target / FILE, build, number, (now or datetime.now(UTC)).isoformat())
        sync(target / FILE)
        if build.restricted.is_file():
            restricted.publish(home, build.restricted, number)
        write_record(target, release)
        _point_to(home, number)
        (home.warehouse / PUT_ASIDE).unlink(missing_ok=True)
        _prune(home, keep)
    return replace(release, current=True)


def rollback(home: Home, release: int | None = None) -> Release:
    """Make an older release current: the one named, or the newest before the current one.

    Raises:
        EcolakeError: There is no such release.
    """
    with home.lock("publish"):
        known = releases(home)
        shown = next((one.release for one in known if one.current), 0)
        chosen = [
            one for one in known if (one.release < shown if release is None else one.release == release)
        ]
        if not chosen:
            _no_such(home, release)
        (home.warehouse / PUT_ASIDE).write_text(known[0].fingerprint, encoding="utf-8")
        _point_to(home, chosen[0].release)
    return replace(chosen[0], current=True)


def _no_such(home: Home, release: int | None) -> NoReturn:
    raise UsageError(
        "no_such_release",
        "There is no such release, or no older one."
        if release is None
        else f"There is no release {release}.",
        "没有该版本，或没有更早的版本。" if release is None else f"没有版本 {release}。",
        where=str(home.warehouse / "releases"),
        hint_en="List what is kept with: ecolake releases",
        hint_zh="查看保留的版本：ecolake releases",
    )


def _two_wishes(release: int, day: date) -> UsageError:
    return UsageError(
        "release_and_day",
        f"Release {release} and the release of {day} are asked for at once.",
        f"同时指定了版本 {release} 与 {day} 的版本。",
        where="--release, --as-of",
        hint_en="Give one of the two.",
        hint_zh="请只指定其一。",
    )


def _none_of_day(home: Home, day: date) -> NoReturn:
    raise UsageError(
        "no_such_release",
        f"No release that is kept had been published by the end of {day}.",
        f"{day} 结束时尚无（仍保留的）版本。",
        where=str(home.warehouse / "releases"),
        hint_en="List what is kept, and of which day, with: ecolake releases",
        hint_zh="查看保留的版本及其日期：ecolake releases",
    )


def _folders(home: Home) -> Iterator[Path]:
    return (home.warehouse / "releases").glob("r[0-9]*")


def _clear_leftovers(home: Home) -> None:
    for path in _folders(home):
        if not (path / RECORD).is_file():
            shutil.rmtree(path)
    restricted.keep_only(home, (known.release for known in releases(home)))


def _describe(home: Home, path: Path, build: "BuildFile", number: int, created_at: str) -> Release:
    """Read what the record says from the copy, and write into it which release it is."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        hashes = hash_schemas(connection, ("main",))
        release = Release(
            release=number,
            created_at=created_at,
            fingerprint=build.fingerprint,
            lake_versions=build.lake_versions,
            accounts=_accounts(connection),
            rows={name.split(".")[1]: int(value.split(":")[0]) for name, value in hashes.items()},
            content_hash=_combine({name: value for name, value in hashes.items() if name not in BY_DAY}),
        )
        # One commit instead of thousands, as where the file is made.
        connection.begin()
        connection.execute(
            f"create table {RELEASE_TABLE} as select ?::bigint as release, ?::timestamptz as created_at,"
            " ?::varchar as fingerprint, ?::varchar as content_hash",
            [number, created_at, release.fingerprint, release.content_hash],
        )
        comment = "本文件的发布版本 · the release that this file is"
        views.comment(connection, RELEASE_TABLE, comment, _SAID, "table")
        start_here.finish(connection, home)
        connection.commit()
    return release


def _accounts(connection: "duckdb.DuckDBPyConnection") -> dict[str, dict[str, int]]:
    figures = ("received", "accepted", "rejected", "duplicate")
    sums = ", ".join(f"cast(sum({figure}) as bigint)" for figure in figures)
    rows = connection.execute(
        f"select source || '.' || dataset, {sums} from lake.accounts group by 1 order by 1"
    ).fetchall()
    return {row[0]: dict(zip(figures, row[1:], strict=True)) for row in rows}


def _combine(hashes: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def _point_to(home: Home, number: int) -> None:
    """Swap the link in one rename, so that there is never no current release."""
    draft = home.warehouse / f"{FILE}.next"
    draft.unlink(missing_ok=True)
    draft.symlink_to((folder(home, number) / FILE).relative_to(home.warehouse))
    draft.replace(home.warehouse / FILE)
    sync(home.warehouse)


def _prune(home: Home, keep: Keep) -> None:
    known = releases(home)
    staying = kept(known, keep)
    for release in known:
        if release.release not in staying and not release.current:
            # The record goes first: a prune that is killed leaves a leftover, not a release without its file.
            (folder(home, release.release) / RECORD).unlink()
            shutil.rmtree(folder(home, release.release))
    restricted.keep_only(home, (one.release for one in releases(home)))
