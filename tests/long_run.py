"""Sixty simulated days of the service while everything goes wrong, and a ledger of what came of it.

    python -m tests.long_run --days 60 [--postgresql]

Sites publish some sixty articles a day in four languages and fail, move, lie, fall silent and return. The
mail server is down, the password wrong, the disk full, our own network out, the clock wrong; the service is
restarted, and killed (its process, kill -9, at a random moment of its work). Prints a line for each day, then
the ledger; exit code 1 and a line for each violation when an article was lost or stored twice, a story was
not told or told twice, an alarm was not raised once and cleared once, a digest named the wrong blind spots,
or the log has a traceback.
"""

import argparse
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from itertools import pairwise
from pathlib import Path
from typing import IO

from crawler.sources.source_list import write_sources
from storage import Alarm, Query, open_archive
from tests.kill_run import archive_in, below, damage, stored
from tests.long_world import DAY, HOUR, Item, Publication, day_of_news, publications
from tests.mail_server import MailServer, serving
from tests.postgres import running
from tests.samples import subscribe, subscription
from yaluwatch.config import Settings
from yaluwatch.model import DeliveryState, Frequency

MINUTE = timedelta(minutes=1)
#: Days after the last fault: what was published before is judged, and comes with the last digests.
CALM_DAYS = 3
#: The last day is a Tuesday, so that a weekly digest (Monday) has covered what is judged.
END = datetime(2026, 9, 29, tzinfo=UTC)
DAILY, WEEKLY, AT_ONCE, OPERATOR = (
    "daily@example.org",
    "weekly@example.org",
    "now@example.org",
    "ops@example.org",
)
READERS = {"daily": DAILY, "weekly": WEEKLY, "at-once": AT_ONCE}
USER, PASSWORD = "yalu", "a password of ours"
_URL = re.compile(r"http://127\.0\.0\.\d+:\d+/news/\d+")
#: Headings of the digest.
_UPDATED, _BLIND = "UPDATED SINCE YOUR LAST E-MAIL", "SOURCES WE COULD NOT CHECK"
#: The longest step of the clock.
STEP = HOUR
#: A source that fails for so long must raise an alarm.
LONG = 36 * HOUR
#: How wrong the clock is while it is.
WRONG = 400 * DAY
SETTINGS = """
[crawl]
every_minutes = 60
[mail]
smtp_host = "127.0.0.1"
smtp_port = {port}
smtp_security = "none"
smtp_user = "{user}"
smtp_password = "{password}"
[web]
public_url = "https://yalu.example"
[alarm]
to = "ops@example.org"
[jobs]
tag = "every 60 min"
compose = "every 60 min"
deliver = "every 60 min"
alarms = "every 60 min"
source_health = "every 6 h"
[backup]
folder = "{backups}"
"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong for a while."""

    #: "failing", "html", "captcha", "silent" or "moved" at a site; "smtp", "password", "disk", "network" or
    #: "clock".
    kind: str
    begin: datetime
    end: datetime
    site: str = ""

    def lasts(self, now: datetime) -> bool:
        """Whether it is wrong now."""
        return self.begin <= now < self.end


@dataclass(frozen=True, slots=True)
class Plan:
    """When what goes wrong."""

    start: datetime
    days: int
    troubles: tuple[Trouble, ...]
    restarts: tuple[datetime, ...]
    kills: tuple[datetime, ...]

    @property
    def end(self) -> datetime:
        """When the run ends."""
        return self.start + self.days * DAY

    def lasting(self, kind: str, now: datetime) -> list[Trouble]:
        """Troubles of a kind at a time."""
        return [one for one in self.troubles if one.kind == kind and one.lasts(now)]


#: (kind, site, day of its beginning, hours), in runs of five and of sixty days.
_SHORT = (
    ("failing", "northern", 0.5, 40),
    ("moved", "ledger", 1.1, 24 * 999),
    ("captcha", "apnok", 1.2, 9),
    ("html", "liaohai", 0.7, 7),
    ("smtp", "", 1.25, 6),
    ("password", "", 0.6, 5),
    ("disk", "", 2.05, 3),
    ("network", "", 1.6, 6),
    ("clock", "", 2.3, 1),
)
_LONG = (
    ("failing", "northern", 2.5, 48),
    ("moved", "ledger", 4.1, 24 * 999),
    ("html", "liaohai", 6.2, 60),
    ("captcha", "apnok", 9.4, 50),
    ("smtp", "", 12.25, 6),
    ("silent", "oryokko", 14.0, 24 * 12),
    ("password", "", 17.1, 24),
    ("disk", "", 20.4, 5),
    ("network", "", 23.1, 24),
    ("clock", "", 27.3, 1),
    ("html", "harbour", 29.2, 30),
    ("failing", "duman", 31.3, 72),
    ("smtp", "", 34.3, 6),
    ("captcha", "bianjing", 36.6, 36),
    ("network", "", 40.5, 5),
    ("failing", "northern", 43.2, 8),
    ("disk", "", 46.1, 3),
    ("html", "ledger", 49.4, 48),
    ("moved", "oryokko", 51.5, 24 * 999),
    ("failing", "apnok", 53.2, 40),
)


