"""What is shipped for running the service: image, compose file, systemd unit; a data folder of root."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.start.data_folder import make_data_folder
from yaluwatch.config import load_settings, secret_settings
from yaluwatch.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
#: What is added to it for many workers.
CLUSTER: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "cluster.yml").read_text(encoding="utf-8"))
ADDED = {name: CLUSTER["services"][name] for name in ("worker", "database")}
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"] | ADDED
UNIT = ROOT / "deploy" / "systemd" / "yaluwatch.service"
NOBODY = 65534

as_root = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root and setpriv to become another user"
)


def stages() -> list[list[str]]:
    """The instructions of the Dockerfile, a list for each stage; continued lines are joined."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", DOCKERFILE))
    return [stage.splitlines() for stage in re.split(r"(?m)^(?=FROM )", text)[1:]]


def environment(service: str) -> dict[str, str | None]:
    return dict(COMPOSE["services"][service]["environment"])


def directives() -> dict[str, list[str]]:
    """The settings of the unit by name."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


# The image


def test_the_base_of_the_image_is_an_argument_and_the_same_in_every_stage() -> None:
    assert re.search(r"(?m)^ARG BASE=python:3\.\d+-slim(@sha256:[0-9a-f]{64})?$", DOCKERFILE)
    assert len(stages()) > 1
    assert all(stage[0].split()[1] == "${BASE}" for stage in stages())


def test_the_last_stage_installs_nothing_and_is_not_root() -> None:
    last = stages()[-1]
    assert not any("pip" in line or "apt" in line for line in last)
    assert "USER 1000:1000" in last
    assert "STOPSIGNAL SIGTERM" in last
    assert last[-1] == 'CMD ["yalu", "run"]'
    assert any(line.startswith("HEALTHCHECK") and line.endswith('["yalu", "health"]') for line in last)
    # A volume takes over the owner of the folder only if that was there before.
    made = next(number for number, line in enumerate(last) if "install -d -o 1000 -g 1000" in line)
    assert made < last.index("VOLUME /data")


def test_whatever_is_installed_in_the_image_is_locked() -> None:
    installs = [
        part for stage in stages() for line in stage for part in line.split("&&") if "install --no" in part
    ]
    assert installs
    assert all("--require-hashes -r" in part or part.strip().endswith("/wheel/*.whl") for part in installs)
    assert "pip wheel --no-cache-dir --no-deps --no-build-isolation" in DOCKERFILE


def test_the_image_is_made_from_what_the_wheel_needs_and_nothing_else() -> None:
    lines = [
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    assert lines[0] == "*"
    packages = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert kept == packages | {
        "pyproject.toml",
        "requirements.lock",
        "requirements-cluster.lock",
        "README.md",
        "LICENSE",
    }


def test_the_variables_of_the_image_are_settings(tmp_path: Path) -> None:
    variables = dict(re.findall(r"(YALUWATCH_\w+)=(\S+)", DOCKERFILE))
    assert variables.pop("YALUWATCH_DATA") == "/data"
    settings, _ = load_settings(tmp_path, environment=variables)
    assert settings.web.host == "0.0.0.0"


# The compose file


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_may_do_little_and_take_little(name: str) -> None:
    service = CONTAINERS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "1000:1000" in service["user"] or service["user"] == "999:999"
    assert "privileged" not in service
    assert service["mem_limit"]
    assert service["pids_limit"] <= 512
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert any(mount.startswith("/tmp:size=") for mount in service["tmpfs"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))
    assert service["stop_grace_period"] == ("60s" if name == "database" else "15s")


def test_the_service_is_asked_for_its_health_and_has_an_init() -> None:
    service = COMPOSE["services"]["yaluwatch"]
    assert service["healthcheck"]["test"] == ["CMD", "yalu", "health"]
    assert service["init"] is True
    assert service["restart"] == "unless-stopped"


def test_images_of_others_have_a_version() -> None:
    images = [service["image"] for service in CONTAINERS.values() if "build" not in service]
    assert images
    assert all(re.search(r":v?\d+\.\d+", image) for image in images)


def test_secrets_are_files_and_the_mail_catcher_only_for_trying_out() -> None:
    variables = environment("yaluwatch")
    files = {name: value for name, value in variables.items() if name.endswith("_FILE")}
    assert {str(value).removeprefix("/run/secrets/") for value in files.values()} == set(COMPOSE["secrets"])
    secret = {"YALUWATCH_" + name.replace(".", "_").upper() for name in secret_settings()}
    # The first account has a shorter name in the environment.
    secret.add("YALUWATCH_ADMIN_PASSWORD")
    assert {name.removesuffix("_FILE") for name in files} <= secret
    assert not secret & set(variables)
    assert COMPOSE["services"]["mail"]["profiles"] == ["try"]


def test_variables_that_are_not_set_leave_the_settings_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[mail]\nsmtp_password = "kept"\nsmtp_host = "mail.example.org"\n')
    variables = {name: value for name, value in environment("yaluwatch").items() if value is not None}
    for name in variables:
        # What Compose puts there when no file is named.
        variables[name] = "/dev/null" if name.endswith("_FILE") else "http://127.0.0.1:8425"
    variables["YALUWATCH_WEB_TRUSTED_PROXIES"] = ""
    settings, _ = load_settings(tmp_path, environment=variables)
    assert settings.mail.smtp_password.get_secret_value() == "kept"
    assert settings.mail.smtp_host == "mail.example.org"
    files = {name: secret["file"] for name, secret in COMPOSE["secrets"].items()}
    # Without a password for the first account, the service would not start.
    assert files.pop("admin_password").endswith(":-./var/admin-password}")
    assert all(file.endswith(":-/dev/null}") for file in files.values())


def test_workers_and_the_service_share_database_data_and_settings(tmp_path: Path) -> None:
    service, worker = CLUSTER["services"]["yaluwatch"], ADDED["worker"]
    for each in (service, worker):
        assert each["environment"]["YALUWATCH_DATABASE_URL_FILE"] == "/run/secrets/database_url"
        assert each["build"]["args"] == {"LOCK": "requirements-cluster.lock"}
        assert each["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert set(each["secrets"]) <= {*COMPOSE["secrets"], *CLUSTER["secrets"]}
    assert worker["volumes"] == COMPOSE["services"]["yaluwatch"]["volumes"]
    assert set(worker["environment"]) <= {*environment("yaluwatch"), "YALUWATCH_DATABASE_URL_FILE"}
    assert "ARG LOCK=requirements.lock" in DOCKERFILE
    (tmp_path / "url").write_text("postgresql://yalu:s3cret@database/yalu\n")
    found, _ = load_settings(tmp_path, environment={"YALUWATCH_DATABASE_URL_FILE": str(tmp_path / "url")})
    assert found.database.url.get_secret_value() == "postgresql://yalu:s3cret@database/yalu"


def test_every_variable_of_the_compose_file_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    example = {
        "HOST": "mail",
        "PORT": "1025",
        "SECURITY": "none",
        "SENDER": "a@example.org",
        "URL": "http://x",
        "PROXIES": "172.17.0.0/16, 10.1.1.1",
    }
    variables = {
        name: str(tmp_path / "file") if name.endswith("_FILE") else example.get(name.rpartition("_")[2], "x")
        for name in environment("yaluwatch")
    }
    load_settings(tmp_path, environment=variables)


def compose() -> list[str]:
    """The command of Docker Compose, of its first version or a later one; [] if there is none."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        asked = subprocess.run(
            ["docker", "compose", "version"], capture_output=True, timeout=600, check=False
        )
        return ["docker", "compose"] if asked.returncode == 0 else []
    return []


