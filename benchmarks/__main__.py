"""All benchmarks, small, as one table: on the terminal and in build/bench.md.

python -m benchmarks FOLDER [BENCHMARK …]

Each runs in a process of its own. FOLDER must not exist; it is deleted at the end. A benchmark that fails is
a line of the table, and the exit code is 0. The floor is what the same work costs by the plainest means,
measured in the same run; compare ratios, because the figures depend on the machine and its load.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.storage.measure import Row, say

#: Modules with a function `small(folder)` that yields rows; those of storage share the archive of the first.
BENCHMARKS = (
    "storage.ingest",
    "storage.searching",
    "storage.exporting",
    "storage.judging",
    "storage.capturing",
    "storage.growth",
    "digest_runs",
    "web.load",
    "classifying",
    "stories",
    "grouping",
    "crawling.quiet",
    "web_archives",
)
OUTPUT = Path("build/bench.md")
_SECONDS = 1800
_WORK, _NUMBER, _BAR = 40, 8, 14


def main(folder: Path, names: Sequence[str]) -> None:
    """Run the benchmarks one after another and write the table."""
    folder.mkdir(parents=True)
    began, load = datetime.now(UTC), os.getloadavg()[0]
    rows: list[Row] = []
    say("\n".join(_head()))
    for name in names:
        found = _run(name, folder)
        say("\n".join(map(_line, found)))
        rows += found
    shutil.rmtree(folder)
    foot = (
        f"{began:%Y-%m-%d %H:%M} UTC, commit {_commit()}, Python {platform.python_version()}, "
        f"load {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end, {os.cpu_count()} CPUs."
    )
    say(f"\n{foot}")
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(_markdown(rows, foot), encoding="utf-8")


def one(name: str, folder: Path) -> None:
    """Run one benchmark and print its rows as JSON."""
    say(json.dumps([asdict(row) for row in small(name)(folder)]))


def small(name: str) -> Callable[[Path], Iterable[Row]]:
    """The small form of a benchmark."""
    found: Callable[[Path], Iterable[Row]] = import_module(f"benchmarks.{name}").small
    return found


def _run(name: str, folder: Path) -> list[Row]:
    command = [sys.executable, "-m", "benchmarks", "--one", name, str(folder)]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_SECONDS, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        sys.stderr.write(f"{name}: {error}\n")
        return [Row(work=f"{name} failed")]
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def _head() -> Iterable[str]:
    yield f"{'work':{_WORK}} {'floor':>{_NUMBER}} {'ours':>{_NUMBER}} {'ratio':>6} {'bar':>{_BAR}}"
    yield "-" * (_WORK + 2 * _NUMBER + 6 + _BAR + 4)


def _line(row: Row) -> str:
    floor, ours, ratio = map(_shown, (row.floor, row.ours, row.ratio))
    return f"{row.work:{_WORK}} {floor:>{_NUMBER}} {ours:>{_NUMBER}} {ratio:>6} {row.bar:>{_BAR}}"


def _markdown(rows: Iterable[Row], foot: str) -> str:
    lines = ["| work | floor | ours | ratio | bar |", "|---|--:|--:|--:|---|"]
    lines += [
        f"| {row.work} | {_shown(row.floor)} | {_shown(row.ours)} | {_shown(row.ratio)} | {row.bar or '–'} |"
        for row in rows
    ]
    return "\n".join([*lines, "", foot, ""])


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _commit() -> str:
    git = shutil.which("git")
    command = [git or "git", "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        return "unknown"


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), sys.argv[2:] or BENCHMARKS)
