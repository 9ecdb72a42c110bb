"""Editing an operator's sources.toml, preserving its comments and order."""

import dataclasses
import fcntl
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable, Table

from crawler.sources.source_list import parse_sources, to_toml
from yaluwatch.errors import SourceListError
from yaluwatch.files import PRIVATE_FILE, write_whole
from yaluwatch.model import Source
from yaluwatch.patterns import lazy_regex
from yaluwatch.shown import shown_line
from yaluwatch.toml_files import read_toml_text

# The line an entry begins with, and one that holds nothing or a comment.
_HEADER = lazy_regex(r"^[ \t]*\[\[[ \t]*source[ \t]*\]\]", re.MULTILINE)
_REMARK = lazy_regex(r"\s*(?:#.*)?\n?")


def set_paused(path: Path, *source_ids: str, paused: bool) -> None:
    """Pause or resume sources in the file: all or none.

    Raises SourceListError when the file can't be read or does not have one of them.
    """
    with _alone(path):
        document = _parsed(_text_of(path), path)
        for source_id in source_ids:
            entry = _entry_of(document, source_id, path)
            _put(entry, "paused", True if paused else None)
        _replace(path, tomlkit.dumps(document))


def replace_urls(path: Path, source_id: str, new: Mapping[str, str]) -> None:
    """Replace polled URLs of one source in the file; `new` maps each old URL to the new one.

    Raises SourceListError when the file can't be read, does not have the source, or would be invalid.
    """
    with _alone(path):
        document = _parsed(_text_of(path), path)
        entry = _entry_of(document, source_id, path)
        urls = entry["urls"]
        for place, url in enumerate(urls):
            if url in new:
                urls[place] = new[url]
        _replace(path, tomlkit.dumps(document))


def change_source(path: Path, before: Source, after: Source) -> None:
    """Change one source in the file: only what differs is written, so comments on other fields are kept.

    Raises SourceListError when the file can't be read, when its entry is not `before` any more, or when it
    would be invalid.
    """
    with _alone(path):
        text = _text_of(path)
        document = _parsed(text, path)
        listed = {source.id: source for source in parse_sources(text, str(path))}
        entry = _entry_of(document, before.id, path)
        if listed[before.id] != before:
            raise SourceListError(
                f"the entry of {before.id!r} was changed meanwhile; nothing was written, look at it again"
            )
        for name, value in _written(after).items():
            if value != _written(before)[name]:
                _put(entry, name, value)
        changed = tomlkit.dumps(document)
        if after not in parse_sources(changed, str(path)):
            raise SourceListError(f"{path}: the entry of {before.id!r} can't be changed here; use an editor")
        _replace(path, changed)


def remove_source(path: Path, source_id: str) -> None:
    """Take one source out of the file; its articles stay in the archive.

    Raises SourceListError when the file can't be read or does not have the source.
    """
    with _alone(path):
        text = _text_of(path)
        document = _parsed(text, path)
        _entry_of(document, source_id, path)
        position = [entry["id"] for entry in document["source"]].index(source_id)
        headers = list(_HEADER.finditer(text))
        if len(headers) != len(document["source"]):
            raise SourceListError(
                f"{path}: entries are not written as [[source]] tables; take {source_id!r} out with an editor"
            )
        end = headers[position + 1].start() if position + 1 < len(headers) else len(text)
        lines = text[headers[position].start() : end].splitlines(keepends=True)
        # What stands below its last key is about the next entry, or the end of the file.
        while lines and _REMARK.fullmatch(lines[-1]):
            end -= len(lines.pop())
        before = text[: headers[position].start()].splitlines(keepends=True)
        # A comment right above it is about it; above the first entry it is about the file.
        while position and before and before[-1].lstrip().startswith("#"):
            before.pop()
        _replace(path, "".join(before) + text[end:].lstrip("\n"))


