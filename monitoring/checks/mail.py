"""Checks of mail: the server, the outbox and the recipients. Words of servers are left to `yalu outbox`."""

from alerts.transports import shown_address
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem
from monitoring.limits import OUTBOX_OLD, OUTBOX_STUCK
from monitoring.words import counted, length, moment
from yaluwatch.model import Fault
from yaluwatch.sentence import Sentence


def server(facts: Facts) -> Check:
    """Whether the mail server takes our mail."""
    name = "mail"
    held = {problem.fault: problem for problem in facts.mail}
    if problem := held.get(Fault.SERVER):
        text = Sentence(
            "The mail server has accepted nothing since %(since)s; waiting: %(messages)s.",
            since=moment(problem.since), messages=counted(problem.waiting, "message"),
        )  # fmt: skip
        return Check(name, Level.FAIL, text, "yalu outbox", problem.waiting)
    if problem := held.get(Fault.CONTENT):
        text = Sentence(
            "The mail server has rejected the contents of %(messages)s since %(since)s.",
            since=moment(problem.since), messages=counted(problem.waiting, "message"),
        )  # fmt: skip
        return Check(name, Level.FAIL, text, "yalu outbox", problem.waiting)
    return Check(name, Level.OK, "No mail is held up.", value=0)


def outbox(facts: Facts) -> Check:
    """Whether messages leave when they are due."""
    name, queue = "outbox", facts.status.outbox
    age = facts.age(queue.since)
    seconds = age.total_seconds()
    if not queue.count or age <= OUTBOX_OLD:
        due = Sentence("%(messages)s due.", messages=counted(queue.count, "message"))
        text = due if queue.count else "No message is due."
        return Check(name, Level.OK, text, value=seconds, unit="seconds")
    text = Sentence(
        "%(messages)s should have been sent, the oldest %(age)s ago.",
        messages=counted(queue.count, "message"), age=length(age),
    )  # fmt: skip
    level = Level.FAIL if age > OUTBOX_STUCK else Level.WARN
    return Check(name, level, text, "yalu send", seconds, "seconds")


def recipients(facts: Facts) -> Check:
    """Whether every recipient gets mail."""
    name = "recipients"
    counts = facts.status.recipients
    served, suspended = counts.get("served", 0), counts.get("suspended", 0)
    if not suspended:
        text = Sentence("%(recipients)s served, none suspended.", recipients=counted(served, "recipient"))
        return Check(name, Level.OK, text, value=0)
    problems = tuple(
        Problem(
            f"{one.subscription_id}: {shown_address(one.address)}",
            Sentence(
                "%(address)s of %(subscription)s is suspended since %(since)s: %(why)s.",
                address=shown_address(one.address),
                subscription=one.subscription_id,
                since=f"{one.suspended_at:%Y-%m-%d}",
                why=one.detail.rstrip("."),
            ),
            f"yalu subscriptions resume {one.subscription_id}",
        )
        for one in facts.suspended
    )
    if not served:
        text = Sentence(
            "Nobody gets mail: %(recipients)s, all suspended because they rejected it.",
            recipients=counted(suspended, "recipient"),
        )
        return Check(name, Level.FAIL, text, "yalu outbox", suspended, problems=problems)
    text = Sentence(
        "%(recipients)s suspended because they rejected mail, %(served)s served.",
        recipients=counted(suspended, "recipient"), served=served,
    )  # fmt: skip
    return Check(name, Level.WARN, text, "yalu outbox", suspended, problems=problems)
