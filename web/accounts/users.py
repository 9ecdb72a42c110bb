"""The accounts, for administrators."""

from dataclasses import replace
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from storage import Archive, User
from web.access import Right, Role, change_by, complaint_of_account, hash_password, needs
from web.context import Id, Opened, Writable
from web.templating import uncached_page
from yaluwatch.errors import ArchiveError
from yaluwatch.sentence import Sentence, sentence_of

router = APIRouter(prefix="/users", dependencies=[needs(Right.ADMINISTER)])


@router.get("")
def users(request: Request, archive: Opened) -> Response:
    """All accounts."""
    return _page(request, archive)


@router.post("")
def add(
    request: Request,
    archive: Writable,
    name: Annotated[str, Form(max_length=200)],
    role: Annotated[str, Form(max_length=40)],
    address: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """Add an account with a password of ours, shown once."""
    if complaint := complaint_of_account(name, role, address, "", "UTC"):
        return _page(request, archive, complaint=complaint)
    password = token_urlsafe(12)
    note = change_by(request, "account added", name, after=role)
    user = User(
        name=name, role=role, address=address, password_hash=hash_password(password), created_at=note.at
    )
    try:
        archive.accounts.add(user, note)
    except ArchiveError as error:
        return _page(request, archive, complaint=sentence_of(error))
    return _page(request, archive, shown=(name, password))


@router.post("/{user_id}")
def change(
    request: Request,
    archive: Writable,
    user_id: Id,
    role: Annotated[str, Form(max_length=40)],
    address: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """Change role and address."""
    user = _user(archive, user_id)
    if complaint := complaint_of_account(user.name, role, address, user.language, user.timezone):
        return _page(request, archive, complaint=complaint)
    if user.role == Role.ADMIN and role != Role.ADMIN:
        _keep_an_admin(archive, user)
    before, after = f"{user.role} {user.address}".strip(), f"{role} {address}".strip()
    note = change_by(request, "account changed", user.name, before, after)
    archive.accounts.save(replace(user, role=role, address=address), note)
    return RedirectResponse("/users?done=saved", 303)


@router.post("/{user_id}/password")
def reset_password(request: Request, archive: Writable, user_id: Id) -> Response:
    """Give an account a new password of ours, shown once; its log-ins end."""
    user, password = _user(archive, user_id), token_urlsafe(12)
    note = change_by(request, "password reset", user.name)
    archive.accounts.save(replace(user, password_hash=hash_password(password)), note, log_out=True)
    return _page(request, archive, shown=(user.name, password))


@router.post("/{user_id}/disable")
def disable(request: Request, archive: Writable, user_id: Id) -> Response:
    """Lock an account out at once: its log-ins end, its tokens are revoked."""
    user = _user(archive, user_id)
    _keep_an_admin(archive, user)
    note = change_by(request, "account disabled", user.name)
    archive.accounts.save(replace(user, disabled_at=note.at), note, log_out=True)
    return RedirectResponse("/users?done=saved", 303)


@router.post("/{user_id}/enable")
def enable(request: Request, archive: Writable, user_id: Id) -> Response:
    """Let an account in again."""
    user = _user(archive, user_id)
    archive.accounts.save(replace(user, disabled_at=None), change_by(request, "account enabled", user.name))
    return RedirectResponse("/users?done=saved", 303)


def _user(archive: Archive, user_id: int) -> User:
    if (user := archive.accounts.get(user_id)) is None:
        raise HTTPException(404, Sentence("There is no account %(id)s.", id=user_id))
    return user


def _keep_an_admin(archive: Archive, user: User) -> None:
    """Raises HTTPException when this is the last account that can manage accounts."""
    others = [
        one
        for one in archive.accounts.all()
        if one.role == Role.ADMIN and not one.disabled_at and one.id != user.id
    ]
    if user.role == Role.ADMIN and not user.disabled_at and not others:
        raise HTTPException(
            409,
            Sentence("%(name)s is the last administrator; make another account admin first.", name=user.name),
        )


def _page(
    request: Request,
    archive: Archive,
    *,
    complaint: str = "",
    shown: tuple[str, str] | None = None,
) -> Response:
    words = {
        "page": "users",
        "users": archive.accounts.all(),
        "roles": list(Role),
        "complaint": complaint,
        "done": request.query_params.get("done", ""),
        "shown": shown,
    }
    return uncached_page(request, "accounts/users.html", words, 400 if complaint else 200)
