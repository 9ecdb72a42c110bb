"""Access: who makes a request, what they may do, forms that can't be forged, and who changed what."""

from web.access.audit import change_by, changing_file, record_change
from web.access.csrf import CHECKED_CALLS, CHECKED_FORMS, FIELD, form_code
from web.access.identify import Identifier, bearer_token, is_from_this_computer
from web.access.passwords import hash_password, is_password
from web.access.provider import (
    Provider,
    ProviderError,
    account_for,
    complaint_of_provider,
    depart,
    returned,
)
from web.access.rights import RIGHTS, SCOPES, Right, Role, scopes_for
from web.access.rules import (
    FAILURE_WINDOW,
    MAX_PASSWORD,
    AccessRules,
    complaint_of_account,
    complaint_of_password,
    failure_keys,
    is_same_address,
    local_path,
    seconds_to_wait,
    time_zones,
)
from web.access.sessions import TOKEN_PREFIX, cookie_name, end_session, key_of, session_secret, start_session
from web.access.visitor import LOGGED_IN, Known, Visitor, needs, visitor_of

__all__ = [
    "CHECKED_CALLS",
    "CHECKED_FORMS",
    "FAILURE_WINDOW",
    "FIELD",
    "LOGGED_IN",
    "MAX_PASSWORD",
    "RIGHTS",
    "SCOPES",
    "TOKEN_PREFIX",
    "AccessRules",
    "Identifier",
    "Known",
    "Provider",
    "ProviderError",
    "Right",
    "Role",
    "Visitor",
    "account_for",
    "bearer_token",
    "change_by",
    "changing_file",
    "complaint_of_account",
    "complaint_of_password",
    "complaint_of_provider",
    "cookie_name",
    "depart",
    "end_session",
    "failure_keys",
    "form_code",
    "hash_password",
    "is_from_this_computer",
    "is_password",
    "is_same_address",
    "key_of",
    "local_path",
    "needs",
    "record_change",
    "returned",
    "scopes_for",
    "seconds_to_wait",
    "session_secret",
    "start_session",
    "time_zones",
    "visitor_of",
]
