"""All settings, with the data folder they apply to."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from yaluwatch.config.mail import DigestSettings, MailSettings, TranslationSettings
from yaluwatch.config.pages import AccountSettings, WebSettings
from yaluwatch.config.section import Section
from yaluwatch.config.watching import AlarmSettings, LogSettings, PingSettings
from yaluwatch.config.work import (
    BackfillSettings,
    BackupSettings,
    CrawlSettings,
    DatabaseSettings,
    JobSettings,
    RetentionSettings,
)
from yaluwatch.files import PRIVATE_FILE, write_new, write_whole


class Settings(Section):
    """All settings, and the data folder they apply to."""

    #: Holds config.toml, sources.toml, the archive, pages and outbox.
    data: Path
    crawl: CrawlSettings = CrawlSettings()
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    accounts: AccountSettings = AccountSettings()
    mail: MailSettings = MailSettings()
    digest: DigestSettings = DigestSettings()
    translation: TranslationSettings = TranslationSettings()
    jobs: JobSettings = JobSettings()
    retention: RetentionSettings = RetentionSettings()
    backup: BackupSettings = BackupSettings()
    backfill: BackfillSettings = BackfillSettings()
    alarm: AlarmSettings = AlarmSettings()
    ping: PingSettings = PingSettings()
    log: LogSettings = LogSettings()

    def for_child(self) -> dict[str, Any]:
        """All values as JSON has them, with passwords: for the stdin of a process of ours, nobody else."""
        values: dict[str, Any] = _plain(self)
        return values

    @property
    def archive(self) -> Path:
        """The archive file, or the file that names its database; see `write_location`."""
        return self.data / ("archive.url" if self.database.url.get_secret_value() else "yalu.db")

    def write_location(self) -> None:
        """Write `database.url` to the file by which all processes find the archive. Raises OSError."""
        url = self.database.url.get_secret_value().encode("utf-8")
        if url and (not self.archive.exists() or self.archive.read_bytes() != url):
            self.data.mkdir(parents=True, exist_ok=True)
            write_whole(self.archive, url, mode=PRIVATE_FILE)

    @property
    def sources(self) -> Path:
        """The source list."""
        return self.data / "sources.toml"

    @property
    def secret(self) -> str:
        """The key that signs links in e-mails; created with the data folder, "" if there is none."""
        file = self.data / "secret"
        return file.read_text(encoding="ascii").strip() if file.exists() else ""

    def make_secret(self) -> bool:
        """Create that key if there is none; whether it was created. Raises OSError."""
        file, key = self.data / "secret", token_hex(32).encode("ascii")
        if file.exists() and not file.read_bytes().strip():
            # Writing it was interrupted.
            write_whole(file, key, mode=PRIVATE_FILE)
            return True
        # Whoever has it can unsubscribe any reader.
        return not file.exists() and write_new(file, key, mode=PRIVATE_FILE)

    @property
    def words(self) -> Path:
        """Folder for the operator's own word lists and topics; may be missing."""
        return self.data / "words"

    @property
    def outbox(self) -> Path:
        """Folder for digests if no SMTP server is set."""
        return self.data / "outbox"

    @property
    def backups(self) -> Path:
        """Folder for the backups that the service makes; a relative one is inside the data folder."""
        return self.data / (self.backup.folder or "backups")


SECTIONS: dict[str, type[Section]] = {
    "crawl": CrawlSettings,
    "database": DatabaseSettings,
    "web": WebSettings,
    "accounts": AccountSettings,
    "mail": MailSettings,
    "digest": DigestSettings,
    "translation": TranslationSettings,
    "jobs": JobSettings,
    "retention": RetentionSettings,
    "backup": BackupSettings,
    "backfill": BackfillSettings,
    "alarm": AlarmSettings,
    "ping": PingSettings,
    "log": LogSettings,
}


def fields() -> Iterator[tuple[str, str, str, FieldInfo]]:
    """(section, key, dotted name, field) of every setting, in order."""
    for section, model in SECTIONS.items():
        for key, field in model.model_fields.items():
            yield section, key, f"{section}.{key}", field


def _plain(value: Any) -> Any:
    match value:
        case Section():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case SecretStr():
            return value.get_secret_value()
        case Path():
            return str(value)
        case tuple() | list():
            return [_plain(each) for each in value]
        case _:
            return value
