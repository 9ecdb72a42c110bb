"""Creates the data folder: settings, source list, archive, a first subscription."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from cli.app import announce_upgrade
from cli.start.data_folder import make_data_folder
from crawler.sources import read_sources
from storage import Archive, open_archive
from yaluwatch import times
from yaluwatch.config import Settings, load_settings, template
from yaluwatch.errors import SourceListError
from yaluwatch.files import PRIVATE_FILE, write_whole
from yaluwatch.model import Subscription


def prepare(data: Path, flags: Mapping[str, object] = MappingProxyType({})) -> list[Path]:
    """Create what is missing in a data folder and complete what an interrupted run left unfinished.

    Files that are complete are left alone. `flags` are settings that win over all others. Returns the files
    that were created or completed. Raises SettingsError when this user may not write there.
    """
    make_data_folder(data)
    created = []
    if _is_missing(config := data / "config.toml"):
        # Both may hold passwords and keys of feeds.
        write_whole(config, template().encode(), mode=PRIVATE_FILE)
        created.append(config)
    settings, _ = load_settings(data, flags=flags)
    if _is_unfinished(settings.sources):
        write_whole(settings.sources, _shipped_sources(), mode=PRIVATE_FILE)
        created.append(settings.sources)
    if _prepare_archive(settings):
        created.append(settings.archive)
    if settings.make_secret():
        created.append(data / "secret")
    return created


def _is_missing(file: Path) -> bool:
    """Whether a file is not there or, because writing it was interrupted, empty."""
    return not file.exists() or not file.read_bytes().strip()


def _is_unfinished(sources: Path) -> bool:
    """Whether the source list is missing, or the shipped one copied in part by an earlier version."""
    if _is_missing(sources):
        return True
    content, shipped = sources.read_bytes(), _shipped_sources()
    if len(content) >= len(shipped) or not shipped.startswith(content):
        return False
    try:
        read_sources(sources)
    except SourceListError:
        return True
    # A valid beginning of the shipped list: cut between two entries, or shortened by its owner.
    return False


def _shipped_sources() -> bytes:
    return (files("crawler.sources") / "sources.toml").read_bytes()


def _prepare_archive(settings: Settings) -> bool:
    """Create the archive, and its first subscription if it was never given one; False if both exist."""
    is_new = not settings.archive.exists()
    announce_upgrade(settings.archive)
    with open_archive(settings.archive) as archive:
        is_unfinished = is_new or _is_untouched(archive)
        if is_unfinished:
            archive.subscriptions.save(
                Subscription(
                    id="everything",
                    name="China–North Korea trade",
                    timezone="Asia/Seoul",
                    created_at=times.clock(),
                )
            )
    return is_unfinished


def _is_untouched(archive: Archive) -> bool:
    """Whether nothing has happened in an archive yet: its creation was interrupted.

    One whose subscriptions were removed by their owner has messages or articles.
    """
    return not (archive.subscriptions.all() or archive.sources.states() or archive.outbox.newest(1))
