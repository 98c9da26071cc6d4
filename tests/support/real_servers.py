"""A PostgreSQL cluster and an OpenSSH server of one's own, on loopback, for as long as a test module runs.

Where they are not installed the tests that want them are skipped, unless ECOLAKE_REQUIRE_SERVERS says that they must run.
"""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

NOBODY = "nobody"
PATIENCE = 30


def find_program(name: str, folders: str, package: str) -> str:
    """Return a program's path; without it, skip or fail."""
    beside = sorted(Path("/").glob(f"{folders}/{name}"))
    found = shutil.which(name) or (str(beside[-1]) if beside else None)
    if found is None:
        reason = f"{name} is not installed (Debian: apt-get install {package})"
        if os.environ.get("ECOLAKE_REQUIRE_SERVERS"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the server did not start")


@dataclass
class Postgresql:
    """A cluster; its superuser is `owner`, without a password, and `reader` has one.

    It refuses to run as root, so it is somebody else's when the tests are root's.
    """

    folder: Path
    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://127.0.0.1:{self.port}/{database}"

    def command(self, name: str, *arguments: str) -> None:
        program = find_program(name, "usr/lib/postgresql/*/bin", "postgresql")
        drop = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
        # A server that inherited our pipes would keep them open.
        with (self.folder / "out").open("ab") as out:
            subprocess.run([*drop, program, *arguments], check=True, cwd=self.folder, stdout=out, stderr=out)

    def create(self) -> None:
        folder = str(self.folder / "data")
        self.command(
            "initdb", "-D", folder, "-U", "owner", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8"
        )
        rules = "host all owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self.folder / "data" / "pg_hba.conf").write_text(rules, encoding="utf-8")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.command("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self.command("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def run(self, sql: str) -> None:
        """Run statements as the owner."""
        import adbc_driver_postgresql.dbapi as postgresql

        uri = f"postgresql://owner@127.0.0.1:{self.port}/postgres"
        with postgresql.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in filter(str.strip, sql.split(";")):
                cursor.execute(statement)


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    # Not in pytest's own folder, which nobody but its owner may enter.
    folder = Path(mkdtemp(prefix="ecolake-postgresql-"))
    server = Postgresql(folder, free_port())
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, NOBODY)
        server.create()
        server.start()
        try:
            server.run("CREATE ROLE reader LOGIN PASSWORD 'a-secret-that-nobody-may-see'")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Sshd:
    """An SFTP server that lets its own user in by `key`, and its key."""

    folder: Path
    port: int
    host_key: str

    @property
    def key(self) -> Path:
        return self.folder / "user"

    @property
    def user(self) -> str:
        return getpass.getuser()

    def known_hosts(self, port: int | None = None) -> Path:
        """A file that vouches for the server, at its own port or at that of a go-between."""
        path = self.folder / f"known_hosts.{port or self.port}"
        path.write_text(f"[127.0.0.1]:{port or self.port} {self.host_key}\n", encoding="utf-8")
        return path


def make_key(path: Path, phrase: str = "") -> str:
    """Make a key pair; return the public key."""
    program = find_program("ssh-keygen", "usr/bin", "openssh-client")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", phrase, "-f", str(path)], check=True)
    return " ".join(path.with_suffix(".pub").read_text("utf-8").split()[:2])


@contextmanager
def sshd(folder: Path) -> Iterator[Sshd]:
    program = find_program("sshd", "usr/sbin", "openssh-server")
    server = Sshd(folder, free_port(), make_key(folder / "host"))
    (folder / "authorized").write_text(make_key(server.key) + "\n", encoding="utf-8")
    if os.geteuid() == 0:
        # sshd insists on it; Debian makes it when the service starts.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    settings = {
        "ListenAddress": "127.0.0.1",
        "Port": server.port,
        "HostKey": folder / "host",
        "PidFile": "none",
        "AuthorizedKeysFile": folder / "authorized",
        "PermitRootLogin": "yes",
        "PasswordAuthentication": "yes",
        "StrictModes": "no",
        "UsePAM": "no",
        "Subsystem": "sftp internal-sftp",
    }
    config = folder / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(config)], stderr=log)
        try:
            wait_for(server.port, process)
            yield server
        finally:
            process.terminate()
            process.wait()
