"""Pages around e-mail: those behind its signed links, feeds for feed readers, and the messages themselves."""

from web.mail import feeds, links, messages
from web.mail.messages import MAIL_POLICY

__all__ = ["MAIL_POLICY", "feeds", "links", "messages"]
