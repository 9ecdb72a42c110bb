"""Accounts of the web pages, in SQLite."""

from storage.sqlite.accounts.accounts import SqliteAccounts

__all__ = ["SqliteAccounts"]
