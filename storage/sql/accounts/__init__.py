"""Accounts of the web pages, in SQL."""

from storage.sql.accounts.accounts import SqlAccounts

__all__ = ["SqlAccounts"]
