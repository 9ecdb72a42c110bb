"""Six weeks of digests while everything fails: the sender is killed at random, the mail server misbehaves.

    python -m tests.fault_run --kills 100

Prints what was received; exit code 1 when a story was lost, a message came twice under two names, a reader
was suspended who can be reached, or mail still waited after a fault had ended.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as policy
from io import BufferedRWPair
from pathlib import Path

from alerts.delivery import MessageDefaults, queue_due, send_waiting
from alerts.delivery.sending import MAX_BOUNCES
from alerts.transports import smtp_transport
from storage import Archive, open_archive
from stories import place
from tests.mail_server import MailServer, serving
from tests.samples import NOW, article, source, subscribe, subscription, verdict
from yaluwatch.config import MailSettings
from yaluwatch.model import DeliveryState, Fault

READERS = ("a@example.org", "b@example.org")
#: Named in the subscription, too; its server refuses it for good.
GONE = "gone@example.org"
#: Seconds the sender waits for an answer, and the server hangs now and then.
TIMEOUT, HANG = 1, 1.4
#: Seconds a sender lives from the start of its work, at least and at most.
LIFE = 0.05, 0.7
DEFAULTS = MessageDefaults("Yaluwatch <yalu@example.org>")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: Faults of the server, the way to it or our account, by what the server answers to a command.
SERVER_FAULTS = {
    "no service": ("banner", "554 no SMTP service here"),
    "wrong password": ("auth", "535 5.7.8 authentication credentials invalid"),
    "sender rejected": ("mail", "553 5.1.8 sender address rejected"),
}
#: Faults of the messages.
CONTENT_FAULTS = {
    "looks like spam": ("content", "554 5.7.1 looks like spam"),
    "too big": ("content", "552 5.3.4 message too big"),
}
#: Faults of one reader's mailbox, which pass.
MAILBOX_FAULTS = {
    "over quota": "452 4.2.2 over quota",
    "mailbox full": "552 5.2.2 mailbox full",
}
GREYLISTING = "greylisting"
#: The server defers, hangs, and drops connections at random; or does nothing wrong.
FICKLE, SOUND = "fickle", "sound"
FAULTS = (*SERVER_FAULTS, *CONTENT_FAULTS, *MAILBOX_FAULTS, GREYLISTING)
#: Days a fault lasts: enough to suspend every reader if it counted against them. A mailbox fault is shorter,
#: because the messages it holds up are given up in the end.
DAYS = {fault: 2 if fault in MAILBOX_FAULTS else MAX_BOUNCES + 1 for fault in FAULTS}
#: What the server does wrong each day: after each fault a sound day, on which the mail has to flow again.
SCHEDULE = (FICKLE, *(kind for fault in FAULTS for kind in (*[fault] * DAYS[fault], SOUND, FICKLE)))
#: After the last story: time for what was deferred.
CALM_DAYS = 4
#: Hours of a day at which the sender looks for what is waiting, and the last look of a sound day, which
#: comes after anything that was deferred by a day.
LOOKS, LAST_LOOK = range(4, 24), 23.9


@dataclass
class FaultyServer(MailServer):
    """The mail server with one fault, besides the address that is gone."""

    rng: random.Random = field(default_factory=random.Random)
    #: Whether it defers a message, hangs, or drops the connection, before or after it has taken it.
    is_fickle: bool = False
    #: Whether it defers the first attempt to send a message to an address.
    is_greylisting: bool = False
    #: Messages for the address that is gone.
    refused: int = 0
    _known: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, kind: str, rng: random.Random, delay: float, received: list[tuple[str, bytes]]
    ) -> "FaultyServer":
        """The server of a day of the schedule; all of them collect into `received`."""
        answers = SERVER_FAULTS.get(kind) or CONTENT_FAULTS.get(kind)
        return cls(
            answers=dict([answers]) if answers else {},
            rcpt={READERS[0]: MAILBOX_FAULTS[kind]} if kind in MAILBOX_FAULTS else {},
            delay=delay,
            received=received,
            rng=rng,
            is_fickle=kind == FICKLE,
            is_greylisting=kind == GREYLISTING,
        )

    def answer_to(self, recipient: str) -> str:
        if recipient == GONE:
            self.refused += 1
            return "550 5.1.1 no such user"
        if self.is_greylisting and recipient not in self._known:
            self._known.add(recipient)
            return "451 4.7.1 greylisted, try again later"
        return super().answer_to(recipient)

    def take(self, wire: BufferedRWPair, recipient: str, content: bytes) -> bool:
        self._known.discard(recipient)
        luck = self.rng.random() if self.is_fickle else 1.0
        if luck >= 0.45:
            return super().take(wire, recipient, content)
        time.sleep(self.delay)
        if luck < 0.15:
            return self.say(wire, "", "451 come back later")
        if luck < 0.25:
            return False
        if luck < 0.30:
            time.sleep(HANG)
            return self.say(wire, "", "451 too late")
        # Taken, but the sender does not hear of it.
        self.received.append((recipient, content))
        if luck < 0.40:
            return False
        time.sleep(HANG)
        return self.say(wire, "", "250 taken")


@dataclass(frozen=True)
class Result:
    """What came through."""

    #: (reader, story) of what a reader was not told.
    lost: tuple[tuple[str, str], ...]
    #: Messages received again under the Message-ID they had before.
    doubled_same_name: int
    #: Stories a reader was told again under another.
    doubled_other_name: int
    received: int
    #: Messages the address that is gone was offered.
    refused: int
    #: Addresses no longer served at the end, and readers with a permanent rejection on record.
    suspended: tuple[str, ...]
    rejected: tuple[str, ...]
    #: Faults after whose end mail still waited.
    stuck: tuple[str, ...]
    #: Messages to readers that were given up, or still wait.
    unsent: int
    kills: int

    @property
    def violations(self) -> list[str]:
        """What must not happen; empty for a good run."""
        found = {
            "stories lost": self.lost,
            "stories sent under two names": self.doubled_other_name,
            "readers suspended wrongly, or the gone one served": self.suspended != (GONE,),
            "readers with a rejection": self.rejected,
            "mail waits after": self.stuck,
            "messages not sent": self.unsent,
            # It may be offered what was composed before it was suspended, during a fault too, and no more.
            "the gone address is still offered mail": not MAX_BOUNCES <= self.refused <= 2 * MAX_BOUNCES + 2,
        }
        return [f"{what}: {value}" for what, value in found.items() if value]


def live(data: Path, ports: dict[str, int]) -> None:
    """A sender's life: each simulated day a story, its digest, and every hour whatever is waiting.

    It goes on at the hour at which it was killed.
    """
    with open_archive(data / "yalu.db") as archive:
        if not archive.subscriptions.all():
            subscribe(archive, subscription(addresses=(*READERS, GONE)))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        clock = data / "clock"
        done = float(clock.read_text()) if clock.exists() else -1.0
        for day, kind in enumerate((*SCHEDULE, *[SOUND] * CALM_DAYS)):
            mail = settings(ports[kind])
            for hour in (*LOOKS, LAST_LOOK) if kind == SOUND else LOOKS:
                if day * 24 + hour <= done:
                    continue
                now = NOW + day * DAY + hour * HOUR
                if hour == LOOKS[0] and day < len(SCHEDULE):
                    publish(archive, day)
                    queue_due(archive, [source()], DEFAULTS, now)
                send_waiting(archive, smtp_transport(mail), now)
                if kind == SOUND and day < len(SCHEDULE) and is_stuck(archive, hour, now):
                    note(data / f"stuck-{day}", SCHEDULE[day - 1])
                note(clock, str(day * 24 + hour))


def settings(port: int) -> MailSettings:
    """The sender's settings."""
    return MailSettings(
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        smtp_user="yalu",
        smtp_password="secret",
        smtp_timeout_seconds=TIMEOUT,
    )


