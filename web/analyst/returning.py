"""What forms send along: the page they were on, to return to it, and when it was made."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form
from fastapi.responses import RedirectResponse

#: The form field with the address of the page a form was on.
Back = Annotated[str, Form(max_length=2_000)]


#: The form field with the time the page of a form was made: what came later, its reader has not seen.
Made = Annotated[float, Form(ge=0, le=10_000_000_000)]


def seen_at(made: float, now: datetime) -> datetime:
    """When a reader saw what they mark as read: when their page was made, seconds since 1970; 0 = now."""
    return min(now, datetime.fromtimestamp(made, UTC)) if made else now


def back_to(address: str, fragment: str = "") -> RedirectResponse:
    """The answer to a form: go to a page of this site, at a place on it."""
    found = own_address(address).partition("#")[0]
    return RedirectResponse(f"{found}#{fragment}" if fragment else found, 303)


def own_address(address: str) -> str:
    r"""The address if it is a path of this site, else "/".

    Browsers take "//evil.example" and "/\evil.example" for other sites, and leave out tabs and line ends.

    >>> own_address("/?topic=border"), own_address("//evil.example")
    ('/?topic=border', '/')
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    is_path = address.startswith("/") and not address.startswith("//") and not parts.netloc
    is_plain = address.isprintable() and address.isascii() and "\\" not in address and " " not in address
    return address if is_path and is_plain else "/"
