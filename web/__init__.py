"""The web pages that show the archive.

The application is imported when it is first asked for (PEP 562): commands for accounts need only their rules.
"""

from typing import TYPE_CHECKING, Any

from web.access import (
    AccessRules,
    Provider,
    Role,
    complaint_of_account,
    complaint_of_password,
    complaint_of_provider,
    hash_password,
)
from web.desk import Desk, KnownBackup, KnownJob

if TYPE_CHECKING:
    from web.app import create_app

__all__ = [
    "AccessRules",
    "Desk",
    "KnownBackup",
    "KnownJob",
    "Provider",
    "Role",
    "complaint_of_account",
    "complaint_of_password",
    "complaint_of_provider",
    "create_app",
    "hash_password",
]


def __getattr__(name: str) -> Any:
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from web.app import create_app  # noqa: PLC0415 - see above

    return create_app