def is_stuck(archive: Archive, hour: float, now: datetime) -> bool:
    """Whether mail waits after a round with a sound server.

    For the server none may wait, and at the end of the day none at all. Those a killed sender had claimed
    are not counted: they are due when its lease has run out.
    """
    waiting = [
        one
        for one in archive.outbox.newest(500)
        if one.state in {DeliveryState.QUEUED, DeliveryState.DEFERRED}
    ]
    return bool(waiting) and (
        hour == LAST_LOOK
        or any(
            one.fault is Fault.SERVER or one.next_attempt_at is None or one.next_attempt_at <= now
            for one in waiting
        )
    )


def note(path: Path, text: str) -> None:
    """Write a file all at once."""
    made = path.with_suffix(".new")
    made.write_text(text)
    made.replace(path)


def publish(archive: Archive, day: int) -> None:
    """The story of a day, read, judged and grouped."""
    at = NOW + day * DAY
    made = article(
        url=f"https://a.example/{day}",
        title=f"Story {day}.",
        body=f"{day} " * 50,
        published_at=at,
        fetched_at=at,
    )
    archive.articles.add(made, None, publisher="p")
    archive.verdicts.add([(stored, verdict(mentions=())) for stored in archive.verdicts.untagged(10)], at)
    for placement in place(archive.stories.ungrouped(10), []):
        archive.stories.add(placement, at)


