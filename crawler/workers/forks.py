"""The parent's end of the fork server: starts its process, asks it for workers, and ends it."""

import contextlib
import socket
import subprocess
from collections.abc import Sequence
from typing import Self

from yaluwatch.child_process import start_child

# Time for the process to end by itself, seconds.
_END_SECONDS = 2.0


class ForkServer:
    """A running fork server."""

    def __init__(self, process: "subprocess.Popen[bytes]", control: socket.socket) -> None:
        self._process = process
        self._control = control

    @classmethod
    def start(cls) -> Self:
        """Start one; it answers once it has imported what workers need. Raises OSError."""
        control, far = socket.socketpair()
        with far:
            # Ctrl-C reaches only this process, which then stops the workers.
            process = start_child("crawler.workers.fork_server", str(far.fileno()), pass_fds=[far.fileno()])
        return cls(process, control)

    def is_running(self) -> bool:
        """Whether its process has not ended."""
        return self._process.poll() is None

    def fork(self, streams: Sequence[int]) -> socket.socket:
        """Have a worker forked, with three file descriptors as stdin, stdout and stderr; raises OSError.

        Returns its status socket, see `fork_server.DESCRIPTORS`.
        """
        channel, far = socket.socketpair()
        with far:
            socket.send_fds(self._control, [b"1"], [*streams, far.fileno()])
        return channel

    def close(self) -> None:
        """End it, and with it every worker still running."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        # It is still importing, and so does not know yet; workers end with it.
        self._process.kill()
        self._process.wait()