@pytest.mark.parametrize(
    "options",
    [[], ["--env-file", "deploy/try.env"], ["-f", "docker-compose.yml", "-f", "deploy/cluster.yml"]],
)
def test_compose_accepts_its_file(options: list[str], tmp_path: Path) -> None:
    if not (command := compose()):
        pytest.skip("Docker Compose is not installed")
    done = subprocess.run(
        [*command, *options, "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown = yaml.safe_load(done.stdout)
    service = shown["services"]["yaluwatch"]
    # A file for trying out: its own data, the catcher as the mail server.
    is_trial = "deploy/try.env" in options
    assert service["environment"].get("YALUWATCH_MAIL_SMTP_HOST") == ("mail" if is_trial else None)
    mounted = str(service["volumes"][0])
    assert ("/var:/data" in mounted or f"{ROOT}/var" in mounted) != is_trial


# systemd


def test_the_unit_is_watched_and_may_do_little() -> None:
    unit = directives()
    assert unit["Type"] == ["notify"]
    assert unit["NotifyAccess"] == ["main"]
    assert unit["Restart"] == ["on-failure"]
    assert unit["ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    # A crawl worker that takes too much memory must not end the service.
    assert unit["OOMPolicy"] == ["continue"]
    assert unit["KillMode"] == ["mixed"]
    assert unit["NoNewPrivileges"] == unit["PrivateTmp"] == ["yes"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["ProtectSystem"] == ["strict"]
    assert int(unit["TimeoutStopSec"][0]) > 10
    # setrlimit is in @resources, and the boot id in /proc.
    assert unit["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert "ProcSubset" not in unit


def test_secrets_of_the_unit_are_credentials_of_secret_settings() -> None:
    text = (UNIT.parent / "secrets.conf").read_text(encoding="utf-8")
    loaded = dict(re.findall(r"(?m)^LoadCredential=(\w+):(\S+)$", text))
    named = dict(re.findall(r"(?m)^Environment=YALUWATCH_(\w+)_FILE=%d/(\w+)$", text))
    assert set(named.values()) == set(loaded)
    assert set(named) <= {name.replace(".", "_").upper() for name in secret_settings()}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    # The program must be there.
    text = UNIT.read_text(encoding="utf-8").replace("/opt/yaluwatch/bin/yalu", "/bin/true")
    (unit := tmp_path / UNIT.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if re.search(r"bus|Failed to initialize", done.stderr) and unit.name not in done.stderr:
        pytest.skip(f"systemd-analyze does not work here: {done.stderr.strip()}")
    assert (done.returncode, done.stderr) == (0, "")


# The first start on a folder that is somebody else's


def as_other(user: int, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command as another user, without the rights of root."""
    return subprocess.run(
        [
            *("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"),
            *("--bounding-set=-all", "--no-new-privs", sys.executable, "-m", "cli", *arguments),
        ],
        cwd=cwd,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": "/tmp",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture
def of_root() -> Iterator[Path]:
    """A folder of root that others may enter, so not below pytest's own."""
    with tempfile.TemporaryDirectory(prefix="yalu-deploy-") as parent:
        Path(parent).chmod(0o755)
        (folder := Path(parent).resolve() / "data").mkdir(mode=0o755)
        yield folder


@as_root
@pytest.mark.parametrize("command", ["run", "init"])
def test_a_folder_of_root_is_refused_with_what_to_do(of_root: Path, command: str) -> None:
    probe = as_other(NOBODY, "--version")
    if probe.returncode:
        pytest.skip(f"another user can't run the interpreter: {probe.stderr.strip()[-200:]}")
    done = as_other(NOBODY, "--data", str(of_root), command)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1, done.stderr
    assert f"{of_root} can't be written by user {NOBODY}:{NOBODY}" in done.stderr
    assert f"`chown -R {NOBODY}:{NOBODY} {of_root}`" in done.stderr
    assert list(of_root.iterdir()) == []
    # And what it says helps.
    os.chown(of_root, NOBODY, NOBODY)
    assert as_other(NOBODY, "--data", str(of_root), "init").returncode == 0
    assert (of_root / "yalu.db").exists()
    # A command run as root has left a file of root.
    os.chown(of_root / "yalu.db", 0, 0)
    done = as_other(NOBODY, "--data", str(of_root), command)
    assert done.returncode != 0
    assert f"{of_root / 'yalu.db'} can't be written by user" in done.stderr
    os.chown(of_root / "yalu.db", NOBODY, NOBODY)
    os.chown(of_root / "secret", 0, 0)
    assert "secret can't be read by user" in as_other(NOBODY, "--data", str(of_root), command).stderr


@as_root
def test_a_folder_that_can_not_be_created_is_refused_with_what_to_do(of_root: Path) -> None:
    probe = as_other(NOBODY, "--version")
    if probe.returncode:
        pytest.skip(f"another user can't run the interpreter: {probe.stderr.strip()[-200:]}")
    folder = of_root / "a folder" / "var"
    done = as_other(NOBODY, "--data", str(folder), "init")
    assert done.returncode != 0
    assert (
        f"{folder} can't be created by user {NOBODY}:{NOBODY}; run `mkdir -p '{folder}' && chown"
        in done.stderr
    )


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "var"):
        with pytest.raises(SettingsError, match="is not a folder; choose another"):
            make_data_folder(folder)


def test_settings_that_may_only_be_read_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config.toml", "sources.toml", "yalu.db", "notes"):
        (tmp_path / name).write_text("")
    (tmp_path / "pages").mkdir()
    refused: dict[str, int] = {}

    def access(path: Path, mode: int) -> bool:
        return not refused.get(Path(path).name, 0) & mode

    monkeypatch.setattr(os, "access", access)
    refused.update({"config.toml": os.W_OK, "sources.toml": os.W_OK, "notes": os.R_OK | os.W_OK})
    make_data_folder(tmp_path)
    refused["pages"] = os.W_OK
    with pytest.raises(SettingsError, match=r"pages can't be written by user \d+:\d+; run `chown -R"):
        make_data_folder(tmp_path)
    refused["config.toml"] = os.R_OK
    with pytest.raises(SettingsError, match=r"config\.toml can't be read by user"):
        make_data_folder(tmp_path)


def test_a_read_only_file_system_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class ReadOnly:
        f_flag = os.ST_RDONLY

    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "statvfs", lambda _: ReadOnly())
    with pytest.raises(
        SettingsError, match="can't be written: its file system is read-only; mount it writable"
    ):
        make_data_folder(tmp_path)


def test_another_failure_is_not_explained_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mkdir(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(OSError, match="No space left"):
        make_data_folder(tmp_path / "var")


# The page


def test_the_page_for_operators_names_every_check() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = {
        name for line in text.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")
    }
    monitoring = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    checks = {
        name.strip()
        for line in monitoring.splitlines()
        if line.startswith("| ") and line.count("|") == 4
        for name in line.split("|")[1].split(",")
    }
    assert len(checks) > 15
    assert checks - {"check"} <= {name.strip() for name in named}
