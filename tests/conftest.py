"""What holds for every test: none depends on how fast the machine is, or on what else runs on it."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.engines import BOTH_ENGINES, SQLITE_ONLY, Databases, use_postgresql
from tests.postgres import Server, programs, running

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


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
    if metafunc.module.__name__.rpartition(".")[2] in BOTH_ENGINES:
        metafunc.fixturenames.append("engine")
        metafunc.parametrize("engine", ("sqlite", "postgresql"), indirect=True, scope="function")


@pytest.fixture
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The engine of the archives that a test opens by path."""
    if request.param == "sqlite":
        yield request.param
        return
    if reason := SQLITE_ONLY.get(request.node.originalname):
        pytest.skip(f"SQLite only: {reason}")
    databases: Databases = request.getfixturevalue("databases")
    use_postgresql(monkeypatch, databases)
    yield request.param
    databases.empty()
