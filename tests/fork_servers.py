"""One fork server for all tests of a process.

Starting one takes more than two seconds of CPU, twice that with coverage, and hundreds of tests crawl. A
service keeps its fork server for weeks, so workers of two tests are as separate as those of two rounds. A
pool never gets one that another pool has, that has died, that still has a worker, or that was started with
another environment.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from socket import socket
from typing import ClassVar, Self

from crawler.workers.forks import ForkServer


class KeptForkServer(ForkServer):
    """A fork server that is kept for the next pool when it is closed."""

    #: Those that no pool has.
    _kept: ClassVar["list[KeptForkServer]"] = []

    #: The environment and the current folder it was started with.
    _inherited: tuple[dict[str, str], Path]
    #: The status sockets of its workers; a pool closes each when the worker has ended.
    _channels: list[socket]

    @classmethod
    def start(cls) -> Self:
        """A kept one, or else a new one."""
        inherited = _inherited()
        for kept in [each for each in cls._kept if each._inherited == inherited]:
            cls._kept.remove(kept)
            if isinstance(kept, cls) and kept.is_running():
                return kept
            kept.end()
        made = super().start()
        made._inherited, made._channels = inherited, []
        return made

    def fork(self, streams: Sequence[int]) -> socket:
        channel = super().fork(streams)
        self._channels.append(channel)
        return channel

    def close(self) -> None:
        if all(channel.fileno() == -1 for channel in self._channels):
            self._channels.clear()
            self._kept.append(self)
        else:
            self.end()

    def end(self) -> None:
        """End it for good."""
        super().close()

    @classmethod
    def end_all(cls) -> None:
        """End the kept ones."""
        while cls._kept:
            cls._kept.pop().end()


def _inherited() -> tuple[dict[str, str], Path]:
    # pytest sets one variable again for every test.
    return {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"}, Path.cwd()
