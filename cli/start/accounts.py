"""Accounts at the start of the service: the first administrator, and how the pages are reached."""

from datetime import UTC, datetime, timedelta

from cli.app import say
from storage import Change, User, open_archive
from web import AccessRules, Provider, Role, complaint_of_password, complaint_of_provider, hash_password
from yaluwatch.config import Settings
from yaluwatch.errors import SettingsError

_ADMIN = "admin"


def has_accounts(settings: Settings) -> bool:
    """Whether there are accounts; the first one is made if its password is set and there is none.

    Raises SettingsError when that password is too easy to guess.
    """
    password = settings.accounts.admin_password.get_secret_value()
    with open_archive(settings.archive) as archive:
        if archive.accounts.exist() or not password:
            return archive.accounts.exist()
        if complaint := complaint_of_password(password, _ADMIN):
            raise SettingsError(f"accounts.admin_password: {complaint.rstrip('.')}")
        now = datetime.now(UTC)
        user = User(name=_ADMIN, role=Role.ADMIN, password_hash=hash_password(password), created_at=now)
        archive.accounts.add(
            user, Change(at=now, by="yalu", what="account added", subject=_ADMIN, after="admin")
        )
    say(f"The account {_ADMIN} was created with the password in accounts.admin_password.")
    return True


def access_rules(settings: Settings) -> AccessRules:
    """How the pages are reached, as set."""
    return AccessRules(
        idle=timedelta(hours=settings.accounts.idle_hours),
        longest=timedelta(days=settings.accounts.max_days),
        proxies=settings.web.proxies,
        user_header=settings.accounts.user_header,
        root_path=settings.web.root_path,
    )


def identity_provider(settings: Settings) -> Provider | None:
    """Who else logs people in, as set; None = nobody. Raises SettingsError when that can't work."""
    made = settings.accounts
    if not made.oidc_issuer:
        return None
    secret = made.oidc_client_secret.get_secret_value()
    provider = Provider(
        made.oidc_issuer, made.oidc_client_id, secret, f"{settings.web.address}/login/oidc/done"
    )
    if complaint := complaint_of_provider(provider):
        raise SettingsError(complaint)
    return provider
