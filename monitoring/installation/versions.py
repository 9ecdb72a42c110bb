"""Versions of Python, SQLite and the libraries, compared with what this program needs."""

import platform
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement

from monitoring.installation.findings import Finding, Result
from yaluwatch import __version__
from yaluwatch.text import counted

#: The name of this distribution.
_OURS = "yaluwatch"
#: The first SQLite with what the archive uses: STRICT tables (3.37), RETURNING (3.35), UNIXEPOCH (3.38).
_MIN_SQLITE = (3, 38, 0)


def versions() -> Iterator[Finding]:
    """Findings about this program, SQLite and the libraries."""
    text = f"Yaluwatch {__version__} with Python {platform.python_version()}."
    yield Finding("version", Result.OK, text)
    yield sqlite(sqlite3.sqlite_version_info, has_fts5())
    try:
        wanted = metadata.requires(_OURS) or []
    except metadata.PackageNotFoundError:
        detail = "Yaluwatch is not installed as a package, so its requirements are unknown."
        yield Finding("libraries", Result.SKIPPED, detail)
        return
    yield libraries(wanted, installed)


def sqlite(version: tuple[int, ...], is_searchable: bool) -> Finding:
    """Whether SQLite has what the archive needs; `is_searchable`: with full-text search (FTS5)."""
    name, text = "SQLite", f"SQLite {'.'.join(map(str, version))}"
    helps = "install a Python whose sqlite3 is newer"
    if version < _MIN_SQLITE:
        wanted = ".".join(map(str, _MIN_SQLITE))
        return Finding(name, Result.FAIL, f"{text} is too old; {wanted} is needed.", helps)
    if not is_searchable:
        detail = f"{text} was built without full-text search (FTS5)."
        return Finding(name, Result.FAIL, detail, "install a Python whose sqlite3 has FTS5")
    return Finding(name, Result.OK, f"{text} with full-text search (FTS5).")


def libraries(wanted: Sequence[str], version_of: Callable[[str], str]) -> Finding:
    """Whether the libraries are installed in the versions needed.

    `wanted` are requirements as in package metadata; those of extras are left out. `version_of` gives the
    installed version, "" if there is none.
    """
    problems, count = [], 0
    for line in wanted:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            problems.append(f"{line!r} can't be read")
            continue
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        count += 1
        version = version_of(requirement.name)
        if not version:
            problems.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(version, prereleases=True):
            problems.append(f"{requirement.name} is {version}, needed is {requirement.specifier}")
    if problems:
        detail = f"{'; '.join(problems)}."
        return Finding("libraries", Result.FAIL, detail, "pip install --upgrade yaluwatch")
    return Finding("libraries", Result.OK, f"{counted(count, 'library', 'libraries')} as required.")


def has_fts5() -> bool:
    """Whether SQLite was built with full-text search."""
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            return False
    return True


def installed(name: str) -> str:
    """The version of an installed distribution; "" if it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
