"""What every request passes: the limits of bodies and of pages made at once, and the security headers."""

from web.middleware.body_limit import MAX_CALL, MAX_FORM, BodyLimit
from web.middleware.concurrency import ConcurrencyLimit
from web.middleware.headers import SecurityHeaders

__all__ = ["MAX_CALL", "MAX_FORM", "BodyLimit", "ConcurrencyLimit", "SecurityHeaders"]
