"""Settings of alarms, pings and the log."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from yaluwatch.config.section import ADDRESS, Section


class AlarmSettings(Section):
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
            if not ADDRESS.fullmatch(address):
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


class PingSettings(Section):
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


class LogSettings(Section):
    """What is logged to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Minimum level: debug, info, warning or error."
    )
    format: Literal["auto", "text", "json"] = Field(
        "auto", description="text, json (one object per line), or auto: text on a terminal, else json."
    )
