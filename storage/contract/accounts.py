"""Accounts of the web pages: who may log in, who is logged in, tokens for the API, and who changed what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    #: Given by the archive; 0 before it is stored.
    id: int = 0
    #: Log-in name; capitals don't count.
    name: str
    #: "reader", "analyst", "researcher", "operator" or "admin".
    role: str
    #: E-mail address; "" = none. Subscriptions that go there are theirs.
    address: str = ""
    #: Language of their pages, ISO 639-1; "" = what the browser prefers.
    language: str = ""
    #: IANA name of the time zone of their pages.
    timezone: str = "UTC"
    #: Argon2 hash with its parameters; "" = can't log in with a password.
    password_hash: str = ""
    created_at: datetime
    #: Since when they can't log in; None if they can.
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One log-in in one browser."""

    user_id: int
    started_at: datetime
    #: When it was last used; up to a few minutes older than that.
    seen_at: datetime
    #: How they logged in: "password", "oidc".
    way: str
    #: What the browser calls itself, shortened.
    browser: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token for programs. Only its hash is stored."""

    #: Given by the archive; 0 before it is stored.
    id: int = 0
    user_id: int
    #: What its owner calls it.
    name: str
    #: SHA-256 of the token, hexadecimal.
    key: str
    #: What it allows: "read", "export", "judge", "monitor"; never more than its owner's role.
    scopes: tuple[str, ...]
    created_at: datetime
    #: None = never.
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class ChangeState(StrEnum):
    """How far a change has come."""

    DONE = "done"
    #: Of a file: it was about to be made. If it stays so, the process ended before it could say more.
    BEGUN = "begun"
    #: Of a file: it was not made.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changed what, and when."""

    #: Given by the archive; 0 before it is stored.
    id: int = 0
    at: datetime
    #: Name of the account; "local" without accounts, "yalu" for the command.
    by: str
    #: A verb phrase: "source paused".
    what: str
    #: Id or name of what was changed.
    subject: str
    #: How it was and is, as shown to people; "" where that says nothing.
    before: str = ""
    after: str = ""
    state: ChangeState = ChangeState.DONE


class Accounts(Protocol):
    """Accounts, sessions, tokens and changes.

    Methods that change who may do what take the `Change` that describes it: both are one transaction, and are
    on disk when they return.
    """

    def exist(self) -> bool:
        """Whether there is any account, disabled or not."""

    def all(self) -> list[User]:
        """All accounts by name."""

    def get(self, user_id: int) -> User | None:
        """An account by id."""

    def named(self, name: str) -> User | None:
        """An account by log-in name, whatever its capitals."""

    def add(self, user: User, change: Change) -> int:
        """Add an account; returns its id. Raises ArchiveError when the name is taken."""

    def save(self, user: User, change: Change, *, log_out: bool = False) -> None:
        """Replace an account, which keeps its name; `log_out` ends its sessions and revokes its tokens."""

    def start_session(self, key: str, session: Session, *, instead_of: str = "") -> None:
        """Store a session under the hash of its secret; `instead_of` is the hash of one that ends."""

    def session(self, key: str) -> tuple[User, Session] | None:
        """The session stored under this hash and its account; None if there is none, or it was disabled."""

    def sessions(self, user_id: int) -> list[tuple[str, Session]]:
        """The sessions of an account with their hashes, last used first."""

    def mark_session_seen(self, key: str, at: datetime) -> None:
        """Record that a session is used."""

    def end_session(self, key: str) -> None:
        """End a session; nothing happens if there is none."""

    def add_token(self, token: ApiToken, change: Change) -> int:
        """Store a token; returns its id."""

    def tokens(self, user_id: int) -> list[ApiToken]:
        """All tokens of an account, newest first, revoked ones too."""

    def token(self, key: str) -> tuple[User, ApiToken] | None:
        """The token with this hash and its account; None if there is none, or the account was disabled."""

    def mark_token_used(self, token_id: int, at: datetime) -> None:
        """Record that a token is used."""

    def revoke_token(self, user_id: int, token_id: int, change: Change) -> bool:
        """Revoke a token of this account; False if it has none with this id that is not revoked yet."""

    def add_failed_login(self, keys: Collection[str], at: datetime) -> None:
        """Record a log-in that failed under each of these keys, such as an account name and an address."""

    def failed_logins(self, keys: Collection[str], since: datetime) -> Mapping[str, list[datetime]]:
        """When log-ins failed under these keys since then, oldest first; keys without any are missing."""

    def forget_failed_logins(self, keys: Collection[str]) -> None:
        """Forget the failures under these keys, after a log-in that succeeded."""

    def record(self, change: Change) -> None:
        """Store a change of the archive: inside `Archive.together`, with what it changes."""

    def begin(self, changes: Sequence[Change]) -> list[int]:
        """Store changes that are about to be made outside the archive, such as in a file; returns their ids.

        They count as begun until `finish`, and are on disk when this returns.
        """

    def finish(self, ids: Collection[int], state: ChangeState) -> None:
        """Record whether changes that were begun were made."""

    def changes(self, *, limit: int, before: int | None = None) -> list[Change]:
        """The newest changes, newest first; `before` is the id of the last one of the page before."""

    def forget(self, *, idle_before: datetime, started_before: datetime, failed_before: datetime) -> int:
        """Delete sessions not used or begun since then, and failures before then; returns how many rows."""
