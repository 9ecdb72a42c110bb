"""Editing an operator's sources.toml, preserving its comments and order."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from crawler.sources.source_list import parse_sources, to_toml
from yaluwatch.errors import SourceListError
from yaluwatch.files import PRIVATE_FILE, write_whole
from yaluwatch.model import Source
from yaluwatch.shown import shown_line
from yaluwatch.toml_files import read_toml_text


def set_paused(path: Path, source_id: str, *, paused: bool) -> None:
    """Pause or resume one source in the file.

    Raises SourceListError when the file can't be read or does not have the source.
    """
    document = _parsed(_text_of(path), path)
    entry = _entry_of(document, source_id, path)
    if paused:
        entry["paused"] = True
    else:
        entry.pop("paused", None)
    _replace(path, tomlkit.dumps(document))


def replace_urls(path: Path, source_id: str, new: Mapping[str, str]) -> None:
    """Replace polled URLs of one source in the file; `new` maps each old URL to the new one.

    Raises SourceListError when the file can't be read, does not have the source, or would be invalid.
    """
    document = _parsed(_text_of(path), path)
    entry = _entry_of(document, source_id, path)
    urls = entry["urls"]
    for place, url in enumerate(urls):
        if url in new:
            urls[place] = new[url]
    _replace(path, tomlkit.dumps(document))


def append_sources(path: Path, sources: Sequence[Source]) -> None:
    """Append sources to the file, creating it if necessary; all or none, and the rest is unchanged.

    Raises SourceListError when the file can't be read, or would be invalid with the new entries.
    """
    text = _text_of(path) if path.exists() else ""
    _parsed(text, path)
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    added = "\n\n".join(to_toml(source).strip() for source in sources)
    _replace(path, text + gap + added + "\n")


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
