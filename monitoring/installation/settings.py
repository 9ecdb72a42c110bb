"""Whether settings that are valid one by one make sense together. Pure."""

import ipaddress
from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import urlsplit

from alerts.transports import check_address, complaint_of, complaint_of_chat
from monitoring.installation.findings import Finding, Result
from yaluwatch.config import MailSettings, Settings, WebSettings
from yaluwatch.errors import SubscriptionError

_LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain"})
#: Ports and what servers expect there (RFC 8314): TLS from the start, or STARTTLS.
_TLS_PORT, _STARTTLS_PORTS = 465, (25, 587)


def mail(settings: Settings) -> Finding:
    """Whether the settings for sending mail fit each other."""
    name, made = "mail settings", settings.mail
    if not made.smtp_host:
        detail = f"No mail is sent, as mail.smtp_host is empty: digests are written to {settings.outbox}."
        return Finding(name, Result.OK, detail)
    detail, helps = next(_mail_problems(made), ("", ""))
    if detail:
        return Finding(name, Result.WARN, detail, helps)
    return Finding(name, Result.OK, f"Mail goes to {made.smtp_host}:{made.smtp_port} ({made.smtp_security}).")


def _mail_problems(made: MailSettings) -> Iterator[tuple[str, str]]:
    domain = parseaddr(made.sender)[1].rpartition("@")[2]
    if made.smtp_security == "starttls" and made.smtp_port == _TLS_PORT:
        yield (
            f"Servers expect TLS from the start on port {_TLS_PORT}, but mail.smtp_security is starttls.",
            'set mail.smtp_security = "tls", or mail.smtp_port = 587',
        )
    if made.smtp_security == "tls" and made.smtp_port in _STARTTLS_PORTS:
        yield (
            f"Servers expect STARTTLS on port {made.smtp_port}, but mail.smtp_security is tls.",
            'set mail.smtp_security = "starttls", or mail.smtp_port = 465',
        )
    if made.smtp_user and not made.smtp_password.get_secret_value():
        yield "There is a mail.smtp_user without a password.", "set YALUWATCH_MAIL_SMTP_PASSWORD_FILE"
    if made.smtp_password.get_secret_value() and not made.smtp_user:
        yield "There is a mail.smtp_password without a user, so nobody logs in.", "set mail.smtp_user"
    if made.smtp_user and made.smtp_security == "none" and not is_loopback(made.smtp_host):
        yield (
            "The password is sent to another computer without encryption.",
            'set mail.smtp_security = "starttls" or "tls"',
        )
    if domain in _LOOPBACK_NAMES and not is_loopback(made.smtp_host):
        yield (
            f"The sender is an address at {domain}, which other servers reject.",
            'set mail.sender = "Yaluwatch <name@your-domain>"',
        )


def web(settings: Settings, *, has_accounts: bool) -> Finding:
    """Whether the pages may be served as the settings say, and links to them can work."""
    name, made = "web settings", settings.web
    if not has_accounts and not is_loopback(made.host):
        detail = f"Other computers can reach {made.host or 'every address'}, and nobody has an account."
        return Finding(
            name, Result.FAIL, detail, 'yalu users add NAME --role admin, or web.host = "127.0.0.1"'
        )
    if made.public_url and (reason := complaint_of_url(made.public_url)):
        return Finding(name, Result.FAIL, f"web.public_url is not valid: {reason}.", "yalu config")
    return Finding(name, Result.OK, f"Pages are served at {_shown_page(made)}.")


def addresses(settings: Settings) -> Finding:
    """Whether the operators can be told: well-formed addresses, and a way to send."""
    name, alarm = "alarm addresses", settings.alarm
    if not alarm.addresses:
        detail = "Nobody is told when the service needs a person: no address is set in [alarm]."
        return Finding(name, Result.OK, detail)
    for address in filter(None, map(str.strip, alarm.to.split(","))):
        try:
            check_address(address)
        except SubscriptionError as error:
            return Finding(name, Result.FAIL, f"alarm.to: {error}.", "set alarm.to")
    if reason := _complaint(alarm.webhook.get_secret_value(), settings.mail):
        return Finding(name, Result.FAIL, f"alarm.webhook: {reason}.", "set alarm.webhook")
    chat = alarm.chat.get_secret_value()
    if chat and (reason := complaint_of_chat(chat)):
        return Finding(name, Result.FAIL, f"alarm.chat: {reason}.", "set alarm.chat")
    if alarm.to and not settings.mail.smtp_host:
        detail = "Alarms by e-mail are only written to the outbox, as mail.smtp_host is empty."
        return Finding(name, Result.WARN, detail, "set mail.smtp_host")
    return Finding(name, Result.OK, "The addresses for alarms are well-formed.")


def pings(settings: Settings) -> Finding:
    """Whether the addresses of the monitor outside are well-formed."""
    name, ping = "ping addresses", settings.ping
    found = {"ping.url": ping.url.get_secret_value(), "ping.job_url": ping.job_url.get_secret_value()}
    for setting, url in found.items():
        if url and (reason := complaint_of_url(url.replace("{job}", "poll"))):
            return Finding(name, Result.FAIL, f"{setting} is not valid: {reason}.", f"set {setting}")
    if not any(found.values()):
        detail = "No monitor outside notices when this computer is down: ping.url is empty."
        return Finding(name, Result.OK, detail)
    return Finding(name, Result.OK, "The addresses for pings are well-formed.")


def translation(settings: Settings) -> Finding:
    """Whether the settings of machine translation are complete."""
    name, made = "translation", settings.translation
    if not made.service:
        return Finding(name, Result.OK, "Nothing is translated: translation.service is empty.")
    if reason := complaint_of_url(made.url):
        detail = f"translation.url is not valid: {reason}."
        return Finding(name, Result.FAIL, detail, "set translation.url")
    return Finding(name, Result.OK, f"Headlines are translated by {made.service}.")


def complaint_of_url(url: str) -> str:
    """Why an http or https URL can't be used; "" if it can. Never contains the URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "it is not a URL"
    if parts.scheme not in {"http", "https"} or not host:
        return "it has no host"
    if port == 0 or any(each.isspace() for each in url):
        return "it has port 0, or a space in it"
    return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this computer, by its name or address alone."""
    if host in _LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _complaint(webhook: str, made: MailSettings) -> str:
    return complaint_of(webhook, allow_private=made.allow_private) if webhook else ""


def _shown_page(made: WebSettings) -> str:
    return made.address if made.public_url else f"{made.host}, port {made.port}"
