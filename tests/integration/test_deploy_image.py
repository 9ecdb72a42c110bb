"""The image itself: built with buildah, run without root, without capabilities and with a read-only root.

    YALU_TEST_BASE_IMAGE=python:3.12-slim pytest tests/integration/test_deploy_image.py

as root. YALU_TEST_BUILD_OPTIONS are more options of `buildah bud`, such as a volume with certificates.
"""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.sources.source_list import write_sources
from tests.samples import source

ROOT = Path(__file__).resolve().parents[2]
BASE = os.environ.get("YALU_TEST_BASE_IMAGE", "")
BUILDAH = ("buildah", "--storage-driver", "vfs")

pytestmark = [
    pytest.mark.skipif(not BASE, reason="YALU_TEST_BASE_IMAGE names no base image to build on"),
    pytest.mark.skipif(not shutil.which("buildah"), reason="buildah is not installed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="building and mounting an image needs root"),
]

#: In namespaces of its own: the image read-only, a small /tmp, the data; then no rights, and the command.
ENTER = """
root=$1 data=$2; shift 2
mount --bind "$root" "$root"
mount -t tmpfs -o size=256m,mode=1777,noexec,nosuid tmp "$root/tmp"
mount --bind "$data" "$root/data"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -o remount,ro,bind "$root"
exec chroot "$root" setpriv --reuid 1000 --regid 1000 --clear-groups --bounding-set=-all --no-new-privs "$@"
"""


def buildah(*arguments: str) -> str:
    done = subprocess.run([*BUILDAH, *arguments], capture_output=True, text=True, timeout=1700, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


@dataclass(frozen=True)
class Image:
    """A built image."""

    #: Its files.
    root: Path
    #: How it wants to be run, as Docker has it.
    config: dict[str, object]

    def start(self, data: Path, *command: str, **variables: str) -> "subprocess.Popen[str]":
        """Start a command in it; the first child of the process is the command."""
        wanted = self.config["Env"]
        assert isinstance(wanted, list)
        env = [*wanted, *(f"{name}={value}" for name, value in variables.items())]
        return subprocess.Popen(
            [
                *("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", ENTER, "sh"),
                *(str(self.root), str(data), "env", "-i", *env, *command),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, data: Path, *command: str, **variables: str) -> tuple[int, str]:
        """Exit code and output of a command in it."""
        with self.start(data, *command, **variables) as process:
            output, _ = process.communicate(timeout=900)
        return process.returncode, output


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    tag = f"localhost/yaluwatch-test:{os.getpid()}"
    options = shlex.split(os.environ.get("YALU_TEST_BUILD_OPTIONS", ""))
    buildah(
        *("bud", "--isolation", "chroot", "--format", "docker", "--build-arg", f"BASE={BASE}", "--tag", tag),
        *(*options, str(ROOT)),
    )
    container = buildah("from", tag)
    try:
        config = json.loads(buildah("inspect", "--type", "image", tag))["Docker"]["config"]
        yield Image(Path(buildah("mount", container)), config)
    finally:
        buildah("rm", container)
        buildah("rmi", tag)


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder as Docker creates one: of root."""
    with tempfile.TemporaryDirectory(prefix="yalu-image-") as parent:
        Path(parent).chmod(0o755)
        (folder := Path(parent) / "data").mkdir(mode=0o755)
        yield folder


def test_the_image_says_how_it_is_run_and_has_no_build_tools(image: Image) -> None:
    assert image.config["User"] == "1000:1000"
    assert image.config["StopSignal"] == "SIGTERM"
    assert image.config["Volumes"] == {"/data": {}}
    health = image.config["Healthcheck"]
    assert isinstance(health, dict)
    assert health["Test"] == ["CMD", "yalu", "health"]
    assert (image.root / "data").stat().st_uid == 1000
    installed = {path.name for path in (image.root / "opt/yaluwatch").glob("lib/*/site-packages/*")}
    assert {"cli", "scrapy"} <= installed
    assert not installed & {"pip", "setuptools", "hatchling", "tests"}
    assert not list((image.root / "opt/yaluwatch/bin").glob("pip*"))


def test_a_folder_of_root_is_refused_and_what_it_says_helps(image: Image, data: Path) -> None:
    for command in ("run", "init"):
        code, said = image.run(data, "yalu", command)
        assert code != 0
        assert said.count("\n") == 1
        assert "/data can't be written by user 1000:1000; run `chown -R 1000:1000 /data` as root" in said
    os.chown(data, 1000, 1000)
    code, said = image.run(data, "yalu", "init")
    assert code == 0, said
    assert image.run(data, "touch", "/opt/yaluwatch/x")[0] != 0


def test_the_demonstration_runs_in_it(image: Image, data: Path) -> None:
    os.chown(data, 1000, 1000)
    code, said = image.run(data, "yalu", "demo")
    assert code == 0, said
    assert "Traceback" not in said


def test_the_service_is_healthy_backs_up_and_ends_in_it(image: Image, data: Path) -> None:
    os.chown(data, 1000, 1000)
    write_sources(data / "sources.toml", [source(paused=True)])
    os.chown(data / "sources.toml", 1000, 1000)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with image.start(data, "yalu", "run", YALUWATCH_WEB_PORT=port) as service:
        try:
            said = ""
            for _ in range(120):
                assert service.poll() is None
                code, said = image.run(data, "yalu", "health", YALUWATCH_WEB_PORT=port)
                if code == 0:
                    break
                time.sleep(1)
            assert said.startswith("ok"), said
            for job in ("backup", "restore-drill"):
                code, said = image.run(data, "yalu", "jobs", "run", job)
                assert code == 0, said
            (child,) = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text().split()
            status = Path(f"/proc/{child}/status").read_text()
            assert "CapBnd:\t0000000000000000" in status
            assert "NoNewPrivs:\t1" in status
            # It is process 1 there, as in a container without an init.
            os.kill(int(child), signal.SIGTERM)
            output, _ = service.communicate(timeout=600)
        finally:
            service.kill()
    assert service.returncode == 0, output
    assert "Traceback" not in output
