"""What holds for every test: none depends on how fast the machine is, or on what else runs on it."""

import logging
import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from crawler.workers.forks import ForkServer
from tests.engines import BOTH_ENGINES, SQLITE_ONLY, Databases, use_postgresql
from tests.fork_servers import KeptForkServer
from tests.new_archives import copy_new_archives
from tests.postgres import Server, programs, running

# Before NumPy is imported. Its threads wait for each other, and on busy cores that is most of a regression.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def unmeasured_programs() -> Iterator[dict[str, str]]:
    """Coverage measures no program that a test starts, unless it uses `measured_programs`.

    That nearly doubles what a program takes, and of one that is killed it tells nothing.
    """
    variables = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    with pytest.MonkeyPatch.context() as patch:
        for name in variables:
            patch.delenv(name)
        yield variables


@pytest.fixture
def measured_programs(unmeasured_programs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Coverage measures the programs that a test starts: they run what no other test does."""
    for name, value in unmeasured_programs.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session", autouse=True)
def kept_fork_servers() -> Iterator[None]:
    """Pools of crawl workers use the fork server of the pool before, see `tests.fork_servers`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.workers.pool.ForkServer", KeptForkServer)
        yield
    KeptForkServer.end_all()


@pytest.fixture(scope="session", autouse=True)
def new_archives() -> Iterator[None]:
    """A new archive of this process is a copy of one, see `tests.new_archives`; programs make theirs."""
    with pytest.MonkeyPatch.context() as patch:
        copy_new_archives(patch)
        yield


@pytest.fixture(autouse=True)
def kept_log_level() -> Iterator[None]:
    """A command that is run in this process sets up logging for itself, not for the tests after it."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture
def no_kept_fork_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pool of crawl workers starts a fork server of its own and ends it; none is there before."""
    KeptForkServer.end_all()
    monkeypatch.setattr("crawler.workers.pool.ForkServer", ForkServer)


@pytest.fixture
def free_web_port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port for the pages that nothing listens at; `yalu doctor` looks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    monkeypatch.setenv("YALUWATCH_WEB_PORT", str(port))
    return port


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server, started when the first test of a worker needs one."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed; .ci/run installs it")
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgresql_server: Server) -> Databases:
    """Databases of that server, used again by one test after the other."""
    return Databases(postgresql_server)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of these modules on both engines."""
    if metafunc.module.__name__.rpartition(".")[2] in BOTH_ENGINES and "tmp_path" in metafunc.fixturenames:
        metafunc.parametrize("engine", ("sqlite", "postgresql"), indirect=True, scope="function")


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The engine of the archives that a test opens by path: SQLite, unless its module is among both."""
    chosen = getattr(request, "param", "sqlite")
    if chosen == "sqlite":
        yield chosen
        return
    if reason := SQLITE_ONLY.get(request.node.originalname):
        pytest.skip(f"SQLite only: {reason}")
    databases: Databases = request.getfixturevalue("databases")
    use_postgresql(monkeypatch, databases)
    yield chosen
    assert databases.were_used, "the test opened no archive, so it says nothing about PostgreSQL"
    databases.empty()
