"""Requests as if accounts existed: a header says who makes a request, and its forms are signed for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.web_server import served
from web.access import FIELD, Visitor

#: The header that names the visitor, and the key of everybody's forms.
HEADER, FORM_KEY = "x-visitor", "key of the form"


class Chosen:
    """Middleware behind the gate: the visitor with the name in the header."""

    def __init__(self, app: ASGIApp, visitors: Mapping[str, Visitor]) -> None:
        self._app, self._visitors = app, visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the chosen visitor; without the header it stays as it is."""
        name = HTTPConnection(scope).headers.get(HEADER, "") if scope["type"] == "http" else ""
        if name:
            scope["state"]["visitor"] = self._visitors[name]
        await self._app(scope, receive, send)


class Desk:
    """Visitors of one application."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        # Name → the code in their forms.
        self._codes: dict[str, str] = {}

    def get(self, visitor: str, path: str, /, **headers: str) -> httpx.Response:
        """A page as somebody sees it."""
        return self._client.get(path, headers={HEADER: visitor, **headers})

    def post(self, visitor: str, path: str, /, **fields: str | list[str]) -> httpx.Response:
        """Send a form of ours as somebody."""
        data = {FIELD: self._code(visitor), **fields}
        return self._client.post(path, data=data, headers={HEADER: visitor})

    def _code(self, visitor: str) -> str:
        """What the forms on their pages carry."""
        if visitor not in self._codes:
            field = BeautifulSoup(self.get(visitor, "/").text, "lxml").select_one(f"input[name={FIELD}]")
            self._codes[visitor] = str(field["value"]) if field else ""
        return self._codes[visitor]

    def forge(self, visitor: str, path: str, /, **fields: str) -> httpx.Response:
        """Send a form from elsewhere, which can't know the visitor's code."""
        return self._client.post(path, data=fields, headers={HEADER: visitor})


@contextmanager
def visited(app: FastAPI, *visitors: Visitor) -> Iterator[Desk]:
    """Serve an application to these visitors, by name; each has the form key `FORM_KEY`."""
    known = {visitor.name: visitor for visitor in visitors}
    # The last one is the innermost.
    app.user_middleware.append(Middleware(Chosen, visitors=known))
    with served(app) as client:
        yield Desk(client)
