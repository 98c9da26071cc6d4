"""Opens the wrapping: a zip or gzip becomes one plain file in the scratch folder, within limits.

Wrappings are recognised by their first bytes, never by a file's name, and nothing an archive says of itself
is trusted: bytes are counted while they are unpacked. Members are written under a name of our own.
"""

import errno
import gzip
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from ecolake.errors import UnreadableError
from ecolake.formats import archive_faults
from ecolake.formats.limits import DEFAULT_LIMITS, MIB, Limits

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP_MAGIC = b"\x1f\x8b"
ENCRYPTED = 0x1
# bzip2 and LZMA members unpack a whole input block at once, which no counter can stop in time.
COUNTABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile raises on damaged bytes, apart from what it documents: names that do not decode, impossible
# numbers, flags of features that it does not have.
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OverflowError,
    IndexError,
    RuntimeError,
    EOFError,
)
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class PlainFile(NamedTuple):
    """A file without wrapping, and the name by which a person knows it."""

    path: Path
    label: str


def unwrap(
    path: Path, member: str, scratch: Path, limits: Limits = DEFAULT_LIMITS, *, nested: bool = False
) -> PlainFile:
    """Return the plain file that `path` is or holds.

    Args:
        path: A landed file: plain, zip or gzip.
        member: Glob over the names inside a zip; exactly one must match.
        scratch: Existing folder for the unpacked bytes.
        limits: Bounds on the unpacking.
        nested: Whether what it holds may be a zip itself, as a workbook is.

    Raises:
        UnreadableError: `empty_file`, `truncated_archive`, `damaged_archive`, `unsafe_archive`,
            `archive_bomb`, `member_missing` or `ambiguous_member`.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if not head:
        raise archive_faults.empty_file(path.name)
    if head.startswith(ZIP_MAGIC):
        with opened_zip(path) as archive:
            entry = _choose(checked_entries(archive, path.name, limits), member, path.name)
            plain = PlainFile(scratch / "unpacked", f"{path.name}!{entry.filename}")
            extract(archive, entry, plain, limits, nested=nested)
            return plain
    if head.startswith(GZIP_MAGIC):
        plain = PlainFile(scratch / "unpacked", path.name)
        with gzip.open(path) as packed:
            _unpack(packed, path.stat().st_size, plain, limits, nested=nested)
            return plain
    return PlainFile(path, path.name)


@contextmanager
def opened_zip(path: Path, label: str = "") -> Iterator[zipfile.ZipFile]:
    """Open a zip; whatever its bytes provoke within the block is `truncated_archive` or `damaged_archive`."""
    name = label or path.name
    try:
        with _open_zip(path) as archive:
            yield archive
    except ZIP_FAULTS as error:
        if zipfile.is_zipfile(path):
            raise archive_faults.damaged(name, str(error)) from error
        raise archive_faults.truncated(name) from error
    except OSError as error:
        # A position before the start of the file; other faults of the disk are not the archive's.
        if error.errno != errno.EINVAL:
            raise
        raise archive_faults.damaged(name, "a position in it is impossible") from error


def _open_zip(path: Path) -> zipfile.ZipFile:
    # Chinese Windows writes member names in its own code page without saying so.
    try:
        return zipfile.ZipFile(path, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)


def checked_entries(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the files of a zip, those that only an operating system wants left out.

    Raises:
        UnreadableError: `unsafe_archive`.
    """
    entries = archive.infolist()
    if len(entries) > limits.members:
        raise archive_faults.unsafe(name, f"it holds {len(entries)} entries", f"包内有 {len(entries)} 个条目")
    for entry in entries:
        _refuse_unsafe(entry, name)
    return [e for e in entries if not e.is_dir() and not _is_litter(e.filename)]


def extract(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    plain: PlainFile,
    limits: Limits,
    *,
    nested: bool = False,
) -> None:
    """Unpack one checked entry of a zip, counting its bytes.

    Raises:
        UnreadableError: `archive_bomb`, `empty_file`, or `unsafe_archive` for an archive inside, unless `nested`.
    """
    with archive.open(entry) as packed:
        size = min(entry.compress_size, Path(archive.filename or "").stat().st_size)
        _unpack(packed, size, plain, limits, nested=nested)


def _choose(files: list[zipfile.ZipInfo], member: str, name: str) -> zipfile.ZipInfo:
    chosen = [e for e in files if fnmatchcase(e.filename, member) or fnmatchcase(_base(e.filename), member)]
    if len(chosen) == 1:
        return chosen[0]
    listed = ", ".join(sorted(e.filename for e in files)[:5]) or "-"
    code = "ambiguous_member" if chosen else "member_missing"
    raise UnreadableError(
        code,
        f"{len(chosen)} members of the archive match {member!r}, where one is expected; it holds: {listed}.",
        f"压缩包内有 {len(chosen)} 个文件符合 {member!r}，应当只有一个；包内文件：{listed}。",
        where=name,
        hint_en="Name the one member in the source's `read: member`, or ask the source for one file a zip.",
        hint_zh="请在数据源配置 `read: member` 中指明文件，或请提供单位每个压缩包只放一个文件。",
    )


def _base(name: str) -> str:
    return PurePosixPath(name).name


def _is_litter(name: str) -> bool:
    return name.startswith(LITTER[0]) or _base(name) in LITTER[1:]


def _refuse_unsafe(entry: zipfile.ZipInfo, name: str) -> None:
    where = f"{name}!{entry.filename}"
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in entry.filename[:2]:
        raise archive_faults.unsafe(
            where, "a member's path leads out of the archive", "包内路径指向压缩包之外"
        )
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise archive_faults.unsafe(where, "a member is a link or a device", "包内含有链接或设备文件")
    if entry.flag_bits & ENCRYPTED:
        raise archive_faults.unsafe(where, "a member is encrypted", "包内文件已加密")
    if entry.compress_type not in COUNTABLE:
        raise archive_faults.unsafe(
            where,
            "a member is packed by a method other than deflate",
            "包内文件使用了 deflate 以外的压缩方法",
        )


def _unpack(
    packed: IO[bytes] | gzip.GzipFile, size: int, plain: PlainFile, limits: Limits, *, nested: bool
) -> None:
    target, label = plain
    bound = min(limits.uncompressed, max(limits.ratio_floor, size * limits.ratio))
    written = 0
    try:
        with target.open("wb") as out:
            while chunk := packed.read(MIB):
                if not (written or nested) and chunk.startswith((*ZIP_MAGIC, GZIP_MAGIC)):
                    raise archive_faults.unsafe(label, "it holds another archive", "包内还有压缩包")
                written += len(chunk)
                if written > bound:
                    raise archive_faults.bomb(label, bound)
                out.write(chunk)
    except EOFError as error:
        raise archive_faults.truncated(label) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise archive_faults.damaged(label, str(error)) from error
    if not written:
        raise archive_faults.empty_file(label)
