"""The files of a data folder that, with the archive and its pages, it takes to come back."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import tomlkit

from yaluwatch.config import Settings, secret_settings

_CONFIG, _SOURCES, _SECRET = "config.toml", "sources.toml", "secret"


def installation_files(settings: Settings, *, with_secrets: bool = True) -> Mapping[str, Path | bytes]:
    """Name in the data folder → path to copy from, or content: settings, source list, key, words, outbox.

    Without secrets, the key that signs links is left out, and passwords in the settings; addresses of feeds
    may still have keys in them. Keys of DKIM are included when they lie in the data folder.
    """
    data = settings.data
    files: dict[str, Path | bytes] = {}
    # A link to one of these is the operator's: what the program reads is what is backed up.
    for name in (_CONFIG, _SOURCES, *([_SECRET] if with_secrets else [])):
        # A link that leads nowhere is named by the backup, not passed over.
        if (file := data / name).is_file() or file.is_symlink():
            files[name] = file.resolve()
    if not with_secrets and _CONFIG in files:
        files[_CONFIG] = _without_passwords(data / _CONFIG)
    for folder in (settings.words, settings.outbox):
        files |= {file.relative_to(data).as_posix(): file for file in _inside(folder)}
    key = Path(settings.mail.dkim_key_file)
    if with_secrets and settings.mail.dkim_key_file and key.is_file():
        place = key.resolve()
        if place.is_relative_to(data.resolve()):
            files[place.relative_to(data.resolve()).as_posix()] = place
    return files


def _inside(folder: Path) -> Iterator[Path]:
    """The files in a folder and its folders; links are named, not followed."""
    if not folder.is_dir():
        if folder.is_symlink():
            yield folder
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            yield from _inside(entry)
        # The name of a file that is being written.
        elif not entry.name.startswith("."):
            yield entry


def _without_passwords(config: Path) -> bytes:
    document = tomlkit.parse(config.read_text(encoding="utf-8-sig"))
    for name in secret_settings():
        section, key = name.split(".", 1)
        if (table := document.get(section)) and key in table:
            del table[key]
    return tomlkit.dumps(document).encode()
