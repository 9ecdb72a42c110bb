"""Who makes a request, and the dependencies that check what they may do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from web.access.rights import RIGHTS, Right, Role
from yaluwatch.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who makes a request."""

    #: Id of the account; 0 = whoever sits at this computer, while there are no accounts.
    id: int
    #: Log-in name; "local" without accounts.
    name: str
    role: Role
    #: E-mail address; "" = none. Subscriptions that go there are theirs.
    address: str = ""
    #: Language of the pages, ISO 639-1: "en", "ko" or "zh"; "" = what the browser prefers.
    language: str = ""
    #: IANA name of the time zone their times are shown in.
    timezone: str = "UTC"
    #: Ties forms to this visitor (see `web.access.csrf`); "" for requests with a token, not from a page.
    form_key: str = ""
    #: Rights of the token they come with; None without one. They never exceed those of the role.
    scopes: frozenset[Right] | None = None

    def may(self, right: Right) -> bool:
        """Whether they have a right."""
        return right in RIGHTS[self.role] and (self.scopes is None or right in self.scopes)

    @property
    def is_local(self) -> bool:
        """Whether there are no accounts, so that nobody had to log in."""
        return self.id == 0


def visitor_of(request: Request) -> Visitor | None:
    """Who makes this request; None for someone who is not logged in, on the pages that anyone may see."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


def needs(right: Right) -> Any:
    """The dependency of a route that needs a right: `dependencies=[needs(Right.OPERATE)]`."""
    return Depends(_check(right))


def _check(right: Right) -> Callable[[Request], Awaitable[None]]:
    async def check(request: Request) -> None:
        visitor = visitor_of(request)
        if visitor is None:
            raise HTTPException(401, "Please log in.")
        if not visitor.may(right):
            raise HTTPException(403, Sentence("Your account (%(role)s) may not do this.", role=visitor.role))

    return check


async def _visitor(request: Request) -> Visitor:
    if (visitor := visitor_of(request)) is None:
        raise HTTPException(401, "Please log in.")
    return visitor


async def _logged_in(request: Request) -> None:
    if (visitor := visitor_of(request)) is not None and visitor.scopes is not None:
        raise HTTPException(403, "This is for people. A token can't see it.")


#: The dependency of pages about the account itself, which a token must not open, whatever its scopes.
LOGGED_IN: Any = Depends(_logged_in)
#: The visitor, for routes that use who they are.
Known = Annotated[Visitor, Depends(_visitor)]
