"""Alerts: sent as soon as there is something new to subscriptions with the frequency `immediate`."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.delivery.digest_run import DigestRun, Draft, Preferences, QueryReader
from alerts.delivery.message import MessageDefaults
from alerts.delivery.queueing import queue
from alerts.digests import BASELINE_DAYS, Spike, spikes, wanted
from alerts.rendering import Renderer
from storage import Archive, parse_query
from yaluwatch.errors import MailError, QueryError
from yaluwatch.model import Frequency, Source, Subscription

log = logging.getLogger(__name__)

#: Minimum time between two alerts to one subscription.
COOL_DOWN = timedelta(minutes=15)
#: Minimum time between two reports of the same spike to one subscription.
SPIKE_COOL_DOWN = timedelta(hours=24)


def queue_alerts(
    archive: Archive,
    sources: Sequence[Source],
    message_defaults: MessageDefaults,
    now: datetime,
    read_query: QueryReader = parse_query,
    preferences: Preferences | None = None,
) -> list[Draft]:
    """Queue an alert for every subscription that has something to report; returns the drafts queued.

    An alert reports new stories, new information in stories reported before, changes of sanctions lists,
    and places or topics mentioned far more than in the four weeks before. What arrives during the cool-down
    goes into the next alert. A subscription that fails is logged and does not hold up the others.
    """
    ready = [item for item in archive.subscriptions.all() if _is_ready(archive, item, now)]
    if not ready:
        return []
    run = DigestRun(
        archive,
        ready,
        sources,
        now,
        Renderer(message_defaults.web_url, can_unsubscribe=bool(message_defaults.secret)),
        read_query,
        preferences,
    )
    found = spikes(archive.digest_inputs.presence(now, BASELINE_DAYS))
    queued = []
    for subscription in run.in_groups:
        try:
            made = _alert(archive, run, subscription, found, now)
            if made is not None and queue(archive, made, message_defaults):
                log.info("queued alert subscription=%s", subscription.id)
                queued.append(made)
        # LookupError: a time zone that the installed data no longer has.
        except (MailError, QueryError, LookupError) as error:
            log.error("can't queue alert subscription=%s error=%s", subscription.id, error)
    return queued


def _is_ready(archive: Archive, subscription: Subscription, now: datetime) -> bool:
    if subscription.paused or subscription.frequency is not Frequency.IMMEDIATE:
        return False
    _, last = archive.digest_inputs.last_alert(subscription.id)
    # An alert in the future was made while the clock was ahead.
    return last is None or abs(now - last) >= COOL_DOWN


def _alert(
    archive: Archive, run: DigestRun, subscription: Subscription, found: Sequence[Spike], now: datetime
) -> Draft | None:
    """The alert for one subscription; None when there is nothing to report."""
    reported = archive.digest_inputs.reported_spikes(subscription.id, now - SPIKE_COOL_DOWN)
    unusual = [spike for spike in wanted(subscription, found) if spike.subject not in reported]
    composed = run.digest(subscription)
    # Whoever asked for alerts waits for no digest, so a changed list comes with them.
    sections = tuple(section for section in composed.sections if section.id == "lists")
    digest = replace(composed, spikes=tuple(unusual), sections=sections, is_alert=True)
    if not (digest.stories or digest.updates or digest.spikes or digest.has_own_sections):
        return None
    # The key of an alert names the alert before it, so two concurrent runs can't report the same twice.
    last, _ = archive.digest_inputs.last_alert(subscription.id)
    return run.drafted(digest, f"alert-after-{last}", kind="alert")
