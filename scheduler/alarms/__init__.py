"""Tells the operator when something needs a person: alarms, and pings to a monitor outside."""

from scheduler.alarms.ping import Pinger
from scheduler.alarms.rules import Decision, decide
from scheduler.alarms.watchman import Tally, Watchman, raise_and_clear

__all__ = ["Decision", "Pinger", "Tally", "Watchman", "decide", "raise_and_clear"]
