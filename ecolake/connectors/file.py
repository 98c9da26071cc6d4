"""A local folder that a source drops files into.

Each file is a batch. Files are copied, so that what is landed cannot change while it is landed, and a file
that changes during the copy is left for the next run.
"""

import logging
import stat
from collections.abc import Iterator
from hashlib import sha256
from os import stat_result
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import unquote, urlsplit

from ecolake.connectors.base import Clock, FetchState
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.days import day_in_name
from ecolake.standards.transport import MIB, FileTransport

log = logging.getLogger(__name__)

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp", "~")


class FileConnector:
    """Takes files from one folder.

    Args:
        options: What to take.
        url: The folder, resolved.
    """

    def __init__(self, options: FileTransport, url: str) -> None:
        self._options = options
        self._root = _local_path(url)

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield each new file as a batch, in order of name.

        Files that are hidden, unfinished, not settled, or (with a window and a date pattern) of another day
        or of none are passed over. What is refused is told after all good files were yielded, so that one bad
        file holds nothing up.

        Raises:
            TransportError: `folder_missing`, or `refused_files`: links that lead out of the folder, things
                that are no regular file, files over the size limit, files that may not be read.
        """
        if not self._root.is_dir():
            raise self._missing()
        refused: list[str] = []
        for path in sorted(self._root.glob(self._options.files)):
            name = path.relative_to(self._root).as_posix()
            if path.is_dir() or _is_unfinished(name) or not self._is_wanted(name, since):
                continue
            fault = self._fault(path)
            if fault:
                refused.append(f"{name} ({fault})")
                continue
            try:
                taken = self._take(path, since, scratch, clock)
            except OSError as error:
                refused.append(f"{name} ({error.strerror or 'unreadable'})")
            else:
                if taken:
                    yield [taken]
        if refused:
            raise self._refused(refused)

    def _is_wanted(self, name: str, since: FetchState) -> bool:
        if since.window is None or self._options.date is None:
            return True
        day = day_in_name(name, self._options.date)
        return day is not None and since.window[0] <= day <= since.window[1]

    def _fault(self, path: Path) -> str | None:
        try:
            real = path.resolve(strict=True)
            status = real.stat()
        except OSError:
            return "a link to nowhere"
        if not real.is_relative_to(self._root.resolve()):
            return "a link out of the folder"
        if not stat.S_ISREG(status.st_mode):
            return "not a regular file"
        if status.st_size > self._options.max_bytes:
            return f"over {self._options.max_bytes} bytes"
        return None

    def _take(self, path: Path, since: FetchState, scratch: Path, clock: Clock) -> Fetched | None:
        """Copy one file; None when it is known, or was changed too lately or during the copy."""
        real = path.resolve(strict=True)
        before = real.stat()
        # The distance, not the age: a clock that was set back must not hide files for good.
        if abs(clock().timestamp() - before.st_mtime) < self._options.settle:
            return None
        # A folder a file: names in different folders of the source may be the same.
        folder = Path(mkdtemp(dir=scratch))
        target = folder / path.name
        digest = sha256()
        with real.open("rb") as source, target.open("wb") as copy:
            # One byte past the size seen before tells a file that grows, without following it without end.
            left = before.st_size + 1
            while left and (chunk := source.read(min(MIB, left))):
                left -= len(chunk)
                digest.update(chunk)
                copy.write(chunk)
        changed = _identity(before) != _identity(real.stat())
        if changed:
            log.warning("%s changed while it was copied; it is left for the next run", path.name)
        if changed or digest.hexdigest() in since.digests:
            target.unlink()
            folder.rmdir()
            return None
        return Fetched(path.name, target, path.absolute().as_uri(), clock())

    def _missing(self) -> TransportError:
        return TransportError(
            "folder_missing",
            "The source's folder does not exist or is no folder.",
            "数据源目录不存在，或不是目录。",
            where=str(self._root),
            hint_en="Create or mount the folder, or correct the transport's `url`.",
            hint_zh="请创建或挂载该目录，或更正数据源配置 `transport: url`。",
        )

    def _refused(self, refused: list[str]) -> TransportError:
        listed = "; ".join(refused[:10])
        return TransportError(
            "refused_files",
            f"{len(refused)} files were refused, all others were taken: {listed}.",
            f"已拒绝 {len(refused)} 个文件（其余文件均已接收）：{listed}。",
            where=str(self._root),
            hint_en="Remove them, or put the files themselves in the place of links.",
            hint_zh="请删除这些文件，或用文件本身替换链接。",
        )


def _local_path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    if "://" in url:
        raise TransportError(
            "unsupported_address",
            f"A file transport cannot reach {parts.scheme}:// addresses.",
            f"文件传输方式不支持 {parts.scheme}:// 地址。",
            where=parts.scheme + "://…",
            hint_en="Give a folder of this machine, or a mounted one.",
            hint_zh="请填写本机目录或已挂载的目录。",
        )
    return Path(url)


def _is_unfinished(name: str) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in name.split("/"))
    return hidden or name.lower().endswith(UNFINISHED)


def _identity(status: stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
