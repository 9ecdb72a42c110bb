"""The job that raises alarms, tells them, and clears them."""

import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from alerts.rendering import Rendered
from alerts.transports import Connected, Transport
from monitoring import Check, Level, StructureCheck, check_all, gather
from scheduler.alarms import messages
from scheduler.alarms.ping import Pinger
from scheduler.alarms.rules import DAILY_HOUR, RETURNS_WITHIN, Decision, decide
from scheduler.mailing import message_defaults, transport
from storage import OPERATOR, Alarm, Archive, open_archive
from yaluwatch.config import PingSettings, Settings
from yaluwatch.errors import ArchiveError, MailError
from yaluwatch.model import Delivery, DeliveryState, Source
from yaluwatch.shown import without_secrets

log = logging.getLogger(__name__)

#: While the archive can't be written, nothing records what was told: it is told this often, and first when it
#: has lasted for longer than an upgrade or a backup locks it.
_TELL_AGAIN, _PATIENCE = timedelta(days=1), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one run did."""

    raised: int = 0
    cleared: int = 0
    #: Messages queued.
    queued: int = 0


def raise_and_clear(archive: Archive, settings: Settings, checks: Sequence[Check], now: datetime) -> Tally:
    """Store which alarms begin and end at `now` (aware UTC), and queue the messages about them.

    One transaction: after a crash at any moment, an alarm is told once. Raises ArchiveError.
    """
    daily = f"daily {now:%Y-%m-%d}"
    is_daily = now.hour >= DAILY_HOUR and not archive.outbox.has_period(OPERATOR, daily)
    recent = archive.alarms.cleared_since(now - RETURNS_WITHIN)
    decision = decide(archive.alarms.open(), recent, checks, now, is_daily_due=is_daily)
    if not (decision.changed or is_daily):
        return Tally()
    rendered = messages.render(decision, _where(settings.data), now)
    made = _messages(settings, decision, rendered, now) if decision.is_told else []
    record = messages.record_of(decision, rendered.subject, now) if made or is_daily else None
    if not archive.alarms.save(decision.changed, record, made):
        log.info("another process has told the same alarms")
        return Tally()
    _log(decision)
    return Tally(len(decision.raised), len(decision.cleared), len(made))


class Watchman:
    """Looks at the service every minute or so, raises and clears alarms, and pings a monitor outside.

    It remembers a little from one look to the next: make one for the life of the service. `clock_moved` says
    how far the clock was set, ahead if positive.
    """

    def __init__(
        self,
        transport_of: Callable[[Settings], Transport] = transport,
        clock_moved: Callable[[], timedelta] = timedelta,
    ) -> None:
        self._transport_of, self._clock_moved = transport_of, clock_moved
        self._structure: tuple[Path, StructureCheck] | None = None
        self._pinger: tuple[PingSettings, Pinger] | None = None
        #: Since when the archive can't be written, and when that was told; None = it can, or nobody was told.
        self._failing_since: datetime | None = None
        self._emergency_at: datetime | None = None

    def pinger(self, settings: Settings) -> Pinger:
        """The pinger for these settings; another one when they have changed."""
        if self._pinger is None or self._pinger[0] != settings.ping:
            self.close()
            self._pinger = (settings.ping, Pinger(settings.ping))
        return self._pinger[1]

    def _structure_of(self, archive: Path) -> StructureCheck:
        if self._structure is None or self._structure[0] != archive:
            self._structure = (archive, StructureCheck(archive))
        return self._structure[1]

    def look(self, settings: Settings, read_sources: Callable[[], Sequence[Source]], now: datetime) -> Tally:
        """One look at `now` (aware UTC). Raises ArchiveError, after telling it without the archive."""
        facts = gather(
            settings.archive,
            read_sources,
            now,
            clock_moved=self._clock_moved(),
            damage=self._structure_of(settings.archive).damage(),
        )
        checks = check_all(facts)
        self.pinger(settings).checked(checks)
        try:
            with open_archive(settings.archive) as archive:
                tally = raise_and_clear(archive, settings, checks, now)
        except ArchiveError as error:
            self._tell_directly(settings, error, checks, now)
            raise
        self._failing_since = None
        if self._emergency_at is not None:
            began, self._emergency_at = self._emergency_at, None
            over = replace(
                _emergency("The archive can be written again.", began), well_since=now, cleared_at=now
            )
            self._send(settings, Decision(cleared=[over]), now)
        return tally

    def close(self) -> None:
        """Send the pings that wait, within seconds."""
        if self._pinger is not None:
            self._pinger[1].close()

    def _tell_directly(
        self, settings: Settings, error: ArchiveError, checks: Sequence[Check], now: datetime
    ) -> None:
        """Send without the outbox what can't be recorded, once a day while it lasts."""
        self._failing_since = self._failing_since or now
        if abs(now - self._failing_since) < _PATIENCE:
            return
        if self._emergency_at is not None and abs(now - self._emergency_at) < _TELL_AGAIN:
            return
        # A process that was killed tells it again: better twice than never.
        self._emergency_at = now
        proofs = [check.text for check in checks if check.level is Level.FAIL]
        proof = " ".join([f"The archive can't be written: {error}.", *proofs])
        self._send(settings, Decision(raised=[_emergency(proof, now)]), now)

    def _send(self, settings: Settings, decision: Decision, now: datetime) -> None:
        rendered = messages.render(decision, _where(settings.data), now)
        _log(decision)
        send = self._transport_of(settings)
        try:
            for address, name, content in _messages(settings, decision, rendered, now):
                try:
                    send(_delivery(address, name, content, now))
                except MailError as error:
                    log.error("alarm not sent error=%s", error)
        finally:
            if isinstance(send, Connected):
                send.close()


def _messages(
    settings: Settings, decision: Decision, rendered: Rendered, now: datetime
) -> list[tuple[str, str, bytes]]:
    made = []
    defaults = message_defaults(settings)
    for address in messages.addresses_for(decision, settings.alarm.addresses):
        try:
            made.append(messages.content_for(address, rendered, decision, defaults, now))
        except MailError as error:
            log.error("can't write to the operator error=%s", error)
    return made


def _emergency(proof: str, now: datetime) -> Alarm:
    return Alarm(
        kind="archive",
        level=str(Level.FAIL),
        proof=proof,
        help="yalu doctor",
        noticed_at=now,
        raised_at=now,
        told_at=now,
    )


def _delivery(address: str, name: str, content: bytes, now: datetime) -> Delivery:
    return Delivery(
        id=0,
        subscription_id=OPERATOR,
        address=address,
        message_id=name,
        content=content,
        period_start=now,
        period_end=now,
        state=DeliveryState.SENDING,
        attempts=1,
    )


def _where(data: Path) -> str:
    return f"From {socket.gethostname()}, data folder {data.absolute()}"


def _log(decision: Decision) -> None:
    for alarm in decision.raised:
        log.error(
            "alarm raised kind=%s subject=%s: %s see=%s",
            alarm.kind,
            alarm.subject,
            without_secrets(alarm.proof),
            alarm.help,
        )
    for alarm in decision.cleared:
        proof = without_secrets(alarm.proof)
        log.warning("alarm over kind=%s subject=%s: %s", alarm.kind, alarm.subject, proof)
