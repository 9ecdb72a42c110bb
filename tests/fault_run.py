"""A month of digests while everything fails: the sender is killed at random, the mail server misbehaves.

    python -m tests.fault_run --kills 100

Prints what was received; exit code 1 when a story was lost or a message came twice under two names.
"""

import argparse
import asyncio
import random
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from alerts.delivery import MessageDefaults, queue_due, send_waiting, smtp_transport
from alerts.delivery.sending import MAX_BOUNCES
from storage import Archive, open_archive
from stories import place
from tests.samples import NOW, article, source, subscribe, subscription, verdict
from yaluwatch.config import MailSettings

DAYS = 30
#: After the last story: time for what was deferred.
CALM_DAYS = 4
READERS = ("a@example.org", "b@example.org")
#: Named in the subscription, too; its server refuses it for good.
GONE = "gone@example.org"
#: Seconds the sender waits for an answer, and the server hangs now and then.
TIMEOUT, HANG = 1, 1.4
DEFAULTS = MessageDefaults("Yaluwatch <yalu@example.org>")


@dataclass
class FickleServer:
    """Takes a message, defers it, hangs, or drops the connection, before or after it has taken it."""

    rng: random.Random
    #: How long it thinks before it answers, seconds: most kills fall into a delivery.
    delay: float
    received: list[bytes] = field(default_factory=list)
    calm: bool = False
    #: Messages for the address that is gone.
    refused: int = 0

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        luck = 1.0 if self.calm else self.rng.random()
        await asyncio.sleep(0 if self.calm else self.delay)
        if luck < 0.15:
            return "451 come back later"
        if luck < 0.25:
            drop(server)
            return "451 gone"
        if luck < 0.30:
            await asyncio.sleep(HANG)
            return "451 too late"
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        if luck < 0.40:
            # Taken, but the sender does not hear of it.
            drop(server)
        elif luck < 0.45:
            await asyncio.sleep(HANG)
        return "250 taken"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == GONE:
            self.refused += 1
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"


def drop(server: SMTP) -> None:
    """Let the connection break off."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@dataclass(frozen=True)
class Result:
    """What came through."""

    #: Stories no reader, or only one, was told of.
    lost: tuple[str, ...]
    #: Messages received again: under the name they had before, and under another.
    doubled_same_name: int
    doubled_other_name: int
    received: int
    #: Messages the address that is gone was offered.
    refused: int
    kills: int


def live(data: Path, port: int) -> None:
    """A sender's life: each simulated day a story, its digest, and whatever is waiting.

    It goes on where it was killed.
    """
    mail = MailSettings(
        smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_timeout_seconds=TIMEOUT
    )
    with open_archive(data / "yalu.db") as archive:
        if not archive.subscriptions.all():
            subscribe(archive, subscription(addresses=(*READERS, GONE)))
        for day in range(len(archive.outbox.period_keys("everything")), DAYS + CALM_DAYS):
            now = NOW + timedelta(days=day, hours=4)
            if day < DAYS:
                publish(archive, day)
            queue_due(archive, [source()], DEFAULTS, now)
            look(archive, mail, now, hours=3)
        look(archive, mail, NOW + timedelta(days=DAYS + CALM_DAYS), hours=48)


def look(archive: Archive, mail: MailSettings, now: datetime, *, hours: int) -> None:
    """Look every hour for what is waiting: what was deferred a moment ago is due at the next look."""
    for hour in range(hours):
        send_waiting(archive, smtp_transport(mail), now + timedelta(hours=hour))


def publish(archive: Archive, day: int) -> None:
    """The story of a day, read, judged and grouped."""
    at = NOW + timedelta(days=day)
    made = article(url=f"https://a.example/{day}", title=f"Story {day}.", body=f"{day} " * 50, fetched_at=at)
    archive.articles.add(made, None, publisher="p")
    archive.verdicts.add([(stored, verdict(mentions=())) for stored in archive.verdicts.untagged(10)], at)
    for placement in place(archive.stories.ungrouped(10), []):
        archive.stories.add(placement, at)


def run(kills: int, seed: int = 7) -> Result:
    """Kill the sender up to `kills` times at random moments, let it end in peace, see what was received."""
    rng = random.Random(seed)
    # About a third of a second of each life is spent sending, and the month has some 70 messages.
    server = FickleServer(rng, delay=kills * 0.3 / 70)
    done = 0
    with tempfile.TemporaryDirectory() as folder, listening(server) as port:
        command = [sys.executable, "-m", "tests.fault_run", "live", folder, str(port)]
        for _ in range(kills):
            with subprocess.Popen(command) as sender:
                try:
                    sender.wait(rng.uniform(0.8, 1.6))
                    break
                except subprocess.TimeoutExpired:
                    sender.kill()
                    done += 1
        server.calm = True
        subprocess.run(command, check=True)
    return judged(server, done)


def judged(server: FickleServer, kills: int) -> Result:
    """Compare what was received with what happened."""
    mails = [message_from_bytes(content, policy=policy) for content in server.received]
    told: dict[str, set[str]] = {}
    for mail in mails:
        part = mail.get_body(("plain",))
        assert part is not None
        for line in part.get_content().splitlines():
            if line.strip().endswith(".") and "Story " in line:
                told.setdefault(line.split("Story ")[1], set()).add(mail["To"])
    names = Counter(mail["Message-ID"] for mail in mails)
    days = Counter(
        (mail["To"], mail["Subject"], mail["Date"]) for mail in {m["Message-ID"]: m for m in mails}.values()
    )
    return Result(
        lost=tuple(f"Story {day}." for day in range(DAYS) if told.get(f"{day}.") != set(READERS)),
        doubled_same_name=sum(count - 1 for count in names.values()),
        doubled_other_name=sum(count - 1 for count in days.values()),
        received=len(mails),
        refused=server.refused,
        kills=kills,
    )


@contextmanager
def listening(server: FickleServer) -> Iterator[int]:
    """The server on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="A month of digests while everything fails.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("live", nargs="*")
    chosen = parser.parse_args()
    if chosen.live:
        live(Path(chosen.live[1]), int(chosen.live[2]))
        return
    result = run(chosen.kills)
    sys.stdout.write(f"{result}\n")
    # Suspended after three refusals, it may be offered what was composed before, not a month of mail.
    sys.exit(bool(result.lost or result.doubled_other_name or result.refused > MAX_BOUNCES + 2))


if __name__ == "__main__":
    main()
