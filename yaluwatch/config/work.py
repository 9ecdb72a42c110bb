"""Settings of what the service does: crawling, its jobs, what it keeps."""

from pydantic import Field, SecretStr, field_validator

from yaluwatch.config.section import CENTURY, DAY, Section
from yaluwatch.times import parse_schedule


class CrawlSettings(Section):
    """How sources are crawled."""

    contact: str = Field("", description="E-mail address or URL sent to every site in the user agent.")
    every_minutes: int = Field(
        5, ge=1, le=1440, description="Minutes between two checks for sources that are due."
    )
    parallel: int = Field(
        2, ge=1, le=32, description="Number of sources crawled at the same time, each in its own process."
    )
    seconds_per_source: int = Field(
        600, ge=10, le=DAY, description="Time limit for crawling one source, in seconds."
    )
    megabytes_per_source: int = Field(
        2048, ge=256, le=1_000_000, description="Memory limit for crawling one source, in MB."
    )
    compression: int = Field(6, ge=1, le=9, description="Compression of stored pages, 1 (fast) to 9 (small).")


class JobSettings(Section):
    """When the jobs of the service run, in UTC. Sources are polled as crawl.every_minutes says.

    "every 20 s", "every 5 min", "every 2 h", "daily 18:20", "sunday 19:10" or "off".
    """

    tag: str = Field("every 20 s", description="Tag and group new articles.")
    compose: str = Field("every 20 s", description="Compose digests and alerts that are due.")
    deliver: str = Field("every 20 s", description="Send waiting messages.")
    bounces: str = Field("every 5 min", description="Read returned mail, if mail.bounce_mailbox is set.")
    alarms: str = Field("every 1 min", description="Check the service, and tell when it needs a person.")
    source_health: str = Field("every 1 h", description="Compare each source with its history.")
    retention: str = Field("daily 17:40", description="Delete what [retention] says is old.")
    optimize: str = Field("daily 17:50", description="Keep the search index and the database fast.")
    backup: str = Field("daily 18:20", description="Back up the archive, and delete backups not kept.")
    integrity: str = Field("sunday 19:10", description="Verify every page and check the archive.")
    restore_drill: str = Field("sunday 20:10", description="Restore the newest backup for a test.")
    forget: str = Field("daily 17:30", description="Delete old records of jobs and alarms.")

    @field_validator("*", mode="after")
    @classmethod
    def _is_schedule(cls, value: str) -> str:
        parse_schedule(value)
        return value


class RetentionSettings(Section):
    """What is deleted when it is old. Articles, their texts and the hashes of their pages are always kept."""

    pages_days: int = Field(0, ge=0, le=CENTURY, description="Days raw pages are kept; 0 keeps all.")
    fetches_days: int = Field(
        0, ge=0, le=CENTURY, description="Days the log of requests is kept; 0 keeps all."
    )
    messages_days: int = Field(
        0, ge=0, le=CENTURY, description="Days contents of sent messages are kept; 0 keeps all."
    )
    jobs_days: int = Field(90, ge=7, le=CENTURY, description="Days records of jobs are kept.")


class BackupSettings(Section):
    """Where the service puts its backups, and how many it keeps: the newest of each day, week and month."""

    folder: str = Field("", description="Folder for backups; if empty, backups inside the data folder.")
    keep_daily: int = Field(7, ge=1, le=1000, description="Number of days of which a backup is kept.")
    keep_weekly: int = Field(4, ge=0, le=1000, description="Number of weeks, likewise.")
    keep_monthly: int = Field(12, ge=0, le=1000, description="Number of months, likewise.")


class DatabaseSettings(Section):
    """Where the archive is."""

    url: SecretStr = Field(
        SecretStr(""),
        description="PostgreSQL instead of the file yalu.db: postgresql://name:password@host/database. Pages"
        " are in the folder pages of the data folder, unless it ends in ?pages=/srv/pages or ?pages=s3://bucket/folder.",
    )

    @field_validator("url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must be a URL such as postgresql://name:password@host/database")
        return url


class BackfillSettings(Section):
    """Where web archives are downloaded from."""

    ccnews_url: str = Field(
        "https://data.commoncrawl.org/",
        pattern=r"^https?://.+$",
        description="Address below which Common Crawl's files are: its own, or that of a copy.",
    )
