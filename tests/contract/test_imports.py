"""Packages use of each other only what an `__init__` exports; what an `__init__` exports is there."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/py.typed"))
#: Its modules are its interface: what every package shares.
SHARED = "yaluwatch"
#: A folder with more modules than this wants sub-packages.
MOST_MODULES = 15

FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}


def package_of(module: str) -> str:
    """The package whose folder a module lies in."""
    return module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]


def imports(module: str) -> Iterator[tuple[str, str, int]]:
    """(module, name, line) of every `from … import …` of our own code."""
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in FILES and node.level == 0:
            for alias in node.names:
                yield node.module, alias.name, node.lineno


def exported(package: str) -> set[str]:
    for node in ast.parse(FILES[package].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


@pytest.mark.parametrize("module", FILES)
def test_other_packages_are_used_by_what_they_export(module: str) -> None:
    here = package_of(module)
    for target, name, line in imports(module):
        owner = package_of(target)
        # Inside a package, and from a sub-package to the modules above it, any name may be used.
        is_inside = f"{here}.".startswith(f"{owner}.") or target.partition(".")[0] == SHARED
        if not is_inside:
            assert target == owner, f"{module}:{line} reaches into {owner}: import {name} from {owner}"
            assert name in exported(owner), f"{module}:{line} uses {name}, which {owner} does not export"


@pytest.mark.parametrize("package", [name for name, path in FILES.items() if path.name == "__init__.py"])
def test_a_package_says_what_it_is_for_and_has_what_it_exports(package: str) -> None:
    text = ast.get_docstring(ast.parse(FILES[package].read_text(encoding="utf-8"))) or ""
    assert len(text) > 20
    module = import_module(package)
    for name in exported(package):
        assert hasattr(module, name)


@pytest.mark.parametrize("package", [name for name, path in FILES.items() if path.name == "__init__.py"])
def test_no_folder_holds_more_modules_than_a_reader_can_take_in(package: str) -> None:
    modules = [path for path in FILES[package].parent.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES
