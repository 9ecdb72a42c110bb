"""Promises of the pages around the code: decisions, navigation, citation, commands they name."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
PROJECT_PAGES = (
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/release.md",
    "docs/index.md",
    "docs/decisions/README.md",
)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name.split("-")[0]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_a_date_and_a_row_in_the_index(path: Path) -> None:
    title, date = re.findall(r"\A# (.+)\n\nDate: (\d{4}-\d\d-\d\d)", path.read_text(encoding="utf-8"))[0]
    assert f"| [{path.name[:4]}]({path.name}) | {title} | {date} |" in _read("docs/decisions/README.md")


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    listed = re.findall(r"(?:: |- )(\S+\.md)$", _read("mkdocs.yml"), re.MULTILINE)
    assert sorted(listed) == sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def test_the_citation_names_the_version_of_the_project() -> None:
    version = tomllib.loads(_read("pyproject.toml"))["project"]["version"]
    assert f"\nversion: {version}\n" in _read("CITATION.cff")


@pytest.mark.parametrize("page", PROJECT_PAGES)
def test_make_targets_and_linked_files_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.MULTILINE))
    named = {
        name for command in re.findall(r"(?:`|\$ )make ([a-z ]+)", _read(page)) for name in command.split()
    }
    assert named <= targets
    for link in re.findall(r"\]\(([^)#]+)\)", _read(page)):
        assert "://" in link or (ROOT / page).parent.joinpath(link).exists(), link
