"""`Accounts` in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from storage.contract import Accounts, ApiToken, Change, ChangeState, Session, User
from storage.sql.accounts.rows import (
    insert_change,
    to_change,
    to_session,
    to_token,
    to_user,
    token_row,
    user_row,
)
from storage.sql.database import Connection
from storage.sql.rows import AMONG, AMONG_IDS, among, insert, insert_numbered, time_text, to_time
from yaluwatch.errors import ArchiveError
from yaluwatch.sentence import Sentence


class SqlAccounts(Accounts):
    """The tables users, sessions, api_tokens, failed_logins and changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def exist(self) -> bool:
        with self._connection.read("reading accounts") as db:
            return bool(db.execute("SELECT EXISTS (SELECT 1 FROM users)").fetchone()[0])

    @override
    def all(self) -> list[User]:
        with self._connection.read("reading accounts") as db:
            return list(map(to_user, db.query("SELECT * FROM users ORDER BY name")))

    @override
    def get(self, user_id: int) -> User | None:
        with self._connection.read(f"reading account {user_id}") as db:
            return next(map(to_user, db.query("SELECT * FROM users WHERE id = ?", [user_id])), None)

    @override
    def named(self, name: str) -> User | None:
        with self._connection.read(f"reading account {name}") as db:
            return next(map(to_user, db.query("SELECT * FROM users WHERE name = ?", [name])), None)

    @override
    def add(self, user: User, change: Change) -> int:
        with self._connection.write(f"adding account {user.name}", durable=True) as db:
            if db.execute("SELECT 1 FROM users WHERE name = ?", [user.name]).fetchone():
                raise ArchiveError(Sentence("there is an account %(name)s already", name=user.name))
            number = insert_numbered(db, "users", user_row(user))
            insert_change(db, change)
            return number

    @override
    def save(self, user: User, change: Change, *, log_out: bool = False) -> None:
        with self._connection.write(f"changing account {user.name}", durable=True) as db:
            row = {column: value for column, value in user_row(user).items() if column != "name"}
            sets = ", ".join(f"{column} = ?" for column in row)
            db.execute(f"UPDATE users SET {sets} WHERE id = ?", [*row.values(), user.id])
            if log_out:
                db.execute('DELETE FROM sessions WHERE "user" = ?', [user.id])
                db.execute(
                    'UPDATE api_tokens SET revoked_at = ? WHERE "user" = ? AND revoked_at IS NULL',
                    [time_text(change.at), user.id],
                )
            insert_change(db, change)

    @override
    def start_session(self, key: str, session: Session, *, instead_of: str = "") -> None:
        with self._connection.write("logging in") as db:
            db.execute("DELETE FROM sessions WHERE key = ?", [instead_of])
            row = {
                "key": key,
                "user": session.user_id,
                "started_at": time_text(session.started_at),
                "seen_at": time_text(session.seen_at),
                "way": session.way,
                "browser": session.browser,
            }
            insert(db, "sessions", row)

    @override
    def session(self, key: str) -> tuple[User, Session] | None:
        with self._connection.read("reading a session") as db:
            rows = db.query(
                """
                SELECT u.*, s."user", s.started_at, s.seen_at, s.way, s.browser
                FROM sessions s JOIN users u ON u.id = s."user" WHERE s.key = ? AND u.disabled_at IS NULL
                """,
                [key],
            )
            return next(((to_user(row), to_session(row)) for row in rows), None)

    @override
    def sessions(self, user_id: int) -> list[tuple[str, Session]]:
        with self._connection.read("reading sessions") as db:
            rows = db.query('SELECT * FROM sessions WHERE "user" = ? ORDER BY seen_at DESC', [user_id])
            return [(row["key"], to_session(row)) for row in rows]

    @override
    def mark_session_seen(self, key: str, at: datetime) -> None:
        with self._connection.write("recording a visit") as db:
            db.execute("UPDATE sessions SET seen_at = ? WHERE key = ?", [time_text(at), key])

    @override
    def end_session(self, key: str) -> None:
        with self._connection.write("logging out") as db:
            db.execute("DELETE FROM sessions WHERE key = ?", [key])

    @override
    def add_token(self, token: ApiToken, change: Change) -> int:
        with self._connection.write("adding a token", durable=True) as db:
            number = insert_numbered(db, "api_tokens", token_row(token))
            insert_change(db, change)
            return number

    @override
    def tokens(self, user_id: int) -> list[ApiToken]:
        with self._connection.read("reading tokens") as db:
            rows = db.query('SELECT * FROM api_tokens WHERE "user" = ? ORDER BY id DESC', [user_id])
            return list(map(to_token, rows))

    @override
    def token(self, key: str) -> tuple[User, ApiToken] | None:
        with self._connection.read("reading a token") as db:
            found = next(map(to_token, db.query("SELECT * FROM api_tokens WHERE key = ?", [key])), None)
            if found is None:
                return None
            users = db.query("SELECT * FROM users WHERE id = ? AND disabled_at IS NULL", [found.user_id])
            return next(((to_user(row), found) for row in users), None)

    @override
    def mark_token_used(self, token_id: int, at: datetime) -> None:
        with self._connection.write("recording the use of a token") as db:
            db.execute("UPDATE api_tokens SET last_used_at = ? WHERE id = ?", [time_text(at), token_id])

    @override
    def revoke_token(self, user_id: int, token_id: int, change: Change) -> bool:
        with self._connection.write(f"revoking token {token_id}", durable=True) as db:
            done = db.execute(
                'UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND "user" = ? AND revoked_at IS NULL',
                [time_text(change.at), token_id, user_id],
            )
            if done.rowcount:
                insert_change(db, change)
            return bool(done.rowcount)

    @override
    def add_failed_login(self, keys: Collection[str], at: datetime) -> None:
        with self._connection.write("recording a failed log-in") as db:
            for key in keys:
                insert(db, "failed_logins", {"key": key, "at": time_text(at)})

    @override
    def failed_logins(self, keys: Collection[str], since: datetime) -> Mapping[str, list[datetime]]:
        found: dict[str, list[datetime]] = {}
        with self._connection.read("reading failed log-ins") as db:
            rows = db.query(
                f"SELECT key, at FROM failed_logins WHERE key IN {AMONG} AND at >= ? ORDER BY at",
                [among(keys), time_text(since)],
            )
            for row in rows:
                found.setdefault(row["key"], []).append(to_time(row["at"]))
        return found

    @override
    def forget_failed_logins(self, keys: Collection[str]) -> None:
        with self._connection.write("forgetting failed log-ins") as db:
            db.execute(f"DELETE FROM failed_logins WHERE key IN {AMONG}", [among(keys)])

    @override
    def record(self, change: Change) -> None:
        with self._connection.write(f"recording: {change.what}") as db:
            insert_change(db, change)

    @override
    def begin(self, changes: Sequence[Change]) -> list[int]:
        with self._connection.write("recording what is about to be changed", durable=True) as db:
            return [insert_change(db, replace(change, state=ChangeState.BEGUN)) for change in changes]

    @override
    def finish(self, ids: Collection[int], state: ChangeState) -> None:
        with self._connection.write("recording what was changed") as db:
            db.execute(f"UPDATE changes SET state = ? WHERE id IN {AMONG_IDS}", [state.value, among(ids)])

    @override
    def changes(self, *, limit: int, before: int | None = None) -> list[Change]:
        with self._connection.read("reading changes") as db:
            rows = db.query(
                "SELECT * FROM changes WHERE id < ? ORDER BY id DESC LIMIT ?",
                [before if before is not None else 2**63 - 1, limit],
            )
            return list(map(to_change, rows))

    @override
    def forget(self, *, idle_before: datetime, started_before: datetime, failed_before: datetime) -> int:
        with self._connection.write("forgetting old sessions") as db:
            sessions = db.execute(
                "DELETE FROM sessions WHERE seen_at < ? OR started_at < ?",
                [time_text(idle_before), time_text(started_before)],
            )
            failures = db.execute("DELETE FROM failed_logins WHERE at < ?", [time_text(failed_before)])
            return sessions.rowcount + failures.rowcount
