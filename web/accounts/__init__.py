"""Accounts: the gate in front of all pages, logging in, one's own account, pages of administrators."""

from web.accounts import audit, login, own, provider_login, tokens, users
from web.accounts.gate import Gate, PeerNote

__all__ = ["Gate", "PeerNote", "audit", "login", "own", "provider_login", "tokens", "users"]
