"""What the code imports is what the project declares, and the other way round."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {path.parent.name for path in ROOT.glob("*/py.typed")}
#: Used by a library when it is there, or by its data alone.
NOT_IMPORTED = {"brotli", "python-multipart", "tzdata", "zstandard"}


def name_of(requirement: str) -> str:
    return re.split(r"[\s\[><=~!;]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def imported() -> Iterator[str]:
    """Top-level names that our packages import, lazily ones included."""
    for package in OURS:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0]
                elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                    named = node.args[0]
                    yield from [str(named.value).partition(".")[0]] if isinstance(named, ast.Constant) else []


def test_every_import_is_declared_and_every_dependency_used() -> None:
    needed = set(map(name_of, PROJECT["dependencies"]))
    extras = {name_of(item) for items in PROJECT["optional-dependencies"].values() for item in items}
    providers = packages_distributions()
    used = {
        provider.lower().replace("_", "-").replace(".", "-")
        for name in imported()
        if name not in OURS and name not in sys.stdlib_module_names
        for provider in providers.get(name, [f"(nobody provides {name})"])
    }
    assert used <= needed | extras
    assert needed <= used | NOT_IMPORTED
