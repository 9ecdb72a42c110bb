"""Settings: defaults, then config.toml, then YALUWATCH_* variables, then flags; later ones win.

No other module reads the environment.
"""

import difflib
import inspect
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from yaluwatch.errors import SettingsError
from yaluwatch.files import PRIVATE_FILE, write_new, write_whole
from yaluwatch.shown import has_user, shown_line
from yaluwatch.times import parse_schedule
from yaluwatch.toml_files import parse_toml, read_toml_text

_PREFIX = "YALUWATCH_"

# What Kubernetes and Docker set for a service called yaluwatch, or yaluwatch-web (https://kubernetes.io/docs/
# concepts/services-networking/service/#environment-variables, https://docs.docker.com/engine/network/links/).
_LINK = re.compile(
    r"YALUWATCH_(?:\w+_)?"
    r"(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO|PORT_START|PORT_END))?)"
)
_LINK_ADDRESS = re.compile(r"(?:tcp|udp|sctp)://\S+")
_LINK_NAME = re.compile(r"/[\w.-]+/[\w.-]+")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Longest text of a setting, in characters.
_MAX_TEXT = 1_000
# A token of random letters and digits of this length can't be guessed.
_MIN_TOKEN = 16
#: Fewest characters of a password (NIST SP 800-63B-4, 3.1.1.2, asks for 15 without a second factor, 8 with).
MIN_PASSWORD = 12
#: Longest times that are accepted: a day in seconds, a year in hours.
_DAY, _YEAR = 86_400, 8_784
#: A century in days.
_CENTURY = 36_525


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_switch(cls, value: object, info: ValidationInfo) -> object:
        """Reject true and false where a number is expected, which would count as 1 and 0."""
        if isinstance(value, bool) and cls.model_fields[info.field_name or ""].annotation is not bool:
            raise ValueError(f"it can't be {str(value).lower()}")
        return value

    @field_validator("*", mode="after")
    @classmethod
    def _is_one_line(cls, value: object) -> object:
        """Reject control characters, which would break a header, and texts nobody typed."""
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str):
            if len(text) > _MAX_TEXT:
                raise ValueError(f"it has more than {_MAX_TEXT} characters")
            if _CONTROL.search(text):
                raise ValueError("it contains a line break or another control character")
        return value


class CrawlSettings(_Section):
    """How sources are crawled."""

    contact: str = Field("", description="E-mail address or URL sent to every site in the user agent.")
    every_minutes: int = Field(
        5, ge=1, le=1440, description="Minutes between two checks for sources that are due."
    )
    parallel: int = Field(
        2, ge=1, le=32, description="Number of sources crawled at the same time, each in its own process."
    )
    seconds_per_source: int = Field(
        600, ge=10, le=_DAY, description="Time limit for crawling one source, in seconds."
    )
    megabytes_per_source: int = Field(
        2048, ge=256, le=1_000_000, description="Memory limit for crawling one source, in MB."
    )
    compression: int = Field(6, ge=1, le=9, description="Compression of stored pages, 1 (fast) to 9 (small).")


