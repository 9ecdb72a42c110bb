"""Changes to an operator's sources.toml that keep its comments and order."""

from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from crawler.sources import parse_sources
from yaluwatch.errors import SourceListError


def set_paused(path: Path, source_id: str, *, paused: bool) -> None:
    """Pause or resume one source in the file. Raises SourceListError when it can't be found or read."""
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise SourceListError(f"{path} can't be read: {error}") from error
    entry = next((entry for entry in document.get("source", ()) if entry.get("id") == source_id), None)
    if entry is None:
        raise SourceListError(f"{path}: there is no source {source_id!r}; `yalu sources` lists them")
    if paused:
        entry["paused"] = True
    else:
        entry.pop("paused", None)
    text = tomlkit.dumps(document)
    # A file we wrote must be one we can read.
    parse_sources(text, str(path))
    replacement = path.with_suffix(".toml.new")
    replacement.write_text(text, encoding="utf-8")
    replacement.replace(path)
