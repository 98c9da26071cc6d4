"""Where everything lives on disk, and the locks that keep two runs apart.

Only paths and locks belong here; what is stored under a path is the business of the room that owns it.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ecolake.errors import BusyError, EcolakeError

LOCK_TIMEOUT = 600.0
# delta-rs decodes a percent sign, DuckDB and polars expand the others as patterns.
_UNUSABLE = frozenset("%*?[]")


@dataclass(frozen=True)
class Home:
    """The folders of one installation.

    Attributes:
        root: State made by Ecolake (`ECOLAKE_HOME`, default `./var`).
        landing: Bytes as received (`ECOLAKE_LANDING`; default `./raw`, or `raw` inside an explicit home,
            so that two homes never see each other's deliveries).
        project: The checkout that holds `standards/` and `dbt_project/`.
    """

    root: Path
    landing: Path
    project: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Home":
        """Read the folders from the environment.

        Raises:
            EcolakeError: `unusable_home`.
        """
        env = os.environ if environment is None else environment
        explicit_home = env.get("ECOLAKE_HOME")
        root = Path(explicit_home or "var").resolve()
        if _UNUSABLE.intersection(str(root)):
            raise EcolakeError(
                "unusable_home",
                "The path of the home holds one of % * ? [ ], which the lake's libraries take for something else.",
                "主目录路径含有 % * ? [ ] 之一，数据湖的库会误解。",
                where=str(root),
                hint_en="Set ECOLAKE_HOME to a path without them.",
                hint_zh="请将 ECOLAKE_HOME 设为不含这些字符的路径。",
            )
        default_landing = root / "raw" if explicit_home else Path("raw")
        return cls(
            root=root,
            landing=Path(env.get("ECOLAKE_LANDING") or default_landing).resolve(),
            project=Path(env.get("ECOLAKE_PROJECT") or Path(__file__).parents[1]).resolve(),
        )

    @property
    def standards(self) -> Path:
        """The codified standards, YAML and code lists."""
        return self.project / "standards"

    @property
    def dbt_project(self) -> Path:
        """The SQL of catalogue, enterprise file and marts."""
        return self.project / "dbt_project"

    @property
    def lake(self) -> Path:
        """Delta tables; written by `ecolake.lake` alone."""
        return self.root / "lake"

    @property
    def build(self) -> Path:
        """The private warehouse file under construction."""
        return self.root / "build"

    @property
    def warehouse(self) -> Path:
        """Published releases and the pointer to the current one."""
        return self.root / "warehouse"

    @property
    def inbox(self) -> Path:
        """Files dropped by hand: `inbox/<source>/<dataset>/`."""
        return self.root / "inbox"

    @property
    def scratch(self) -> Path:
        """Temporary files; safe to delete between runs."""
        return self.root / "scratch"

    @property
    def dbt_target(self) -> Path:
        """The compiled state of dbt."""
        return self.root / "dbt"

    @property
    def data_docs(self) -> Path:
        """The report of the Great Expectations suite."""
        return self.root / "data_docs"

    @property
    def simulated(self) -> Path:
        """Feeds written by the simulator."""
        return self.root / "simulated"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"

    @contextmanager
    def lock(self, name: str, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """Hold the named lock; the operating system frees it if the process dies.

        Raises:
            BusyError: Another run still held it after `timeout` seconds.
        """
        folder = self.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name.replace('/', '.')}.lock"
        lock = FileLock(path, timeout=timeout)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError(
                "busy",
                f"Another run has held the lock '{name}' for more than {timeout:.0f} s.",
                f"另一个运行占用锁“{name}”已超过 {timeout:.0f} 秒。",
                where=str(path),
                hint_en="Wait for it to end, or look for a hanging ecolake or dagster process.",
                hint_zh="请等待其结束，或检查是否有卡住的 ecolake 或 dagster 进程。",
            ) from None
        try:
            yield
        finally:
            lock.release()