def plan_of(days: int, kills: int, restarts: int, seed: int) -> Plan:
    """The plan of a run; its last days are calm."""
    rng = random.Random(seed)
    start = END - days * DAY
    calm = END - CALM_DAYS * DAY
    wanted = _LONG if days >= 30 else _SHORT if days >= 5 else ()
    troubles = tuple(
        Trouble(kind, begin, begin + hours * HOUR, site)
        for kind, site, day, hours in wanted
        if (begin := start + day * DAY) < calm
    )
    # What the disk refused, and what was told without the archive, is known to the process alone.
    unsafe = [(one.begin - HOUR, one.end + HOUR) for one in troubles if one.kind in {"disk", "clock"}]

    def moments(count: int) -> tuple[datetime, ...]:
        found: list[datetime] = []
        while len(found) < count:
            at = start + rng.uniform(0.1, days - CALM_DAYS + 0.9) * DAY
            if not any(begin <= at <= end for begin, end in unsafe):
                found.append(at)
        return tuple(sorted(found))

    return Plan(start, days, troubles, moments(restarts), moments(kills))


class ServiceProcess:
    """The service, in a process of its own that can be killed."""

    def __init__(self, data: Path, log: list[str]) -> None:
        command = [sys.executable, "-m", "tests.long_service", str(data)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._reader = threading.Thread(target=_collect, args=(self._process.stderr, log), daemon=True)
        self._reader.start()

    def ask(self, now: datetime, steady: float) -> None:
        """Say what time it is."""
        self._in.write(f"{now.isoformat()} {steady}\n")
        self._in.flush()

    def answer(self) -> datetime:
        """When it wants to run again. Aware UTC."""
        line = self._out.readline()
        assert line, f"the service ended with {self._process.wait()}"
        return datetime.fromisoformat(line.strip())

    def limit_files(self, size: int) -> None:
        """Let no process of the service write files beyond a size: -1 ends it."""
        for pid in (self._process.pid, *below(self._process.pid)):
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def stop(self) -> None:
        """End it in an orderly way."""
        self._in.write("stop\n")
        self._in.flush()
        assert self._process.wait(120) == 0
        self._hang_up()

    def kill(self, *, with_children: bool) -> None:
        """Kill it, and wait until its crawls have ended."""
        family = [self._process.pid, *below(self._process.pid)]
        for pid in family if with_children else family[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + 300
        while any(_is_running(pid) for pid in family[1:]):
            assert time.monotonic() < deadline, "a crawl outlives its parent"
            time.sleep(0.02)
        self._hang_up()

    def _hang_up(self) -> None:
        self._reader.join(60)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            # What was written last may not have been read.
            with suppress(BrokenPipeError):
                if stream is not None:
                    stream.close()


def _collect(stream: IO[str], log: list[str]) -> None:
    log.extend(line.rstrip() for line in stream)


def _is_running(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@dataclass
class Ledger:
    """What happened and what came of it."""

    plan: Plan
    #: URL → (site, article) of everything published.
    published: dict[str, tuple[str, Item]] = field(default_factory=dict)
    #: When each mail was taken (simulated), to whom, and the mail.
    mails: list[tuple[datetime, str, EmailMessage]] = field(default_factory=list)
    #: Alarms by id, as they were last seen.
    alarms: dict[int, Alarm] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    kills: int = 0
    restarts: int = 0
    stored: int = 0
    told: Counter[str] = field(default_factory=Counter)
    carried: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


class Run:
    """The world, the service and the clock."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        mail: MailServer,
        sites: Sequence[Publication],
        seed: int,
        database: str = "",
    ) -> None:
        """With `database`, the URL of one in PostgreSQL, the archive is there."""
        self.ledger, self.plan = Ledger(plan), plan
        self._rng = random.Random(seed)
        self._data = folder / "var"
        self._mail = mail
        self._sites = {site.id: site for site in sites}
        self._coming: list[tuple[datetime, str, Item]] = []
        self._taken = 0
        self._is_full = False
        self._data.mkdir()
        text = SETTINGS.format(port=mail.port, user=USER, password=PASSWORD, backups=folder / "backups")
        if database:
            text += f'[database]\nurl = "{database}"\n'
        (self._data / "config.toml").write_text(text)
        Settings(data=self._data).make_secret()
        write_sources(self._data / "sources.toml", [site.source() for site in sites])
        if database:
            (self._data / "archive.url").write_text(database)
        with open_archive(archive_in(self._data)) as archive:
            for name, frequency, address in (
                ("daily", Frequency.DAILY, DAILY),
                ("weekly", Frequency.WEEKLY, WEEKLY),
                ("at-once", Frequency.IMMEDIATE, AT_ONCE),
            ):
                made = subscription(
                    id=name,
                    name=f"Border trade {name}",
                    frequency=frequency,
                    addresses=(address,),
                    created_at=plan.start - HOUR,
                    max_stories=60,
                )
                subscribe(archive, made)
        self._service = ServiceProcess(self._data, self.ledger.log)

    def days(self) -> Iterator[str]:
        """Live through it; a line for each day."""
        plan, steady, now = self.plan, 1000.0, self.plan.start
        kills, restarts = list(plan.kills), list(plan.restarts)
        day, began = -1, time.monotonic()
        while now < plan.end:
            if (now - plan.start) // DAY > day:
                if day >= 0:
                    yield self._line(day, time.monotonic() - began)
                day, began = day + 1, time.monotonic()
                self._announce(day)
            self._change_world(now)
            if restarts and restarts[0] <= now:
                restarts.pop(0)
                self._restart()
            shown = now + WRONG if plan.lasting("clock", now) else now
            self._service.ask(shown, steady)
            if kills and kills[0] <= now:
                kills.pop(0)
                time.sleep(self._rng.uniform(0, 1.5))
                self._kill()
                wanted = now + MINUTE
            else:
                wanted = self._service.answer() - (shown - now)
            self._take_mail(now)
            later = min(max(wanted, now + MINUTE), now + STEP, self._next_change(now))
            steady += (later - now).total_seconds()
            now = later
        self._note_alarms()
        yield self._line(day, time.monotonic() - began)
        self._service.stop()

    def close(self) -> None:
        """End what still runs, however the run ended."""
        with suppress(OSError, AssertionError):
            self._service.kill(with_children=True)
        for site in self._sites.values():
            site.hang_up()

    def judged(self) -> Ledger:
        """The ledger, checked."""
        judge(self.ledger, self._data, self._sites)
        return self.ledger

    def _announce(self, day: int) -> None:
        at = self.plan.start + day * DAY
        news = ((item.at, site, item) for site, item in day_of_news(day, at, self._rng))
        self._coming = sorted([*self._coming, *news], key=lambda one: one[0])
        self._note_alarms()

    def _change_world(self, now: datetime) -> None:
        plan = self.plan
        is_cut = bool(plan.lasting("network", now))
        for site in self._sites.values():
            troubles = [one for one in plan.troubles if one.site == site.id and one.lasts(now)]
            modes = [one.kind for one in troubles if one.kind in {"failing", "html", "captcha"}]
            site.mode = modes[0] if modes else "ok"
            site.is_moved = any(one.kind == "moved" for one in troubles)
            if is_cut:
                site.hang_up()
            else:
                site.listen()
        while self._coming and self._coming[0][0] <= now:
            _, name, item = self._coming.pop(0)
            if any(one.site == name for one in plan.lasting("silent", now)):
                continue
            site = self._sites[name]
            site.items.append(item)
            self.ledger.published[site.address + item.path] = name, item
        has_no_mail = is_cut or bool(plan.lasting("smtp", now))
        answers = {"banner": ""} if has_no_mail else {}
        if plan.lasting("password", now):
            answers["auth"] = "535 5.7.8 authentication credentials invalid"
        self._mail.answers = answers
        is_full = bool(plan.lasting("disk", now))
        if is_full != self._is_full:
            self._is_full = is_full
        # Also what it has started since.
        if is_full:
            self._service.limit_files(1)
        else:
            self._service.limit_files(resource.RLIM_INFINITY)

    def _next_change(self, now: datetime) -> datetime:
        changes = (moment for one in self.plan.troubles for moment in (one.begin, one.end) if moment > now)
        return min(changes, default=now + DAY)

    def _restart(self) -> None:
        self._service.stop()
        self.ledger.restarts += 1
        self._service = ServiceProcess(self._data, self.ledger.log)

    def _kill(self) -> None:
        self._service.kill(with_children=self._rng.random() < 0.5)
        self.ledger.kills += 1
        self._service = ServiceProcess(self._data, self.ledger.log)

    def _take_mail(self, now: datetime) -> None:
        new = self._mail.received[self._taken :]
        self._taken += len(new)
        for address, raw in new:
            mail = message_from_bytes(raw, policy=policy)
            assert isinstance(mail, EmailMessage)
            self.ledger.mails.append((now, address, mail))

    def _note_alarms(self) -> None:
        with open_archive(archive_in(self._data), read_only=True) as archive:
            self.ledger.alarms |= {alarm.id: alarm for alarm in archive.alarms.newest(10_000)}

    def _line(self, day: int, seconds: float) -> str:
        at = self.plan.start + day * DAY
        active = sorted(
            {
                one.kind + (f" {one.site}" if one.site else "")
                for one in self.plan.troubles
                if one.begin < at + DAY and one.end > at and (one.kind != "moved" or one.begin >= at)
            }
        )
        return (
            f"day {day + 1:2} {at:%Y-%m-%d}: {len(self.ledger.published)} published, "
            f"{len(self.ledger.mails)} mails, {self.ledger.kills} kills, {self.ledger.restarts} restarts, "
            f"{seconds:.1f} s{': ' if active else ''}{', '.join(active)}"
        )


def text_of(mail: EmailMessage) -> str:
    """The plain text of a message."""
    part = mail.get_body(("plain",))
    return part.get_content() if part is not None else ""


def judge(ledger: Ledger, data: Path, sites: dict[str, Publication]) -> None:
    """Check everything, and note each violation."""
    ledger.violations += damage(data)
    ledger.violations += _articles(ledger, data)
    ledger.violations += _stories(ledger, data)
    ledger.violations += _mails(ledger)
    ledger.violations += _alarms(ledger)
    ledger.violations += _blind_spots(ledger, sites)
    for number, line in enumerate(ledger.log):
        if "Traceback (most recent call last)" in line:
            before = ledger.log[max(number - 1, 0)]
            last = next((one for one in ledger.log[number + 1 :] if not one.startswith(" ")), "")
            ledger.violations.append(f"traceback in the log: {before} … {last}")


def _articles(ledger: Ledger, data: Path) -> Iterator[str]:
    found = stored(data)
    ledger.stored = len(found)
    counts = Counter(url for url, _, _ in found)
    known = {url: (versions, text) for url, versions, text in found}
    for url, (site, item) in ledger.published.items():
        if item.at > ledger.plan.end - DAY:
            continue
        if counts[url] != 1:
            yield f"article of {site} stored {counts[url]} times: {url} of {item.at:%m-%d %H:%M}"
        elif known[url][0] != 1:
            yield f"article of {site} stored in {known[url][0]} versions: {url}"
        elif not known[url][1].startswith(item.title):
            yield f"article of {site} stored with another title: {url} {known[url][1][:60]!r}"
    for url in counts.keys() - ledger.published.keys():
        yield f"stored, but never published: {url} {known[url][1][:60]!r}"


def _stories(ledger: Ledger, data: Path) -> Iterator[str]:
    """Each reader was told each story, and none as a new one twice."""
    members: dict[int, list[tuple[int, str]]] = defaultdict(list)
    with open_archive(archive_in(data), read_only=True) as archive:
        for hit in archive.search.find(Query(), limit=100_000):
            article = archive.articles.get(hit.id)
            if article is None or article.story_id is None:
                yield f"relevant, but in no story: {hit.url}"
            else:
                members[article.story_id].append((hit.id, hit.url))
        for one in archive.outbox.newest(10_000):
            if one.state is not DeliveryState.SENT and one.period_end < ledger.plan.end - DAY:
                yield f"not sent: {one.address} {one.state}, of {one.period_end:%Y-%m-%d %H:%M}"
        for name, address in READERS.items():
            carried = set(archive.digest_inputs.carried(name))
            yield from _told(ledger, address, members, carried)


def _told(
    ledger: Ledger, address: str, members: dict[int, list[tuple[int, str]]], carried: set[int]
) -> Iterator[str]:
    new: dict[str, set[str]] = defaultdict(set)
    named: set[str] = set()
    for _, to, mail in ledger.mails:
        if to == address:
            text = text_of(mail)
            named |= set(_URL.findall(text))
            for url in _URL.findall(text.partition(_UPDATED)[0]):
                new[url].add(str(mail["Message-ID"]))
    for story, articles in members.items():
        urls = [url for _, url in articles]
        told = set[str]().union(*(new[url] for url in urls if url in new))
        if len(told) > 1:
            yield f"story {story} told as new in {len(told)} mails to {address}: {urls[0]} {sorted(told)}"
        if told or named & set(urls):
            ledger.told[address] += 1
        elif any(id_ in carried for id_, _ in articles):
            ledger.carried[address] += 1
        elif any(_is_judged(ledger, url) for url in urls):
            yield f"story {story} never told to {address}: {urls[0]}"


def _is_judged(ledger: Ledger, url: str) -> bool:
    """Whether an article is old enough that every digest had its turn."""
    return url in ledger.published and ledger.published[url][1].at < ledger.plan.end - 2.5 * DAY


def _mails(ledger: Ledger) -> Iterator[str]:
    names = Counter((address, str(mail["Message-ID"])) for _, address, mail in ledger.mails)
    for (address, name), count in names.items():
        if count > 1:
            yield f"message came {count} times: {address} {name}"


def _expected(ledger: Ledger) -> Iterator[tuple[Trouble, tuple[str, str]]]:
    """The troubles that must raise an alarm, and its kind and subject."""
    kinds = {"smtp": "mail", "password": "mail", "network": "connection", "clock": "clock"}
    for one in ledger.plan.troubles:
        if one.kind in kinds:
            yield one, (kinds[one.kind], "")
        elif one.kind in {"failing", "html", "captcha", "silent"} and one.end - one.begin >= LONG:
            yield one, ("failing-sources", one.site)


def _alarms(ledger: Ledger) -> Iterator[str]:
    """Each trouble raised one alarm, told once and called off once; nothing else did."""
    alarms = sorted(ledger.alarms.values(), key=lambda one: one.noticed_at)
    cut = [one for one in ledger.plan.troubles if one.kind == "network"]
    # Without a connection there is no mail server either. What fails for a day may raise an alarm or not.
    explained = {
        alarm.id
        for alarm in alarms
        if (alarm.kind == "mail" and any(one.lasts(alarm.noticed_at) for one in cut))
        or any(_may_alarm(one, alarm) for one in ledger.plan.troubles)
    }
    expected = sorted(_expected(ledger), key=lambda one: one[0].begin)
    for trouble, (kind, subject) in expected:
        following = (
            one.begin for one, what in expected if what == (kind, subject) and one.begin > trouble.begin
        )
        until = min(trouble.end + DAY, *following, ledger.plan.end)
        found = [
            alarm
            for alarm in alarms
            if (alarm.kind, alarm.subject) == (kind, subject)
            and trouble.begin <= _true_time(ledger, alarm.noticed_at) < until
            and alarm.id not in explained
        ]
        explained |= {alarm.id for alarm in found}
        if len(found) != 1:
            yield f"{len(found)} alarms {kind} {subject} for {trouble.kind} from {trouble.begin:%m-%d %H:%M}"
    texts = [text_of(mail) for _, to, mail in ledger.mails if to == OPERATOR]
    for alarm in alarms:
        what = f"alarm {alarm.kind} {alarm.subject} noticed {alarm.noticed_at:%Y-%m-%d %H:%M}"
        if alarm.id not in explained and not _is_in_disk_trouble(ledger, alarm.noticed_at):
            yield f"{what} without a cause: {alarm.proof}"
        if alarm.cleared_at is None or not alarm.is_end_told:
            yield f"{what} was not called off"
        at = f"{alarm.noticed_at:%Y-%m-%d %H:%M} UTC"
        ended = sum(_says(text, alarm.proof, f"  from {at} to") for text in texts)
        begun = sum(_says(text.partition("Still open")[0], alarm.proof, f"  since {at}") for text in texts)
        if ended != 1 and alarm.told_at:
            yield f"{what}: its end was told {ended} times"
        # The operator is not mailed that mail does not work.
        if begun != 1 and alarm.told_at and alarm.kind != "mail":
            yield f"{what}: told {begun} times"


def _may_alarm(trouble: Trouble, alarm: Alarm) -> bool:
    is_about = (alarm.kind, alarm.subject) == ("failing-sources", trouble.site)
    lasts = trouble.end - trouble.begin
    return is_about and 20 * HOUR <= lasts < LONG and trouble.begin <= alarm.noticed_at <= trouble.end + DAY


def _says(text: str, proof: str, time: str) -> bool:
    """Whether a message has an alarm with this time. Its proof may have changed since, but not its start."""
    lines = text.splitlines()
    return any(line.startswith(time) and before[:12] == proof[:12] for before, line in pairwise(lines))


def _true_time(ledger: Ledger, at: datetime) -> datetime:
    """When it was, if the clock was wrong."""
    return at - WRONG if at > ledger.plan.end else at


def _is_in_disk_trouble(ledger: Ledger, at: datetime) -> bool:
    disks = [one for one in ledger.plan.troubles if one.kind == "disk"]
    return any(one.begin <= at <= one.end + 6 * HOUR for one in disks)


def _blind_spots(ledger: Ledger, sites: dict[str, Publication]) -> Iterator[str]:
    """What each daily digest names is what was wrong when it was made; not judged shortly after a change."""
    for _, to, mail in ledger.mails:
        if to != DAILY:
            continue
        made = _true_time(ledger, mail["Date"].datetime)
        named = " ".join(text_of(mail).rpartition(_BLIND)[2].split()) if _BLIND in text_of(mail) else ""
        for site in sites.values():
            is_named, wrong, is_sure = site.name in named, False, True
            for one in ledger.plan.troubles:
                if one.kind in {"network", "clock", "disk"} and one.begin - HOUR <= made <= one.end + DAY:
                    is_sure = False
                if one.site != site.id or one.kind in {"moved", "silent"}:
                    continue
                wrong |= one.lasts(made)
                is_sure &= not (one.begin <= made <= one.begin + 7 * HOUR or one.end <= made <= one.end + DAY)
            is_sure &= not any(one.site == site.id and one.kind == "silent" for one in ledger.plan.troubles)
            if is_sure and is_named != wrong:
                said = "is named" if is_named else "is not named"
                yield f"digest of {made:%Y-%m-%d %H:%M}: {site.name} {said} as a blind spot"


def run(
    days: int,
    kills: int,
    restarts: int,
    seed: int = 5,
    say: IO[str] | None = None,
    keep: Path | None = None,
    *,
    postgresql: bool = False,
) -> Ledger:
    """A run of so many days, in a file or in PostgreSQL. Data, log and mails stay in the folder `keep`."""
    plan = plan_of(days, kills, restarts, seed)
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.mkdir(exist_ok=True)
        mail = stack.enter_context(serving(MailServer()))
        url = stack.enter_context(running()).new_database() if postgresql else ""
        made = Run(plan, folder, mail, publications(), seed, url)
        stack.callback(made.close)
        for line in made.days():
            if say is not None:
                say.write(f"{line}\n")
                say.flush()
        ledger = made.judged()
        if keep:
            (keep / "log.txt").write_text("\n".join(ledger.log))
            for number, (at, address, mail_) in enumerate(ledger.mails):
                (keep / f"{number:04}-{at:%m%dT%H%M}-{address}.eml").write_bytes(bytes(mail_))
        return ledger


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Sixty days of the service while everything goes wrong.")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--restarts", type=int)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument(
        "--keep", type=Path, help="folder, not there yet, for the data, the log and the mails"
    )
    parser.add_argument("--postgresql", action="store_true", help="with the archive in PostgreSQL")
    given = parser.parse_args()
    kills = given.kills if given.kills is not None else given.days // 3
    restarts = given.restarts if given.restarts is not None else max(given.days // 15, 1)
    began = time.monotonic()
    ledger = run(given.days, kills, restarts, given.seed, sys.stdout, given.keep, postgresql=given.postgresql)
    sys.stdout.write(
        f"{given.days} days in {time.monotonic() - began:.0f} s: {len(ledger.published)} articles published, "
        f"{ledger.stored} stored; {len(ledger.mails)} mails; {len(ledger.alarms)} alarms; "
        f"{ledger.kills} kills, {ledger.restarts} restarts; {len(ledger.violations)} violations\n"
    )
    sys.stdout.writelines(f"VIOLATION {violation}\n" for violation in ledger.violations)
    sys.exit(bool(ledger.violations))


if __name__ == "__main__":
    main()
