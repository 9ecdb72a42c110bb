"""A PostgreSQL server for tests, on a socket in a folder of its own, and databases in it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import psycopg
from psycopg import sql

from storage import open_archive

_NUMBERS = count(1)


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    name = shutil.which("initdb")
    return Path(name).resolve().parent if name else None


def has_pooler() -> bool:
    """Whether PgBouncer is installed."""
    return shutil.which("pgbouncer") is not None or Path("/usr/sbin/pgbouncer").exists()


class Server:
    """A running server. `url` names a database in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str, user: str = "postgres") -> str:
        """The URL of a database."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def execute(self, statement: sql.Composed) -> None:
        """Run a statement outside transactions, in the maintenance database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def new_archive(self) -> str:
        """The URL of a new database that is an empty archive: a copy of the first one, which takes 50 ms."""
        name = f"archive_{next(_NUMBERS)}"
        self._make_template()
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template_archive").format(sql.Identifier(name)))
        return self.url(name)

    def new_database(self) -> str:
        """The URL of a new database without tables."""
        name = f"empty_{next(_NUMBERS)}"
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _make_template(self) -> None:
        if getattr(self, "_has_template", False):
            return
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier("template_archive")))
        open_archive(self.url("template_archive")).close()
        self._has_template = True


@contextmanager
def running(**more: str) -> Iterator[Server]:
    """Start a server, with these settings as well, and stop it at the end. It waits for no disk."""
    found = programs()
    assert found, "PostgreSQL is not installed"
    # PostgreSQL refuses to run as root.
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="yalu-pg-"))
    owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        subprocess.run(
            [
                found / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            check=True,
            capture_output=True,
            cwd="/",
            **owner,  # type: ignore[call-overload]
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "shared_buffers": "64MB",
            "autovacuum": "off",
            **more,
        }
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [found / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())],
                stdout=log,
                stderr=log,
                cwd="/",
                **owner,  # type: ignore[call-overload]
            )
        try:
            _wait(Server(folder), server, folder / "log")
            yield Server(folder)
        finally:
            # Immediate shutdown: nothing of it is kept.
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def pooled(server: Server, database: str, mode: str) -> Iterator[str]:
    """PgBouncer before a database, with this pool_mode; the URL to connect through it."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    folder = server.folder / f"bouncer-{mode}"
    folder.mkdir()
    (folder / "users").write_text('"postgres" ""\n', encoding="ascii")
    (folder / "bouncer.ini").write_text(
        f"""
[databases]
* = host={server.folder} user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
auth_file = {folder / "users"}
pool_mode = {mode}
ignore_startup_parameters = extra_float_digits
logfile = {folder / "log"}
""",
        encoding="ascii",
    )
    if account:
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
    bouncer = subprocess.Popen(
        [program, folder / "bouncer.ini"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **owner,  # type: ignore[call-overload]
    )
    try:
        until = monotonic() + 30
        while not _is_listening(folder / ".s.PGSQL.6432"):
            assert bouncer.poll() is None, (folder / "log").read_text()
            assert monotonic() < until
            sleep(0.05)
        yield f"postgresql://postgres@/{database}?host={folder}&port=6432"
    finally:
        bouncer.terminate()
        bouncer.wait(timeout=30)


def _is_listening(path: Path) -> bool:
    """Whether something listens at a socket: its file is there a little earlier."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _wait(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = monotonic() + 60
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text(errors="replace")
            assert monotonic() < until, log.read_text(errors="replace")
            sleep(0.05)
        else:
            return
