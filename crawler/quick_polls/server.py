"""The light client's process, `python -m crawler.quick_polls.server FD`: answers requests to poll a source.

FD is the file descriptor of a Unix socket: each message on it passes another socket, from which a QuickPoll
is read as JSON and to which the QuickAnswer is written. It is a process of its own, with a limit on its
memory, so that whatever a site sends can't end the program; it loads neither Scrapy nor the extractors.
"""

import asyncio
import logging
import os
import resource
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final, NoReturn

from crawler.quick_polls.client import LightClient
from crawler.quick_polls.messages import QuickAnswer, QuickPoll
from yaluwatch.shown import shown_url

log = logging.getLogger(__name__)

# Address space of the process, bytes.
_MEMORY: Final = 1024 * 1024 * 1024
# Limit on work with what one answer says, seconds: such as rules of robots.txt that take for ever to match.
_WORK_SECONDS: Final = 10.0
# Names looked up at the same time.
_LOOKUPS: Final = 4


def main() -> None:
    """Answer requests until the other end of the socket is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    memory = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asyncio.run(_serve(control))


async def _serve(control: socket.socket) -> NoReturn:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_LOOKUPS))
    client = LightClient(ssl.create_default_context(), limit=_work_limit)
    polls: set[asyncio.Task[None]] = set()
    closed = asyncio.Event()

    def accept() -> None:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            closed.set()
        for descriptor in descriptors:
            task = loop.create_task(_answer(client, socket.socket(fileno=descriptor)))
            polls.add(task)
            task.add_done_callback(polls.discard)

    loop.add_reader(control, accept)
    await closed.wait()
    sys.stderr.flush()
    # Polls under way, and names being looked up, are of use to nobody any more.
    os._exit(0)


async def _answer(client: LightClient, channel: socket.socket) -> None:
    """Answer one request."""
    reader, writer = await asyncio.open_connection(sock=channel)
    poll = QuickPoll.from_json(await reader.read())
    try:
        answer = await client.poll(poll)
    except Exception as error:
        # Such as a lack of memory: the other polls go on.
        log.exception("poll failed url=%s", shown_url(poll.urls[0].url))
        answer = QuickAnswer(left=type(error).__name__, pause=poll.delay_seconds)
    # Nobody listens any more if the program was stopped.
    with suppress(OSError):
        writer.write(answer.to_json())
        await writer.drain()
    writer.close()


@contextmanager
def _work_limit() -> Iterator[None]:
    """End the process (SIGALRM) when the block takes too long: it blocks all other polls."""
    signal.setitimer(signal.ITIMER_REAL, _WORK_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
