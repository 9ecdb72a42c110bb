"""Accounts for tests, and browsers that are logged in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx
from bs4 import BeautifulSoup

from storage import Change, User, open_archive
from web import Role, hash_password

PASSWORD = "three otters by the river"
ROLES = tuple(Role)


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


def add_user(archive: Path, name: str, role: str, address: str = "") -> int:
    """Add an account whose password is `PASSWORD`; returns its id."""
    now = datetime.now(UTC)
    user = User(name=name, role=role, address=address, password_hash=_hash(), created_at=now)
    with open_archive(archive) as opened:
        return opened.accounts.add(user, Change(at=now, by="test", what="account added", subject=name))


@dataclass
class Browser:
    """A client that keeps cookies and sends the codes of forms."""

    client: httpx.Client

    def code(self, path: str = "/account") -> str:
        """The code in the forms of a page."""
        field = BeautifulSoup(self.client.get(path).text, "lxml").select_one("input[name=csrf]")
        return str(field["value"]) if field else ""

    def post(self, path: str, *, form: str = "/account", **fields: str) -> httpx.Response:
        """Send a form as the page `form` does."""
        return self.client.post(path, data={"csrf": self.code(form), **fields})

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Fill in the page to log in."""
        return self.post("/login", form="/login", name=name, password=password, **fields)


@contextmanager
def browser(base: httpx.Client, name: str = "") -> Iterator[Browser]:
    """A new browser for the same site, logged in if a name is given."""
    with httpx.Client(base_url=base.base_url, trust_env=False, timeout=base.timeout) as client:
        made = Browser(client)
        if name:
            assert made.log_in(name).status_code == 303
        yield made
