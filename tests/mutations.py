"""Takes away each guard against an attack, and looks whether a test fails.

python -m tests.mutations [WORD …]

The guards and their tests are in tests/guards.toml; words choose those that have all of them in attack, guard
or file. Works in a copy of the tree; all of them take half an hour. Exit code 1 if a removal was not noticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "build", "dist", ".*cache*", "__pycache__")


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands between an attack and its success."""

    attack: str
    #: In a few words.
    guard: str
    #: The file it is in, and the text of it, which is there once.
    file: str
    old: str
    #: What is there when it is taken away.
    new: str
    #: The tests that fail then, as for pytest.
    test: str

    @property
    def row(self) -> str:
        """Its line of the table in docs/access.md."""
        return f"| {self.attack} | {self.guard} | `{self.test.removeprefix('tests/')}` |"


def guards() -> list[Guard]:
    """All guards, in the order of the table."""
    text = (ROOT / "tests" / "guards.toml").read_text(encoding="utf-8")
    return [Guard(**entry) for entry in tomllib.loads(text)["guard"]]


def main(words: Sequence[str]) -> int:
    """Take away the guards that are meant; returns the number of those nothing notices."""
    chosen = [
        one for one in guards() if all(word in f"{one.attack} {one.guard} {one.file}" for word in words)
    ]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=_LEFT_OUT)
        return sum(not noticed for noticed in _noticed(tree, chosen))


def _noticed(tree: Path, chosen: Sequence[Guard]) -> Iterator[bool]:
    for one in chosen:
        file = tree / one.file
        before = file.read_text(encoding="utf-8")
        file.write_text(before.replace(one.old, one.new), encoding="utf-8")
        outcome = _outcome(tree, one.test)
        file.write_text(before, encoding="utf-8")
        sys.stdout.write(f"{outcome:11} {one.attack}: {one.guard}\n")
        sys.stdout.flush()
        yield outcome == "noticed"


def _outcome(tree: Path, test: str) -> str:
    """What a test says: "noticed" if it fails; an error before it is run is no sign of a guard."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "NOT NOTICED"
    is_failed = " failed" in done.stdout.rstrip().rpartition("\n")[2] and "Timeout" not in done.stdout
    return "noticed" if is_failed else "COULD NOT RUN"


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