class WebSettings(_Section):
    """Where the web pages are served."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8425, ge=1, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "",
        pattern=r"^(https?://.*)?$",
        description="URL at which readers of digests reach the pages, if different.",
    )

    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="Path below which a proxy shows the pages, such as /yalu; if empty, at the top.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies in front of the pages, separated by commas; what they "
        "say about a request (X-Forwarded-For, X-Forwarded-Proto) counts, what others say does not.",
    )
    monitor_token: SecretStr = Field(
        SecretStr(""),
        description="Token for reading /readyz, /healthz and /metrics from other computers (Authorization: "
        "Bearer …); safer in a file named by YALUWATCH_WEB_MONITOR_TOKEN_FILE.",
    )

    @field_validator("monitor_token")
    @classmethod
    def _is_long(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < _MIN_TOKEN:
            raise ValueError(f"it has fewer than {_MIN_TOKEN} characters, which can be guessed")
        return value

    @field_validator("public_url")
    @classmethod
    def _has_no_user(cls, value: str) -> str:
        if has_user(value):
            raise ValueError("it must not contain a user name or password, which every reader would see")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _is_list_of_networks(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            try:
                ip_network(part)
            except ValueError as error:
                raise ValueError(
                    f"{part!r} is neither an address nor a network such as 10.0.0.0/8"
                ) from error
        return value

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks in `trusted_proxies`."""
        return tuple(filter(None, map(str.strip, self.trusted_proxies.split(","))))

    @property
    def address(self) -> str:
        """URL of the pages, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


class AccountSettings(_Section):
    """Who may use the web pages. `yalu users add` adds accounts."""

    admin_password: SecretStr = Field(
        SecretStr(""),
        description="Password of the account admin, which is created at the first start; safer in a file "
        "named by YALUWATCH_ADMIN_PASSWORD_FILE.",
    )
    idle_hours: int = Field(
        72, ge=1, le=_YEAR, description="Hours without a visit after which one has to log in again."
    )
    max_days: int = Field(
        30, ge=1, le=366, description="Days after which one has to log in again in any case."
    )
    user_header: str = Field(
        "",
        pattern=r"^([A-Za-z0-9-]+)?$",
        description="Header in which web.trusted_proxies name who is logged in, such as X-Remote-User; if "
        "empty, people log in here.",
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^(https?://.*)?$",
        description="Identity provider (OpenID Connect) that may log people in, such as "
        "https://login.example.org; if empty, there is none.",
    )
    oidc_client_id: str = Field("", description="Our id at the identity provider.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our secret at the identity provider.")

    @field_validator("admin_password")
    @classmethod
    def _is_hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < MIN_PASSWORD:
            raise ValueError(f"it has fewer than {MIN_PASSWORD} characters")
        return value


class MailSettings(_Section):
    """How digests are sent. Without smtp_host they are written to the folder outbox."""

    sender: str = Field("Yaluwatch <yalu@localhost>", description="Sender (From) of every digest.")
    smtp_host: str = Field("", description="SMTP server; if empty, .eml files are written instead.")
    smtp_port: int = Field(587, ge=1, le=65535, description="SMTP port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="starttls, tls (implicit TLS) or none."
    )
    smtp_user: str = Field("", description="SMTP user name; empty if the server needs none.")
    smtp_password: SecretStr = Field(
        SecretStr(""),
        description="SMTP password; safer in a file named by YALUWATCH_MAIL_SMTP_PASSWORD_FILE.",
    )
    dkim_selector: str = Field("", description="DKIM selector; if empty, mail is not signed.")
    dkim_key_file: str = Field("", description="File with the private DKIM key (PEM).")
    smtp_timeout_seconds: int = Field(
        30, ge=1, le=3600, description="Seconds to wait for the SMTP server to respond."
    )
    connections: int = Field(
        2, ge=1, le=16, description="Number of messages sent at the same time, each over its own connection."
    )
    allow_private: bool = Field(False, description="Allow webhooks on this computer and on private networks.")
    verp: bool = Field(
        False,
        description="Add a tag to the envelope sender, so that returned mail names its message; the server "
        "must deliver yalu+…@ to the mailbox of yalu@.",
    )
    bounce_mailbox: str = Field(
        "",
        description="Maildir folder, or imaps://user@host/INBOX, from which returned mail is read; if empty, "
        "only `yalu bounces` reads it.",
    )
    bounce_password: SecretStr = Field(
        SecretStr(""),
        description="Password of the IMAP mailbox; safer in a file named by "
        "YALUWATCH_MAIL_BOUNCE_PASSWORD_FILE.",
    )

    @field_validator("sender")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        if not _ADDRESS.fullmatch(parseaddr(value)[1]):
            raise ValueError("it is not an e-mail address such as Yaluwatch <yalu@example.org>")
        return value


class DigestSettings(_Section):
    """What is news in a digest, and in which order stories stand. Only the ratios of the weights matter."""

    news_hours: int = Field(
        96,
        ge=1,
        le=_YEAR,
        description="Hours after its publication an article is still news when it is found.",
    )
    weight_subject: float = Field(0.5, ge=0, le=1000, description="Weight of a story's most important topic.")
    weight_relevance: float = Field(0.2, ge=0, le=1000, description="Weight of its relevance.")
    weight_publishers: float = Field(
        0.2, ge=0, le=1000, description="Weight of the number of independent publishers."
    )
    weight_source: float = Field(0.1, ge=0, le=1000, description="Weight of the tier of its best source.")
    smuggling: float = Field(1.0, ge=0, le=1, description="Importance of each topic, 0 to 1.")
    sanctions: float = Field(0.9, ge=0, le=1, description="Likewise.")
    closures: float = Field(0.95, ge=0, le=1, description="Likewise: closures and reopenings of the border.")
    border: float = Field(0.8, ge=0, le=1, description="Likewise.")
    trade: float = Field(0.7, ge=0, le=1, description="Likewise.")
    logistics: float = Field(0.6, ge=0, le=1, description="Likewise.")
    markets: float = Field(0.6, ge=0, le=1, description="Likewise.")
    labor: float = Field(0.6, ge=0, le=1, description="Likewise.")
    diplomacy: float = Field(0.5, ge=0, le=1, description="Likewise.")
    health: float = Field(0.4, ge=0, le=1, description="Likewise.")
    tourism: float = Field(0.2, ge=0, le=1, description="Likewise.")
    other: float = Field(0.7, ge=0, le=1, description="Likewise: topics of your own.")


class TranslationSettings(_Section):
    """Machine translation of headlines and quotes in digests; off unless a service is set."""

    service: Literal["", "libretranslate", "openai"] = Field(
        "", description="libretranslate, openai (any server with that API), or empty for none."
    )
    url: str = Field(
        "",
        pattern=r"^(https?://.*)?$",
        description="URL of the service, such as http://127.0.0.1:5000 or https://api.openai.com.",
    )
    api_key: SecretStr = Field(
        SecretStr(""),
        description="API key; safer in a file named by YALUWATCH_TRANSLATION_API_KEY_FILE.",
    )
    model: str = Field("", description="Name of the model; only for openai.")
    timeout_seconds: int = Field(
        20, ge=1, le=300, description="Time limit for translating one batch of texts, in seconds."
    )


class JobSettings(_Section):
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


class RetentionSettings(_Section):
    """What is deleted when it is old. Articles, their texts and the hashes of their pages are always kept."""

    pages_days: int = Field(0, ge=0, le=_CENTURY, description="Days raw pages are kept; 0 keeps all.")
    fetches_days: int = Field(
        0, ge=0, le=_CENTURY, description="Days the log of requests is kept; 0 keeps all."
    )
    messages_days: int = Field(
        0, ge=0, le=_CENTURY, description="Days contents of sent messages are kept; 0 keeps all."
    )
    jobs_days: int = Field(90, ge=7, le=_CENTURY, description="Days records of jobs are kept.")


class BackupSettings(_Section):
    """Where the service puts its backups, and how many it keeps: the newest of each day, week and month."""

    folder: str = Field("", description="Folder for backups; if empty, backups inside the data folder.")
    keep_daily: int = Field(7, ge=1, le=1000, description="Number of days of which a backup is kept.")
    keep_weekly: int = Field(4, ge=0, le=1000, description="Number of weeks, likewise.")
    keep_monthly: int = Field(12, ge=0, le=1000, description="Number of months, likewise.")


class BackfillSettings(_Section):
    """Where web archives are downloaded from."""

    ccnews_url: str = Field(
        "https://data.commoncrawl.org/",
        pattern=r"^https?://.+$",
        description="Address below which Common Crawl's files are: its own, or that of a copy.",
    )


class AlarmSettings(_Section):
    """Who is told when the service needs a person. Without any of these, see the log and `yalu status`."""

    to: str = Field("", description="E-mail addresses of the operators, separated by commas.")
    webhook: SecretStr = Field(
        SecretStr(""),
        description="URL of a webhook; safer in a file named by YALUWATCH_ALARM_WEBHOOK_FILE.",
    )
    chat: SecretStr = Field(
        SecretStr(""),
        description="Apprise address of a chat, such as slack://…; safer in a file named by "
        "YALUWATCH_ALARM_CHAT_FILE.",
    )

    @field_validator("to")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for address in filter(None, map(str.strip, value.split(","))):
            if not _ADDRESS.fullmatch(address):
                raise ValueError(f"{address!r} is not an e-mail address")
        return value

    @field_validator("webhook")
    @classmethod
    def _is_webhook(cls, value: SecretStr) -> SecretStr:
        if (text := value.get_secret_value()) and not text.startswith(("https://", "http://")):
            raise ValueError("it is not an http or https URL")
        return value

    @field_validator("chat")
    @classmethod
    def _is_chat(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and ("://" not in text or text.startswith(("https://", "http://"))):
            raise ValueError("it is not an address such as slack://…; an http URL belongs in alarm.webhook")
        return value

    @property
    def addresses(self) -> tuple[str, ...]:
        """E-mail addresses, the webhook and the chat, as far as they are set."""
        mail = map(str.strip, self.to.split(","))
        others = (self.webhook.get_secret_value(), self.chat.get_secret_value())
        return tuple(dict.fromkeys(filter(None, (*mail, *others))))


class PingSettings(_Section):
    """Pings to a monitor outside, which notices when they stop; protocol of https://healthchecks.io."""

    url: SecretStr = Field(
        SecretStr(""),
        description="URL of the service's check; safer in a file named by YALUWATCH_PING_URL_FILE.",
    )
    job_url: SecretStr = Field(
        SecretStr(""),
        description="URL of the checks of the jobs, with {job} in it, such as "
        "https://hc-ping.com/PING-KEY/yalu-{job}; safer in a file named by YALUWATCH_PING_JOB_URL_FILE.",
    )

    @field_validator("url", "job_url")
    @classmethod
    def _is_web_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        text = value.get_secret_value()
        if text and not text.startswith(("https://", "http://")):
            raise ValueError("it is not an http or https URL")
        if text and info.field_name == "job_url" and "{job}" not in text:
            raise ValueError("it does not contain {job}")
        return value


