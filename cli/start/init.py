"""Creates the data folder: settings, source list, archive, a first subscription."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_hex

from scheduler import jobs
from storage import open_archive
from yaluwatch.config import Settings, load_settings, template
from yaluwatch.model import Subscription


def prepare(data: Path) -> list[Path]:
    """Create what is missing in a data folder and leave existing files alone; returns the created files."""
    data.mkdir(parents=True, exist_ok=True)
    created = []
    if not (config := data / "config.toml").exists():
        config.write_text(template(), encoding="utf-8")
        created.append(config)
    settings, _ = load_settings(data)
    if not settings.sources.exists():
        with as_file(files("crawler.sources") / "sources.toml") as shipped:
            shutil.copyfile(shipped, settings.sources)
        created.append(settings.sources)
    if not settings.archive.exists():
        _make_archive(settings)
        created.append(settings.archive)
    if not (secret := data / "secret").exists():
        # Readable only by its owner: whoever has it can unsubscribe any reader.
        secret.touch(mode=0o600)
        secret.write_text(token_hex(32), encoding="ascii")
        created.append(secret)
    return created


def _make_archive(settings: Settings) -> None:
    with open_archive(settings.archive) as archive:
        archive.subscriptions.save(
            Subscription(
                id="everything",
                name="China–North Korea trade",
                timezone="Asia/Seoul",
                created_at=jobs.clock(),
            )
        )
