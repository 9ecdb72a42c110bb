"""The web pages that show the archive.

The application is imported when it is first asked for (PEP 562): commands for accounts need only rules.
"""

from importlib import import_module
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

if TYPE_CHECKING:
    from web.app import create_app
    from web.desk import Desk, KnownBackup, KnownJob

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


# Name → the module it is in.
_MODULES = {"create_app": "app", "Desk": "desk", "KnownBackup": "desk", "KnownJob": "desk"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"web.{_MODULES[name]}"), name)
