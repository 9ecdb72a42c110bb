"""Rows of accounts, sessions, tokens and changes."""

from storage.contract import ApiToken, Change, ChangeState, Session, User
from storage.sql.database import Database
from storage.sql.rows import (
    Row,
    insert_numbered,
    json_text,
    optional_time_text,
    time_text,
    to_optional_time,
    to_strings,
    to_time,
)


def user_row(user: User) -> Row:
    """The columns of an account, without its id."""
    return {
        "name": user.name,
        "role": user.role,
        "address": user.address,
        "language": user.language,
        "timezone": user.timezone,
        "password_hash": user.password_hash,
        "created_at": time_text(user.created_at),
        "disabled_at": optional_time_text(user.disabled_at),
    }


def to_user(row: Row) -> User:
    """An account; of a joined row, the columns of users."""
    return User(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        address=row["address"],
        language=row["language"],
        timezone=row["timezone"],
        password_hash=row["password_hash"],
        created_at=to_time(row["created_at"]),
        disabled_at=to_optional_time(row["disabled_at"]),
    )


def to_session(row: Row) -> Session:
    """A session."""
    return Session(
        user_id=row["user"],
        started_at=to_time(row["started_at"]),
        seen_at=to_time(row["seen_at"]),
        way=row["way"],
        browser=row["browser"],
    )


def token_row(token: ApiToken) -> Row:
    """The columns of a token, without its id."""
    return {
        "user": token.user_id,
        "name": token.name,
        "key": token.key,
        "scopes": json_text(token.scopes),
        "created_at": time_text(token.created_at),
        "expires_at": optional_time_text(token.expires_at),
        "last_used_at": optional_time_text(token.last_used_at),
        "revoked_at": optional_time_text(token.revoked_at),
    }


def to_token(row: Row) -> ApiToken:
    """A token."""
    return ApiToken(
        id=row["id"],
        user_id=row["user"],
        name=row["name"],
        key=row["key"],
        scopes=to_strings(row["scopes"]),
        created_at=to_time(row["created_at"]),
        expires_at=to_optional_time(row["expires_at"]),
        last_used_at=to_optional_time(row["last_used_at"]),
        revoked_at=to_optional_time(row["revoked_at"]),
    )


def insert_change(db: Database, change: Change) -> int:
    """Store a change in the transaction that makes it; returns its id."""
    row = {
        "at": time_text(change.at),
        "by": change.by,
        "what": change.what,
        "subject": change.subject,
        "before": change.before,
        "after": change.after,
        "state": change.state.value,
    }
    return insert_numbered(db, "changes", row)


def to_change(row: Row) -> Change:
    """A change."""
    return Change(
        id=row["id"],
        at=to_time(row["at"]),
        by=row["by"],
        what=row["what"],
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
        state=ChangeState(row["state"]),
    )
