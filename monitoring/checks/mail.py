"""Checks of mail: the server, the outbox and the recipients. Words of servers are left to `yalu outbox`."""

from alerts.transports import shown_address
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem
from monitoring.limits import OUTBOX_OLD, OUTBOX_STUCK
from monitoring.words import length, moment
from yaluwatch.model import Fault
from yaluwatch.text import counted


def server(facts: Facts) -> Check:
    """Whether the mail server takes our mail."""
    name = "mail"
    held = {problem.fault: problem for problem in facts.mail}
    if problem := held.get(Fault.SERVER):
        text = (
            f"The mail server has accepted nothing since {moment(problem.since)}; "
            f"waiting: {counted(problem.waiting, 'message')}."
        )
        return Check(name, Level.FAIL, text, "yalu outbox", problem.waiting)
    if problem := held.get(Fault.CONTENT):
        text = (
            f"The mail server has rejected the contents of {counted(problem.waiting, 'message')} "
            f"since {moment(problem.since)}."
        )
        return Check(name, Level.FAIL, text, "yalu outbox", problem.waiting)
    return Check(name, Level.OK, "No mail is held up.", value=0)


def outbox(facts: Facts) -> Check:
    """Whether messages leave when they are due."""
    name, queue = "outbox", facts.status.outbox
    age = facts.age(queue.since)
    seconds = age.total_seconds()
    if not queue.count or age <= OUTBOX_OLD:
        text = f"{counted(queue.count, 'message')} due." if queue.count else "No message is due."
        return Check(name, Level.OK, text, value=seconds, unit="seconds")
    text = f"{counted(queue.count, 'message')} should have been sent, the oldest {length(age)} ago."
    level = Level.FAIL if age > OUTBOX_STUCK else Level.WARN
    return Check(name, level, text, "yalu send", seconds, "seconds")


def recipients(facts: Facts) -> Check:
    """Whether every recipient gets mail."""
    name = "recipients"
    counts = facts.status.recipients
    served, suspended = counts.get("served", 0), counts.get("suspended", 0)
    if not suspended:
        return Check(name, Level.OK, f"{counted(served, 'recipient')} served, none suspended.", value=0)
    problems = tuple(
        Problem(
            f"{one.subscription_id}: {shown_address(one.address)}",
            f"{shown_address(one.address)} of {one.subscription_id} is suspended since "
            f"{one.suspended_at:%Y-%m-%d}: {one.detail.rstrip('.')}.",
            f"yalu subscriptions resume {one.subscription_id}",
        )
        for one in facts.suspended
    )
    if not served:
        text = f"Nobody gets mail: {counted(suspended, 'recipient')}, all suspended because they rejected it."
        return Check(name, Level.FAIL, text, "yalu outbox", suspended, problems=problems)
    text = f"{counted(suspended, 'recipient')} suspended because they rejected mail, {served} served."
    return Check(name, Level.WARN, text, "yalu outbox", suspended, problems=problems)
