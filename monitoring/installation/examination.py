"""The examination of a whole installation, in whatever state it is. Changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from alerts.bounces import ImapAccount
from alerts.transports import check_signature
from crawler.sources import read_sources
from monitoring.checks import machine, service
from monitoring.facts import Facts
from monitoring.installation import files, network, parallel
from monitoring.installation import settings as sense
from monitoring.installation.findings import Finding, Result, guarded, of_check, sentence
from monitoring.installation.versions import versions
from monitoring.levels import Level
from monitoring.measure import gather
from storage import examine, pending_upgrade
from yaluwatch import __version__
from yaluwatch.config import Setting, Settings, load_settings
from yaluwatch.errors import ArchiveError, ArchiveTooNew, MailError, SettingsError
from yaluwatch.model import Source

#: Sources that are asked for the time; each gets one request for robots.txt.
_ASKED = 3
#: What libraries and SQLite need besides what is counted; the usual limit is 1,024.
_MIN_FILES = 512
_OFFLINE = "Not tried, as --offline was given."


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """What an examination needs from outside."""

    now: Callable[[], datetime]
    #: The account of an imaps:// URL. Raises SettingsError.
    account_of: Callable[[str, str], ImapAccount]
    #: Findings about what subscriptions ask for.
    subscriptions: Callable[[Settings], Finding]
    #: The User-Agent that sites are asked with, made from crawl.contact.
    agent_of: Callable[[str], str]
    #: Whether to leave out what needs a network.
    is_offline: bool = False
    #: Limit of each probe of the network.
    seconds: float = 5.0

    def findings(self, data: Path) -> list[Finding]:
        """Everything found about the data folder, what stops everything first. Raises nothing of ours."""
        settings, shown, found = _settings(data)
        in_force = settings or Settings(data=data)
        sources = _sources(in_force)
        facts = gather(in_force.archive, lambda: sources, self.now())
        running = parallel.start(self._probes(settings, sources, facts), self.seconds)
        found += guarded("source list", partial(files.source_list, in_force, read_sources))
        found += guarded("word lists", partial(files.word_lists, in_force))
        found += guarded("key of links", partial(files.key, in_force))
        found += guarded("permissions: key, outbox", partial(files.permissions, in_force, shown))
        found += _folder(data, facts)
        found += guarded("archive", partial(_archive, in_force))
        found += [self.subscriptions(in_force), _service(facts)]
        found += [_disk(facts), _open_files(facts), of_check(machine.clock(facts))]
        found += guarded("version", versions)
        if settings is not None:
            found += _sense(settings, has_accounts=facts.status.has_accounts)
        return found + self._skipped(settings, sources) + running.findings()

    def _probes(self, settings: Settings | None, sources: Sequence[Source], facts: Facts) -> parallel.Probes:
        """What is asked, by name of the finding."""
        if settings is None:
            return {}
        probes: dict[str, Callable[[], Finding]] = {
            "port": partial(network.port, settings.web, self.seconds, is_running=facts.is_running)
        }
        if not self.is_offline:
            probes |= {name: probe for name, probe in self._network(settings, sources) if probe is not None}
        return probes

    def _skipped(self, settings: Settings | None, sources: Sequence[Source]) -> list[Finding]:
        if settings is None:
            detail = "Not tried, as the settings can't be read."
            return [Finding("network", Result.SKIPPED, detail)]
        if not self.is_offline:
            return []
        wanted = (name for name, probe in self._network(settings, sources) if probe is not None)
        return [Finding(name, Result.SKIPPED, _OFFLINE) for name in wanted]

    def _network(
        self, settings: Settings, sources: Sequence[Source]
    ) -> Iterator[tuple[str, Callable[[], Finding] | None]]:
        """The probes that need a network; None where there is nothing to ask."""
        mail, web, seconds = settings.mail, settings.web, self.seconds
        yield "mail server", partial(network.smtp, mail, seconds) if mail.smtp_host else None
        password = mail.bounce_password.get_secret_value()
        account_of = partial(self._account, password)
        box = partial(network.mailbox, mail.bounce_mailbox, account_of, seconds)
        yield "bounce mailbox", box if mail.bounce_mailbox else None
        is_named = bool(web.public_url) and not sense.complaint_of_url(web.public_url)
        page = partial(network.public_page, web.public_url, seconds, self.now)
        yield "public address", page if is_named else None
        agent, urls = self.agent_of(settings.crawl.contact), asked(sources)
        clock = partial(network.clock, urls, agent, seconds, self.now)
        yield "clock compared", clock if urls else None

    def _account(self, password: str, url: str) -> ImapAccount:
        return self.account_of(url, password)


def asked(sources: Sequence[Source]) -> list[str]:
    """URLs of robots.txt of the first active sources on different hosts."""
    found: dict[str, str] = {}
    for source in sources:
        parts = urlsplit(source.urls[0]) if source.urls and not source.paused else urlsplit("")
        if parts.scheme in {"http", "https"} and parts.hostname:
            host = parts.netloc.rpartition("@")[2]
            found.setdefault(parts.hostname, f"{parts.scheme}://{host}/robots.txt")
    return list(found.values())[:_ASKED]


def _settings(data: Path) -> tuple[Settings | None, list[Setting], list[Finding]]:
    name = "settings"
    try:
        settings, shown = load_settings(data)
    except (SettingsError, OSError) as error:
        return None, [], [Finding(name, Result.FAIL, sentence(error), "correct that setting")]
    changed = sum(one.origin != "default" for one in shown)
    detail = f"The settings can be read; {changed} of {len(shown)} are not the defaults."
    return settings, shown, [Finding(name, Result.OK, detail)]


def _sources(settings: Settings) -> Sequence[Source]:
    try:
        return read_sources(settings.sources)
    except (SettingsError, OSError):
        # A finding of its own says so.
        return []


def _folder(data: Path, facts: Facts) -> list[Finding]:
    name = "data folder"
    if not data.is_dir():
        return [Finding(name, Result.FAIL, f"There is no data folder {data}.", "yalu init")]
    if facts.storage.folder_error:
        detail, helps = sentence(facts.storage.folder_error), f"make {data} writable for this user"
        return [Finding(name, Result.FAIL, detail, helps)]
    return [Finding(name, Result.OK, f"{data} can be written.")]


def _archive(settings: Settings) -> Iterator[Finding]:
    """What `storage.examine` finds. A newer archive can't be examined. Raises ArchiveError."""
    path = settings.archive
    if not path.exists():
        yield Finding("archive", Result.FAIL, f"There is no archive at {path}.", "yalu init")
        return
    try:
        pending_upgrade(path)
    except ArchiveTooNew as error:
        yield Finding("schema", Result.FAIL, sentence(error), "pip install --upgrade yaluwatch")
        return
    except ArchiveError:
        # The examination says what is wrong.
        pass
    for found in examine(path):
        yield Finding(found.check, Result.OK if found.is_ok else Result.FAIL, found.detail)


