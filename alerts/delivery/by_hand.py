"""What an operator can do about a message of the outbox, and what holds up mail, in words."""

from storage import Archive, MailProblem
from yaluwatch.model import DeliveryState, Fault
from yaluwatch.text import counted

#: States of messages that can be sent again, and of those that can be given up.
CAN_RETRY = (DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.DOUBTFUL, DeliveryState.DROPPED)
CAN_DROP = (DeliveryState.QUEUED, DeliveryState.DEFERRED)


def retry(archive: Archive, number: int) -> bool:
    """Send a message again in the next delivery run; False if its state does not allow it."""
    return archive.outbox.set_state(number, CAN_RETRY, DeliveryState.QUEUED, "retried manually")


def drop(archive: Archive, number: int) -> bool:
    """Do not send a waiting message: its stories don't count as reported; False if it does not wait."""
    return archive.outbox.set_state(number, CAN_DROP, DeliveryState.DROPPED, "dropped manually")


def problem_text(problem: MailProblem) -> str:
    """What holds up mail, since when, and the way out; commands and settings are in backticks or brackets."""
    waiting = counted(problem.waiting, "message")
    since = f"{problem.since:%Y-%m-%d %H:%M} UTC"
    if problem.fault is Fault.SERVER:
        return (
            f"The mail server has accepted nothing since {since}; {waiting} will be sent as soon as it does. "
            f"Check the settings [mail]: {problem.detail}"
        )
    return (
        f"The mail server has rejected the contents of {waiting} since {since}; they are retried daily, and "
        f"`yalu outbox drop` gives one up: {problem.detail}"
    )
