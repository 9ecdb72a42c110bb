"""Access: who makes a request, what they may do, and forms that can't be forged."""

from web.access.audit import record_change
from web.access.csrf import CHECKED_FORMS, FIELD, form_code
from web.access.gate import Gate
from web.access.rights import RIGHTS, Right, Role
from web.access.visitor import Known, Visitor, needs, visitor_of

__all__ = [
    "CHECKED_FORMS",
    "FIELD",
    "RIGHTS",
    "Gate",
    "Known",
    "Right",
    "Role",
    "Visitor",
    "form_code",
    "needs",
    "record_change",
    "visitor_of",
]
