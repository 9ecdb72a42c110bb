"""How many pages are made at once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message, Receive, Scope, Send

from web.middleware import ConcurrencyLimit

START, BODY = {"type": "http.response.start", "status": 200, "headers": []}, {"type": "http.response.body"}


class Pages:
    """An application whose pages are made when they are told to be."""

    def __init__(self) -> None:
        self.being_made: list[str] = []
        self.sent: list[str] = []
        self.go_on = asyncio.Event()
        self.fails = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make a page."""
        self.being_made.append(scope["path"])
        try:
            await self.go_on.wait()
            if self.fails:
                raise ValueError(scope["path"])
            await send(START)
        finally:
            self.being_made.remove(scope["path"])
        await send(BODY)
        self.sent.append(scope["path"])


async def nothing() -> Message:
    """What a client sends that sends nothing."""
    return {"type": "http.request"}


async def taken(message: Message) -> None:
    """A client that takes everything at once."""


def asked(
    app: ConcurrencyLimit, path: str, method: str = "GET", send: Callable[[Message], Awaitable[None]] = taken
) -> asyncio.Task[None]:
    """A request that has been made."""
    return asyncio.ensure_future(app({"type": "http", "method": method, "path": path}, nothing, send))


async def settled() -> None:
    """Until everything waits that will."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_two_are_made_at_once_and_the_others_follow_in_their_order() -> None:
    async def scenario() -> None:
        pages = Pages()
        app = ConcurrencyLimit(pages)
        tasks = [asked(app, f"/stories/{number}") for number in range(5)]
        await settled()
        assert pages.being_made == ["/stories/0", "/stories/1"]
        pages.go_on.set()
        await asyncio.gather(*tasks)
        assert pages.sent == [f"/stories/{number}" for number in range(5)]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/livez", "GET"),
        ("/health", "GET"),
        ("/metrics", "GET"),
        ("/static/page.css", "GET"),
        ("/data/yalu/articles", "GET"),
        ("/search/facets", "GET"),
        ("/export/csv", "GET"),
        ("/api/v1/articles", "GET"),
        ("/sources/bbc/poll", "POST"),
    ],
)
def test_pages_keep_others_from_nothing(path: str, method: str) -> None:
    async def scenario() -> None:
        pages = Pages()
        app = ConcurrencyLimit(pages)
        tasks = [asked(app, "/") for _ in range(4)]
        tasks.append(asked(app, path, method))
        await settled()
        assert pages.being_made == ["/", "/", path]
        pages.go_on.set()
        await asyncio.gather(*tasks)

    asyncio.run(scenario())


def test_a_reader_who_takes_a_page_slowly_keeps_nobody_waiting() -> None:
    async def scenario() -> None:
        pages = Pages()
        app = ConcurrencyLimit(pages)
        pages.go_on.set()
        later = asyncio.Event()

        async def taken_late(message: Message) -> None:
            await later.wait()

        slow = [asked(app, f"/slow/{number}", send=taken_late) for number in range(2)]
        await settled()
        await asyncio.wait_for(asked(app, "/quick"), 5)
        assert pages.sent == ["/quick"]
        later.set()
        await asyncio.gather(*slow)

    asyncio.run(scenario())


def test_a_page_that_fails_or_is_given_up_leaves_its_place() -> None:
    async def scenario() -> None:
        pages = Pages()
        app = ConcurrencyLimit(pages, at_once=1)
        given_up = [asked(app, "/made"), asked(app, "/waiting")]
        await settled()
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        pages.fails = True
        pages.go_on.set()
        with pytest.raises(ValueError, match="/bad"):
            await asyncio.wait_for(asked(app, "/bad"), 5)
        pages.fails = False
        await asyncio.wait_for(asked(app, "/good"), 5)
        assert pages.sent == ["/good"]

    asyncio.run(scenario())
