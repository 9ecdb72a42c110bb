"""Pages around e-mail: those behind its signed links, feeds for feed readers, and the messages themselves."""

from web.mail import feeds, links, messages

__all__ = ["feeds", "links", "messages"]