class LogSettings(_Section):
    """What is logged to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Minimum level: debug, info, warning or error."
    )
    format: Literal["auto", "text", "json"] = Field(
        "auto", description="text, json (one object per line), or auto: text on a terminal, else json."
    )


class Settings(_Section):
    """All settings, and the data folder they apply to."""

    #: Holds config.toml, sources.toml, the archive, pages and outbox.
    data: Path
    crawl: CrawlSettings = CrawlSettings()
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

    @property
    def archive(self) -> Path:
        """The archive file."""
        return self.data / "yalu.db"

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


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force, as shown to people."""

    #: Dotted name, such as "web.port".
    name: str
    #: As TOML would write it; secrets as "***".
    value: str
    #: Where it comes from: "default", the path of config.toml, the name of a variable, or "flag".
    origin: str


_SECTIONS: dict[str, type[_Section]] = {
    "crawl": CrawlSettings,
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


def load_settings(
    data: Path, environment: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> tuple[Settings, list[Setting]]:
    """The settings in force in a data folder and where each comes from.

    `flags` are dotted names such as {"web.port": 9000}. Raises SettingsError naming the setting.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, layer in (
        ("config.toml", _from_file(data / "config.toml")),
        ("", _from_environment(os.environ if environment is None else environment)),
        ("flag", {name: (value, "flag") for name, value in (flags or {}).items()}),
    ):
        for name, (value, place) in layer.items():
            values[name] = value
            origins[name] = place or origin
    settings = _validated(data, values, origins)
    shown = [
        Setting(name, _shown(getattr(getattr(settings, section), key)), origins.get(name, "default"))
        for section, key, name, _ in _fields()
    ]
    return settings, shown


def secret_settings() -> list[str]:
    """The dotted names of all settings that are secrets."""
    return [name for _, _, name, field in _fields() if field.annotation is SecretStr]


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """What systemd tells a service that it starts with Type=notify."""

    #: Path or "@" and a name of the socket that takes notifications; "" when nobody listens.
    socket: str = ""
    #: Time within which it wants to hear from us, again and again, seconds; None if it does not.
    watchdog_seconds: float | None = None


def service_manager(environment: Mapping[str, str] | None = None) -> ServiceManager:
    """The service manager that started this process (sd_notify(3), sd_watchdog_enabled(3))."""
    found = os.environ if environment is None else environment
    microseconds, pid = found.get("WATCHDOG_USEC", ""), found.get("WATCHDOG_PID", "")
    is_for_us = not pid or pid == str(os.getpid())
    watchdog = int(microseconds) / 1e6 if is_for_us and microseconds.isdecimal() else 0.0
    return ServiceManager(found.get("NOTIFY_SOCKET", ""), watchdog or None)


def template() -> str:
    """A config.toml in which every setting is commented out, with its meaning and default."""
    lines = [
        "# Yaluwatch settings. To change one, remove its # and edit it. `yalu config` shows those in force."
    ]
    current = ""
    for section, key, _, field in _fields():
        if section != current:
            current = section
            meaning = inspect.cleandoc(_SECTIONS[section].__doc__ or "").splitlines()
            lines += ["", *(f"# {line}" for line in meaning if line), f"[{section}]"]
        default = "" if isinstance(field.default, SecretStr) else field.default
        lines += [f"# {field.description}", f"# {key} = {_toml(default)}"]
    return "\n".join(lines) + "\n"


def _fields() -> Iterator[tuple[str, str, str, FieldInfo]]:
    """(section, key, dotted name, field) of every setting, in order."""
    for section, model in _SECTIONS.items():
        for key, field in model.model_fields.items():
            yield section, key, f"{section}.{key}", field


def _from_file(file: Path) -> dict[str, tuple[object, str]]:
    if not file.exists():
        return {}
    try:
        tables = parse_toml(read_toml_text(file))
    except ValueError as error:
        raise SettingsError(f"{file} can't be read: {shown_line(str(error))}") from error
    known = {name for _, _, name, _ in _fields()}
    found: dict[str, tuple[object, str]] = {}
    for section, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(
                f"{file}: {shown_line(section, 60)!r} must be inside a [section] such as [web]"
            )
        for key, value in table.items():
            name = f"{section}.{key}"
            if name not in known:
                raise SettingsError(
                    f"{file}: there is no setting {shown_line(name, 60)!r}{_closest(name, known)}"
                )
            found[name] = (value, str(file))
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    names = {_PREFIX + name.replace(".", "_").upper(): name for _, _, name, _ in _fields()}
    names[f"{_PREFIX}ADMIN_PASSWORD"] = "accounts.admin_password"
    found: dict[str, tuple[object, str]] = {}
    for variable, value in sorted(environment.items()):
        if not variable.startswith(_PREFIX) or variable in {f"{_PREFIX}DATA", f"{_PREFIX}SHARED"}:
            continue
        if _is_service_link(variable, value, environment):
            continue
        if variable in names:
            found[names[variable]] = (value, variable)
        elif (plain := variable.removesuffix("_FILE")) in names:
            # An empty file, such as /dev/null, stands for a secret that is not set: config.toml counts.
            if secret := _secret(variable, Path(value)):
                found[names[plain]] = (secret, variable)
        else:
            raise SettingsError(
                f"there is no setting for {shown_line(variable, 60)}{_closest(variable, names)}"
            )
    return found


def _is_service_link(variable: str, value: str, environment: Mapping[str, str]) -> bool:
    """Whether an orchestrator set the variable for a service of our name; nobody sets a port to tcp://…."""
    if _LINK.fullmatch(variable) or (variable.endswith("_PORT") and _LINK_ADDRESS.fullmatch(value)):
        return True
    if variable.endswith("_NAME"):
        return _LINK_NAME.fullmatch(value) is not None
    # Docker passes the linked container's own variables on, as NAME_ENV_…, next to NAME_NAME.
    linked, mark, _ = variable.partition("_ENV_")
    return bool(mark) and f"{linked}_NAME" in environment


def _secret(variable: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable} names {file}, which can't be read: {error}") from error


def _closest(name: str, known: Mapping[str, str] | set[str]) -> str:
    close = difflib.get_close_matches(name[:200], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else "; remove it or correct its name"


def _validated(data: Path, values: Mapping[str, object], origins: Mapping[str, str]) -> Settings:
    tables: dict[str, Any] = {}
    for name, value in values.items():
        section, key = name.split(".", 1)
        tables.setdefault(section, {})[key] = value
    try:
        return Settings(data=data, **tables)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = shown_line(first["msg"].removeprefix("Value error, "))
        raise SettingsError(f"{name} from {origins.get(name, 'a flag')} is not valid: {reason}") from error


def _shown(value: object) -> str:
    return ('"***"' if value.get_secret_value() else '""') if isinstance(value, SecretStr) else _toml(value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else f'"{value}"'
