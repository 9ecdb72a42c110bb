"""Commands for the accounts of the web pages."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any

import typer

from cli.app import AsJson, data_folder, print_json, say
from cli.tables import Row, print_rows
from storage import Archive, Change, User
from web import Role, complaint_of_account, complaint_of_password, hash_password
from yaluwatch.errors import ArchiveError, SettingsError

# As many as are ever read of a password given in a file or on standard input.
_MAX_READ = 4_000

Name = Annotated[str, typer.Argument(help="Log-in name.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="Read the password from this file; - is standard input."),
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    users = typer.Typer(
        help="Manage the accounts of the web pages: add, list, disable, new password.", no_args_is_help=True
    )
    users.command("list")(list_users)
    users.command()(add)
    users.command()(disable)
    users.command()(enable)
    users.command()(password)
    app.add_typer(users, name="users")


def list_users(context: typer.Context, as_json: AsJson = False) -> None:
    """List the accounts with their roles.

    Example: [bold]yalu users list[/bold]
    """
    with data_folder(context).archive() as archive:
        found = archive.accounts.all()
    if as_json:
        print_json([_plain(user) for user in found])
    elif not found:
        say("There are no accounts: the pages can be seen on this computer only. `yalu users add` adds one.")
    else:
        print_rows(("name", "role", "address", "state"), map(_row, found))


def add(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Option(help="reader, analyst, researcher, operator or admin.")] = "reader",
    address: Annotated[
        str, typer.Option(help="E-mail address; subscriptions that go there are theirs.")
    ] = "",
    language: Annotated[
        str, typer.Option(help="Language of the pages: en, ko or zh (default: as the browser asks).")
    ] = "",
    timezone: Annotated[str, typer.Option(help="Time zone of the pages, such as Asia/Seoul.")] = "UTC",
    password_file: PasswordFile = None,
) -> None:
    """Add an account; prints a password for it unless you give one.

    Once there is an account, everybody has to log in, on this computer too.

    Example: [bold]yalu users add kim --role analyst --address kim@example.org[/bold]
    """
    if complaint := complaint_of_account(name, role, address, language, timezone):
        raise SettingsError(complaint.rstrip("."))
    chosen = _password(password_file, name)
    made = _password_of_ours() if chosen is None else chosen
    now = datetime.now(UTC)
    user = User(
        name=name,
        role=role,
        address=address,
        language=language,
        timezone=timezone,
        password_hash=hash_password(made),
        created_at=now,
    )
    with data_folder(context).archive(read_only=False) as archive:
        archive.accounts.add(user, _change("account added", name, after=role))
    say(f"{name} can log in as {role}." + ("" if chosen is not None else f" Password: {made}"))


def disable(context: typer.Context, name: Name) -> None:
    """Lock an account out at once; its log-ins end, its tokens are revoked.

    Example: [bold]yalu users disable kim[/bold]
    """
    here = data_folder(context)
    with here.archive(read_only=False) as archive:
        user = _user(archive, name)
        admins = [one for one in archive.accounts.all() if one.role == Role.ADMIN and not one.disabled_at]
        if [one.id for one in admins] == [user.id]:
            raise SettingsError(f"{user.name} is the last administrator; add another one first")
        note = _change("account disabled", user.name)
        archive.accounts.save(replace(user, disabled_at=note.at), note, log_out=True)
    say(f"{user.name} can't log in any more.")


def enable(context: typer.Context, name: Name) -> None:
    """Let a disabled account log in again.

    Example: [bold]yalu users enable kim[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        user = _user(archive, name)
        archive.accounts.save(replace(user, disabled_at=None), _change("account enabled", user.name))
    say(f"{user.name} can log in again.")


def password(context: typer.Context, name: Name, password_file: PasswordFile = None) -> None:
    """Give an account a new password; its log-ins end, its tokens are revoked.

    Example: [bold]yalu users password kim[/bold]
    """
    chosen = _password(password_file, name)
    made = _password_of_ours() if chosen is None else chosen
    with data_folder(context).archive(read_only=False) as archive:
        user = _user(archive, name)
        changed = replace(user, password_hash=hash_password(made))
        archive.accounts.save(changed, _change("password reset", user.name), log_out=True)
    say(f"{user.name} has a new password." + ("" if chosen is not None else f" Password: {made}"))


def _user(archive: Archive, name: str) -> User:
    if (user := archive.accounts.named(name)) is None:
        raise ArchiveError(f"there is no account {name}; `yalu users list` shows those there are")
    return user


def _password(file: Path | None, name: str) -> str | None:
    """The password in a file; None if none was given. Raises SettingsError when it can't be used."""
    if file is None:
        return None
    try:
        text = sys.stdin.read(_MAX_READ) if str(file) == "-" else file.read_text(encoding="utf-8")[:_MAX_READ]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}") from error
    found = text.rstrip("\r\n")
    if complaint := complaint_of_password(found, name):
        raise SettingsError(complaint.rstrip("."))
    return found


def _since(user: User) -> str:
    return f"disabled since {user.disabled_at:%Y-%m-%d}" if user.disabled_at else ""


def _row(user: User) -> Row:
    state = f"disabled since {user.disabled_at:%Y-%m-%d}" if user.disabled_at else "can log in"
    return Row((user.name, user.role, user.address, state))


def _password_of_ours() -> str:
    return token_urlsafe(12)


def _change(what: str, subject: str, after: str = "") -> Change:
    return Change(at=datetime.now(UTC), by="yalu", what=what, subject=subject, after=after)


def _plain(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "address": user.address,
        "language": user.language,
        "timezone": user.timezone,
        "created_at": user.created_at,
        "disabled_at": user.disabled_at,
    }