def _service(facts: Facts) -> Finding:
    """Whether a service runs; one that does not run is no fault of the installation."""
    check, instance = service.running(facts), facts.instance
    if facts.archive_error:
        return Finding("service", Result.SKIPPED, "Unknown, as the archive can't be read.")
    if facts.is_running and instance and instance.problem:
        detail = f"The service refused new settings, the earlier ones stay in force: {instance.problem}."
        return Finding("service", Result.WARN, detail, "yalu config")
    if facts.is_running and instance and instance.version != __version__:
        detail = f"The service runs with version {instance.version}, this is {__version__}."
        return Finding("service", Result.WARN, detail, "restart the service")
    if check.level is Level.FAIL:
        return Finding("service", Result.WARN, check.text, check.help)
    return of_check(check)


def _disk(facts: Facts) -> Finding:
    if not facts.storage.total_bytes:
        return Finding("disk", Result.SKIPPED, "Unknown, as there is no data folder to look at.")
    return of_check(machine.disk(facts))


def _open_files(facts: Facts) -> Finding:
    name, allowed = "open files", facts.process.max_files
    if 0 < allowed < _MIN_FILES:
        detail = f"A process may open only {allowed} files here."
        return Finding(name, Result.WARN, detail, "ulimit -n 4096")
    return of_check(machine.files(facts), name)


def _sense(settings: Settings, *, has_accounts: bool) -> list[Finding]:
    found = [sense.mail(settings), sense.web(settings, has_accounts=has_accounts)]
    found += [sense.addresses(settings), sense.pings(settings)]
    return [*found, sense.translation(settings), *_signature(settings)]


def _signature(settings: Settings) -> list[Finding]:
    if not settings.mail.dkim_selector:
        return []
    try:
        check_signature(settings.mail)
    except MailError as error:
        return [Finding("mail signature", Result.FAIL, sentence(error), "set mail.dkim_key_file")]
    return [Finding("mail signature", Result.OK, "Mail can be signed (DKIM).")]
