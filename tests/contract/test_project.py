"""Promises the project as a whole keeps."""

import re
import tomllib
from pathlib import Path

import pytest

from yaluwatch import __version__, errors
from yaluwatch.config import template
from yaluwatch.errors import YaluError

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ERRORS = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, YaluError)]


def test_the_example_settings_are_the_settings() -> None:
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == template()


def test_the_version_is_said_once_and_the_same() -> None:
    assert PROJECT["project"]["version"] == __version__


def test_every_package_is_in_the_wheel_and_under_every_check() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/py.typed")}
    tools = PROJECT["tool"]
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages
    assert set(tools["importlinter"]["root_packages"]) == packages
    assert set(tools["coverage"]["run"]["source"]) == packages
    assert set(tools["mypy"]["packages"]) == packages | {"tests"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-cluster.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.findall(r"^\S+==\S+", text, re.MULTILINE)
    assert len(pinned) > 50
    entries = re.split(r"\n(?=\S)", text)
    assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)


@pytest.mark.parametrize("group", ["requirements.lock"])
def test_every_dependency_is_locked(group: str) -> None:
    locked = {
        match.lower()
        for match in re.findall(r"^([\w.-]+)==", (ROOT / group).read_text("utf-8"), re.MULTILINE)
    }
    wanted = {re.split(r"[><=~!\[]", item)[0].strip().lower() for item in PROJECT["project"]["dependencies"]}
    assert wanted <= locked


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_is_in_the_tree_and_has_an_exit_code(error: type[YaluError]) -> None:
    assert error.__name__ in (errors.__doc__ or "")
    assert error.exit_code in (1, 2)


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", page.read_text(encoding="utf-8")):
            path = "".join(target)
            assert "://" in path or (page.parent / path).exists(), f"{page}: {path}"
