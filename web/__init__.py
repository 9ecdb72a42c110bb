"""The web pages that show the archive."""

from web.access import AccessRules, Role, complaint_of_account, complaint_of_password, hash_password
from web.app import create_app

__all__ = [
    "AccessRules",
    "Role",
    "complaint_of_account",
    "complaint_of_password",
    "create_app",
    "hash_password",
]
