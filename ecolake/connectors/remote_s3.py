"""A bucket of S3, or a folder in it: of AWS, or of a service that speaks the same protocol, as MinIO or OSS."""

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from pyarrow import fs
from pydantic import SecretStr

from ecolake.connectors import file_faults
from ecolake.connectors.patience import LostError
from ecolake.connectors.remote_store import MOST_ENTRIES, RefusedError, RemoteFile
from ecolake.errors import TransportError
from ecolake.standards.transport import MIB

# What the library says of an account that is not good; the names are those of the AWS SDK's errors.
REFUSED = (
    "ACCESS_DENIED",
    "INVALID_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH",
    "INVALID_CLIENT_TOKEN_ID",
    "HTTP status 403",
)
MISSING = ("NO_SUCH_BUCKET", "RESOURCE_NOT_FOUND", "NO_SUCH_KEY")
# Services of our own have no regions, but the signature needs a name for one.
ANY_REGION = "us-east-1"


class S3Store:
    """A folder of a bucket.

    Args:
        bucket: Its name.
        prefix: Folder in it, without `/` at either end; may be empty.
        keys: Access key and secret key; None for a public bucket.
        endpoint: Address of a service that is not AWS's.
        timeout: Seconds that connecting, or silence, may take.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str,
        keys: tuple[str, SecretStr] | None,
        endpoint: str | None,
        timeout: float,
    ) -> None:
        self._root = f"{bucket}/{prefix}" if prefix else bucket
        self.address = f"s3://{self._root}"
        self._bucket = bucket
        self._keys = keys
        self._endpoint = endpoint
        self._timeout = timeout
        self._opened: fs.S3FileSystem | None = None

    def files(self, depth: int | None, enters: Callable[[str], bool]) -> Iterator[RemoteFile]:
        """See `Store.files`; folders are but parts of names, so that all is listed and sorted out here."""
        with self._faults():
            selector = fs.FileSelector(self._root, recursive=depth != 0)
            found = self._open().get_file_info(selector)
            if len(found) > MOST_ENTRIES:
                raise file_faults.folder_too_large(self.address, MOST_ENTRIES)
        for one in found:
            name = one.path.removeprefix(self._root).lstrip("/")
            folder = name.rpartition("/")[0]
            if one.type == fs.FileType.File and (not folder or enters(folder)):
                yield _described(RemoteFile(name), one)

    def describe(self, file: RemoteFile) -> RemoteFile:
        """See `Store.describe`."""
        with self._faults():
            found = self._open().get_file_info(self._path(file))
        if found.type != fs.FileType.File:
            raise RefusedError("gone")
        return _described(file, found)

    def read(self, file: RemoteFile, offset: int) -> tuple[int, Iterator[bytes]]:
        """See `Store.read`."""
        with self._faults():
            try:
                opened = self._open().open_input_file(self._path(file))
            except FileNotFoundError:
                raise RefusedError("gone") from None
        return offset, self._chunks(opened, offset)

    def close(self) -> None:
        """See `Store.close`; the library closes idle connections by itself."""
        self._opened = None

    def _chunks(self, opened: Any, offset: int) -> Iterator[bytes]:
        with self._faults(), opened:
            opened.seek(min(offset, opened.size()))
            while chunk := opened.read(MIB):
                yield chunk

    def _path(self, file: RemoteFile) -> str:
        return f"{self._root}/{file.name}"

    def _open(self) -> fs.S3FileSystem:
        if self._opened is None:
            access, secret = self._keys or (None, None)
            scheme, _, host = self._endpoint.rpartition("://") if self._endpoint else ("", "", None)
            self._opened = fs.S3FileSystem(
                access_key=access,
                secret_key=secret.get_secret_value() if secret else None,
                anonymous=self._keys is None,
                region=ANY_REGION if host else fs.resolve_s3_region(self._bucket),
                endpoint_override=host,
                scheme=scheme or "https",
                connect_timeout=self._timeout,
                request_timeout=self._timeout,
                # Attempts are ours to count.
                retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=1),
            )
        return self._opened

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Tell by its words what the library raises as one kind; the words themselves may hold keys and stay here."""
        try:
            yield
        except (TransportError, RefusedError, LostError):
            raise
        except FileNotFoundError:
            raise file_faults.folder_missing(self.address) from None
        except OSError as error:
            said = str(error)
            if any(word in said for word in REFUSED):
                raise file_faults.refused_login(self.address) from None
            if any(word in said for word in MISSING):
                raise file_faults.folder_missing(self.address) from None
            raise LostError(_kind(said)) from None


def _described(file: RemoteFile, found: fs.FileInfo) -> RemoteFile:
    # Listings tell times to the millisecond, single files to the second.
    modified = None if found.mtime is None else float(math.floor(found.mtime.timestamp()))
    return replace(file, size=found.size, modified=modified)


def _kind(said: str) -> str:
    """Return the SDK's name of an error, as NETWORK_CONNECTION."""
    _, marked, rest = said.partition("AWS Error ")
    return rest.split(" ", 1)[0].rstrip(":") if marked else "OSError"
