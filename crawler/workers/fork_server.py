"""The fork server, `python -m crawler.workers.fork_server FD`: forks crawl workers with all imports loaded.

Importing what a crawl needs takes more than a second of CPU; a fork takes a few milliseconds. It is a process
of its own, without threads, because a fork of a process with threads may inherit locks that are never
released. FD is the file descriptor of a Unix socket: each message on it is a request for one worker.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterator, Mapping
from typing import NoReturn

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler.fetching import FIXED
from crawler.workers import worker
from crawler.workers.warm_up import warm_up
from storage import load_engine

#: File descriptors sent with each request: the worker's stdin, stdout and stderr, and its status socket. The
#: fork server writes the worker's process id to the status socket when it starts, and its exit code when it
#: ends.
DESCRIPTORS = 4


def main() -> None:
    """Fork a worker for every request, until the other end of the socket is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    load_components()
    warm_up()
    # The garbage collector ignores all objects created so far, so their memory pages stay shared with
    # workers.
    gc.freeze()
    died, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    channels: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), died], [], [])
        if died in ready:
            os.read(died, 4096)
            _reap(channels)
        if control.fileno() in ready and not _serve(control, (died, wake), channels):
            return


def load_components() -> None:
    """Import what every worker would: the storage engine and the classes named in Scrapy's settings."""
    load_engine()
    for setting in Settings(FIXED).attributes.values():
        for name in _names(setting.value):
            if name.startswith(("scrapy.", "crawler.")):
                load_object(name)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _names([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _names(each)


def _serve(control: socket.socket, own: tuple[int, ...], channels: dict[int, int]) -> bool:
    """Handle one request; False when the other end of the socket is closed."""
    message, descriptors, _, _ = socket.recv_fds(control, 1, DESCRIPTORS)
    if not message:
        return False
    *streams, channel = descriptors
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        for descriptor in (control.fileno(), channel, *own, *channels.values()):
            os.close(descriptor)
        _run_worker(streams, parent)
    for stream in streams:
        os.close(stream)
    channels[pid] = channel
    os.write(channel, f"{pid}\n".encode())
    return True


def _run_worker(streams: list[int], parent: int) -> NoReturn:
    """In the forked process: redirect the standard streams, crawl, and exit without the parent's cleanup."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        worker.main(parent)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 # a worker must never continue as a second fork server
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _reap(channels: dict[int, int]) -> None:
    """Reap workers that have ended and write their exit codes to their status sockets."""
    while channels:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        channel = channels.pop(pid)
        # Nobody may be waiting for it any more.
        with contextlib.suppress(BrokenPipeError):
            os.write(channel, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os.close(channel)


if __name__ == "__main__":
    main()