def append_sources(path: Path, sources: Sequence[Source]) -> None:
    """Append sources to the file, creating it if necessary; all or none, and the rest is unchanged.

    Raises SourceListError when the file can't be read, or would be invalid with the new entries.
    """
    with _alone(path):
        text = _text_of(path) if path.exists() else ""
        _parsed(text, path)
        gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
        added = "\n\n".join(to_toml(source).strip() for source in sources)
        _replace(path, text + gap + added + "\n")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else changes the file meanwhile: the pages and the commands may run at the same time."""
    # A lock on the file itself would be one on the old file: each change replaces it.
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _written(source: Source) -> dict[str, Any]:
    """The fields as the file has them; None where it leaves them out."""
    entry = tomlkit.parse(to_toml(source)).unwrap()["source"][0]
    return {rule.name: entry.get(rule.name) for rule in dataclasses.fields(Source)}


def _put(entry: Any, name: str, value: Any) -> None:
    """Write a field of an entry; None takes it out. Of a table, only the keys that differ are written."""
    if value is None:
        _take_out(entry, name)
    elif isinstance(value, dict) and name in entry:
        for key in set(entry[name]) - set(value):
            entry[name].pop(key)
        for key, text in value.items():
            if entry[name].get(key) != text:
                _put(entry[name], key, text)
    elif isinstance(value, list) and isinstance(entry.get(name), Array):
        if not _changed_in_place(entry[name], value):
            entry[name] = value
    elif name in entry or isinstance(entry, InlineTable):
        entry[name] = value
    else:
        _add(entry, name, value)


def _take_out(entry: Any, name: str) -> None:
    """Take a field out, if it is there; comments below a table of its own are about the next entry."""
    if name not in entry:
        return
    below = _taken_below(entry[name]) if isinstance(entry[name], Table) else []
    entry.pop(name)
    for item in below:
        entry.add(item)


def _changed_in_place(array: Array, wanted: Sequence[Any]) -> bool:
    """Change a list value by value, so that comments on those that stay are kept; False if it can't be."""
    kept = [value for value in array if value in wanted]
    if kept != [value for value in wanted if value in kept]:
        return False
    for place in reversed(range(len(array))):
        if array[place] not in wanted:
            del array[place]
    for place, value in enumerate(wanted):
        if place >= len(array) or array[place] != value:
            array.insert(place, value)
    try:
        # Taking out the last value may leave its comment before the bracket
        # (https://github.com/python-poetry/tomlkit/issues/213).
        written = tomlkit.parse(f"value = {array.as_string()}")["value"]
    except TOMLKitError:
        return False
    return bool(written == list(wanted))


def _add(table: Any, name: str, value: Any) -> None:
    """Add a key below the last one: comments that follow are about the next entry."""
    below = _taken_below(table)
    table[name] = value
    for item in below:
        table.add(item)


def _taken_below(table: Any) -> list[Any]:
    """What stands below the last key of a table, which is taken out: comments and empty lines."""
    body = table.value.body
    count = len(body)
    while count and body[count - 1][0] is None:
        count -= 1
    below = [item for _, item in body[count:]]
    del body[count:]
    return below


def _entry_of(document: TOMLDocument, source_id: str, path: Path) -> Any:
    for entry in document.get("source", ()):
        if entry.get("id") == source_id:
            return entry
    raise SourceListError(f"{path}: there is no source {source_id!r}; `yalu sources` lists them")


def _text_of(path: Path) -> str:
    try:
        return read_toml_text(path)
    except ValueError as error:
        raise SourceListError(f"{path} can't be read: {error}") from error


def _parsed(text: str, path: Path) -> TOMLDocument:
    # tomlkit fails less clearly on what no parser should be given, so our own checks come first.
    parse_sources(text, str(path))
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise SourceListError(f"{path} can't be read: {shown_line(str(error))}") from error


def _replace(path: Path, text: str) -> None:
    # Never write a file that could not be read back.
    parse_sources(text, str(path))
    mode = path.stat().st_mode & 0o777 if path.exists() else PRIVATE_FILE
    write_whole(path, text.encode(), mode=mode)
