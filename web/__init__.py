"""The web pages that show the archive."""

from web.access import (
    AccessRules,
    Provider,
    Role,
    complaint_of_account,
    complaint_of_password,
    complaint_of_provider,
    hash_password,
)
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
