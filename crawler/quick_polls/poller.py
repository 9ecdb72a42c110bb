"""The parent's end of the light client: starts its process, asks it, and restarts it if it has died."""

import contextlib
import logging
import socket
import subprocess
import threading
from time import monotonic
from typing import Final

from crawler.quick_polls.messages import QuickAnswer, QuickPoll
from yaluwatch.child_process import start_child

log = logging.getLogger(__name__)

# How much longer than a poll its answer may take, seconds; a process that takes longer hangs.
_GRACE: Final = 15.0
# Polls in a row without an answer after which no more are tried in this round.
_MAX_FAILURES: Final = 5
# Time for the process to end by itself, seconds.
_END_SECONDS: Final = 5.0


class QuickPoller:
    """Polls sources with the light client, any number at a time, each in a thread of the caller.

    Its process is started for the first poll, started again after it has died, and ended by `close`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._is_stopped = False
        #: Polls in a row without an answer.
        self._failures = 0

    def ask(self, poll: QuickPoll) -> QuickAnswer | None:
        """Poll one source; None if the process died over it, hangs, can't be started or was stopped."""
        with self._lock:
            if self._is_stopped or self._failures >= _MAX_FAILURES:
                return None
            try:
                process, channel = self._connected()
            except OSError as error:
                self._failures += 1
                log.warning("light client not started error=%s", error)
                return None
        with channel:
            answer = _answer_on(channel, poll)
        if answer is None:
            # It has died, or is of no use any more: the next poll starts another one.
            process.kill()
            process.wait()
        with self._lock:
            self._failures = 0 if answer is not None else self._failures + 1
            if answer is None and not self._is_stopped:
                log.warning("light client did not answer in_a_row=%d", self._failures)
        return answer

    def stop(self) -> None:
        """Abandon the polls under way and start no more."""
        with self._lock:
            self._is_stopped = True
            if self._process is not None:
                self._process.kill()

    def reopen(self) -> None:
        """Let polls start again after `stop`, or after too many failures."""
        with self._lock:
            self._is_stopped = False
            self._failures = 0

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._control is not None:
                self._control.close()
                self._control = None
            if self._process is not None:
                try:
                    self._process.wait(_END_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
                self._process = None

    def _connected(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """The process, started if need be, and a channel to it for one poll. Raises OSError."""
        if self._process is not None and self._control is not None and self._process.poll() is None:
            try:
                return self._process, _channel_over(self._control)
            except OSError:
                # It has died since, or can't be reached.
                self._process.kill()
                self._process.wait()
        self._process, self._control = self._started()
        return self._process, _channel_over(self._control)

    def _started(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        if self._control is not None:
            self._control.close()
        near, far = socket.socketpair()
        with far:
            # Ctrl-C reaches only this process, which then stops the polls.
            process = start_child("crawler.quick_polls.server", str(far.fileno()), pass_fds=[far.fileno()])
        return process, near


def _answer_on(channel: socket.socket, poll: QuickPoll) -> QuickAnswer | None:
    """The answer to a poll sent over a channel; None if there is none in time."""
    deadline = monotonic() + poll.seconds + _GRACE
    channel.settimeout(_GRACE)
    try:
        channel.sendall(poll.to_json())
        channel.shutdown(socket.SHUT_WR)
        answer = _read_all(channel, deadline)
    except TimeoutError:
        log.warning("light client hangs and is ended")
        return None
    except OSError:
        return None
    # Nothing, or half of it, if the process has died over it.
    with contextlib.suppress(ValueError, TypeError, LookupError):
        return QuickAnswer.from_json(answer)
    return None


def _channel_over(control: socket.socket) -> socket.socket:
    """One end of a new channel, whose other end is passed on over the control socket. Raises OSError."""
    near, far = socket.socketpair()
    with far:
        try:
            socket.send_fds(control, [b"1"], [far.fileno()])
        except OSError:
            near.close()
            raise
    return near


def _read_all(channel: socket.socket, deadline: float) -> bytes:
    """All that the other end writes until it closes. Raises TimeoutError after the deadline."""
    pieces: list[bytes] = []
    while True:
        channel.settimeout(max(deadline - monotonic(), 0.001))
        piece = channel.recv(262_144)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
