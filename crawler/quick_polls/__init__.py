"""Polls of sources by a light client, which finds out that nothing has changed at a fraction of a crawl."""

from crawler.quick_polls.addresses import ascii_url
from crawler.quick_polls.digest import digest_of
from crawler.quick_polls.messages import PolledPage, PollUrl, QuickAnswer, QuickPoll, RobotsAnswer
from crawler.quick_polls.poller import QuickPoller

__all__ = [
    "PollUrl",
    "PolledPage",
    "QuickAnswer",
    "QuickPoll",
    "QuickPoller",
    "RobotsAnswer",
    "ascii_url",
    "digest_of",
]
