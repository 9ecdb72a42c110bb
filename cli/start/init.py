"""A data folder made ready: settings, source list, archive, a first subscription."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_hex

from scheduler import jobs
from storage import open_archive
from yaluwatch.config import Settings, load_settings, template
from yaluwatch.model import Subscription


def prepare(data: Path) -> list[Path]:
    """Make what is missing of a data folder, touch nothing that is there; the files made."""
    data.mkdir(parents=True, exist_ok=True)
    made = []
    if not (config := data / "config.toml").exists():
        config.write_text(template(), encoding="utf-8")
        made.append(config)
    settings, _ = load_settings(data)
    if not settings.sources.exists():
        with as_file(files("crawler.sources") / "sources.toml") as shipped:
            shutil.copyfile(shipped, settings.sources)
        made.append(settings.sources)
    if not settings.archive.exists():
        _make_archive(settings)
        made.append(settings.archive)
    if not (secret := data / "secret").exists():
        # Only the owner may read it: who has it can end anybody's subscription.
        secret.touch(mode=0o600)
        secret.write_text(token_hex(32), encoding="ascii")
        made.append(secret)
    return made


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
