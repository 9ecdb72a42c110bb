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

__all__ = [
    "AccessRules",
    "Provider",
    "Role",
    "complaint_of_account",
    "complaint_of_password",
    "complaint_of_provider",
    "create_app",
    "hash_password",
]
