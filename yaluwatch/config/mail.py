"""Settings of mail, digests and their translation."""

from email.utils import parseaddr
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from yaluwatch.config.section import ADDRESS, YEAR, Section


class MailSettings(Section):
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
        if not ADDRESS.fullmatch(parseaddr(value)[1]):
            raise ValueError("it is not an e-mail address such as Yaluwatch <yalu@example.org>")
        return value


class DigestSettings(Section):
    """What is news in a digest, and in which order stories stand. Only the ratios of the weights matter."""

    news_hours: int = Field(
        96,
        ge=1,
        le=YEAR,
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


class TranslationSettings(Section):
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