def run(kills: int, seed: int = 7) -> Result:
    """Kill the sender up to `kills` times at random moments, let it end in peace, see what was received."""
    rng = random.Random(seed)
    received: list[tuple[str, bytes]] = []
    # How long the server thinks before it answers to a message: most kills fall into a delivery.
    delay = kills * sum(LIFE) / 2 / 160
    servers = {kind: FaultyServer.of(kind, rng, delay, received) for kind in (FICKLE, SOUND, *FAULTS)}
    done = 0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ports = [stack.enter_context(serving(server)).port for server in servers.values()]
        command = [sys.executable, "-m", "tests.fault_run", "live", folder, *map(str, ports)]
        for _ in range(kills):
            with subprocess.Popen(command, stdout=subprocess.PIPE) as sender:
                assert sender.stdout is not None
                sender.stdout.readline()
                try:
                    sender.wait(rng.uniform(*LIFE))
                    break
                except subprocess.TimeoutExpired:
                    sender.kill()
                    done += 1
        for server in servers.values():
            server.delay = 0
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        refused = sum(server.refused for server in servers.values())
        return judged(Path(folder), received, refused, done)


def judged(data: Path, received: list[tuple[str, bytes]], refused: int, kills: int) -> Result:
    """Compare what was received with what happened."""
    names = Counter[str]()
    told: dict[tuple[str, str], set[str]] = {}
    for reader, content in received:
        mail = message_from_bytes(content, policy=policy)
        part = mail.get_body(("plain",))
        assert part is not None
        names[mail["Message-ID"]] += 1
        for story in re.findall(r"https://a\.example/(\d+)\b", part.get_content()):
            told.setdefault((reader, story), set()).add(mail["Message-ID"])
    with open_archive(data / "yalu.db") as archive:
        known = [archive.subscriptions.recipient("everything", address) for address in (*READERS, GONE)]
        unsent = [one for one in archive.outbox.newest(500) if one.state is not DeliveryState.SENT]
    all_told = [(reader, str(day)) for reader in READERS for day in range(len(SCHEDULE))]
    return Result(
        lost=tuple(one for one in all_told if one not in told),
        doubled_same_name=sum(count - 1 for count in names.values()),
        doubled_other_name=sum(len(ids) - 1 for ids in told.values()),
        received=len(received),
        refused=refused,
        suspended=tuple(one.address for one in known if not one.is_served),
        rejected=tuple(one.address for one in known if one.hard_bounces and one.address in READERS),
        stuck=tuple(path.read_text() for path in sorted(data.glob("stuck-*"))),
        unsent=sum(one.address in READERS for one in unsent),
        kills=kills,
    )


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Six weeks of digests while everything fails.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("live", nargs="*")
    chosen = parser.parse_args()
    if chosen.live:
        ports = dict(zip((FICKLE, SOUND, *FAULTS), map(int, chosen.live[2:]), strict=True))
        live(Path(chosen.live[1]), ports)
        return
    result = run(chosen.kills)
    sys.stdout.write(f"{result}\n")
    for violation in result.violations:
        sys.stdout.write(f"{violation}\n")
    sys.exit(bool(result.violations))


if __name__ == "__main__":
    main()
